package dev.hookswitch.push.reminders.core;

import dev.hookswitch.push.registrations.core.Registration;
import java.time.Duration;
import java.util.Map;

/**
 * What decisions about reminders need besides their state.
 *
 * @param registrations the known ones among the tokens that are asked about, by digest
 * @param backoff the wait after the first failed attempt, which doubles with each further one
 */
public record PushFacts(Map<String, Registration> registrations, Duration backoff) {
    public PushFacts {
        registrations = Map.copyOf(registrations);
    }
}
