/** The doors at which existing developers' servers knock: the vendor's paths, fields and codes, our commands behind. */
@NullMarked
package dev.hookswitch.auth.doors;

import org.jspecify.annotations.NullMarked;
