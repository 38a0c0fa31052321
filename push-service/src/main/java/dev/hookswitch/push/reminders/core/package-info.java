/** When and how often a listener is reminded, decided without clock, database or network. */
@NullMarked
package dev.hookswitch.push.reminders.core;

import org.jspecify.annotations.NullMarked;
