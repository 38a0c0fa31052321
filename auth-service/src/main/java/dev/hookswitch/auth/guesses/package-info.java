/** Whoever guesses secrets, tickets and codes is slowed down; the right holder is not locked out. */
@NullMarked
package dev.hookswitch.auth.guesses;

import org.jspecify.annotations.NullMarked;
