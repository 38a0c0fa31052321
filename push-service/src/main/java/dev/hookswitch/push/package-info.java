/** Wakes whoever has no socket: registrations, reminders and webhooks. */
@NullMarked
package dev.hookswitch.push;

import org.jspecify.annotations.NullMarked;
