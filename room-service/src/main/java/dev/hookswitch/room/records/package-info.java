/** What has become of calls: records, timelines, and the events that somebody missed. */
@NullMarked
package dev.hookswitch.room.records;

import org.jspecify.annotations.NullMarked;
