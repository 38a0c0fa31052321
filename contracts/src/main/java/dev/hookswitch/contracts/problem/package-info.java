/** Why something was not done, in numbers and words, with what to do about it in both languages. */
@NullMarked
package dev.hookswitch.contracts.problem;

import org.jspecify.annotations.NullMarked;
