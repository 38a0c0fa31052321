/** The life of a call, and its doors to log, database and REST. */
@NullMarked
package dev.hookswitch.room.call;

import org.jspecify.annotations.NullMarked;
