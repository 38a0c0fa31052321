/** How wrong attempts slow the next one down, pure. */
@NullMarked
package dev.hookswitch.auth.guesses.core;

import org.jspecify.annotations.NullMarked;
