/** The decisions about rights, pure. */
@NullMarked
package dev.hookswitch.auth.rights.core;

import org.jspecify.annotations.NullMarked;
