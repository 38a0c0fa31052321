package dev.hookswitch.local.terminal;

import java.time.Duration;
import java.util.Optional;

/**
 * What a counterpart does of itself.
 *
 * @param hangUpAfter so long after talking has begun
 * @param cancelAfter it gives its own call up so long after the ring began, unless somebody has answered
 * @param dropAfter its network is lost so long after talking has begun, until the call is over
 */
record Behaviour(
        OnRing onRing, Optional<Duration> hangUpAfter, Optional<Duration> cancelAfter, Optional<Duration> dropAfter) {
    /** What it does when it is called. */
    sealed interface OnRing {
        record Answers(Duration after) implements OnRing {}

        record Rejects(Duration after) implements OnRing {}

        /** It rings until somebody else ends that. */
        record Rings() implements OnRing {}

        /** It answers this caller at once, and nobody else. */
        record AnswersOnly(String callerId) implements OnRing {}
    }

    static Behaviour of(OnRing onRing) {
        return new Behaviour(onRing, Optional.empty(), Optional.empty(), Optional.empty());
    }

    Behaviour thatHangsUp(Optional<Duration> afterTalking) {
        return new Behaviour(onRing, afterTalking, cancelAfter, dropAfter);
    }

    Behaviour thatCancels(Optional<Duration> afterRinging) {
        return new Behaviour(onRing, hangUpAfter, afterRinging, dropAfter);
    }

    Behaviour thatDrops(Duration afterTalking) {
        return new Behaviour(onRing, hangUpAfter, cancelAfter, Optional.of(afterTalking));
    }
}
