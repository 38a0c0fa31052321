package dev.hookswitch.gateway.presence.core;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Says which gateway incarnations are dead: those whose lease was seen missing twice, at least a lease apart, while Redis
 * answered all the time (design §4). One look that found the lease, or a Redis that did not answer, begins anew.
 *
 * <p>Not for use by several threads at once.
 */
public final class LeaseWatch {
    private final Duration lease;
    private final Map<String, Instant> missingSince = new HashMap<>();

    public LeaseWatch(Duration lease) {
        this.lease = lease;
    }

    /** Takes one look: all incarnations that are listed, without those whose lease is there. */
    public Set<String> dead(Set<String> missing, Instant now) {
        missingSince.keySet().retainAll(missing);
        var dead = new HashSet<String>();
        for (var incarnation : missing) {
            var since = missingSince.putIfAbsent(incarnation, now);
            if (since != null && !now.isBefore(since.plus(lease))) {
                dead.add(incarnation);
            }
        }
        return dead;
    }

    /** Redis did not answer: what was missing before says nothing any more. */
    public void blind() {
        missingSince.clear();
    }
}
