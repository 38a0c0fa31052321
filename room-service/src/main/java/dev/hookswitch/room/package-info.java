/** The life of a call: one state machine, one writer per room. */
@NullMarked
package dev.hookswitch.room;

import org.jspecify.annotations.NullMarked;
