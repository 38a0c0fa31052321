/** Reminders: the log and the tables around {@code core}. */
@NullMarked
package dev.hookswitch.push.reminders;

import org.jspecify.annotations.NullMarked;
