/** Commands, events, answers and refusals of room-service. */
@NullMarked
package dev.hookswitch.contracts.room;

import org.jspecify.annotations.NullMarked;
