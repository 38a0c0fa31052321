/** The frames on a socket. */
@NullMarked
package dev.hookswitch.contracts.live;

import org.jspecify.annotations.NullMarked;
