/** What a room may do: pure, without clock, broker or database. */
@NullMarked
package dev.hookswitch.room.call.core;

import org.jspecify.annotations.NullMarked;
