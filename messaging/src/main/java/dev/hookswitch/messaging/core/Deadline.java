package dev.hookswitch.messaging.core;

import java.time.Instant;

/**
 * Something an aggregate waits for no longer than {@code due}. It counts only while the state still has exactly this
 * one, so a late, early or repeated timer is harmless.
 *
 * @param which what is waited for, unique within the state
 */
public record Deadline(String which, Instant due) {}
