package dev.hookswitch.push.transports;

import dev.hookswitch.contracts.call.Call;
import java.time.Instant;

/** One way to wake a listener that has no socket. Each is one bean; all of them are tried at each attempt. */
public interface Transport {

    /** What became of an attempt. */
    sealed interface Delivery {
        /** The transport has it; whether the listener's device heard it is told by its receipts. */
        record Took() implements Delivery {}

        /**
         * It has not.
         *
         * @param problem in a few words, fit for the app's developer: no address, no body, no secret
         * @param retry whether another attempt may help
         */
        record Failed(String problem, boolean retry) implements Delivery {}
    }

    /** The transport's name in events. */
    String name();

    /**
     * Makes one attempt on the calling thread, a virtual one; bounded in time. Repeated with the same content after a
     * crash, so what it sends has an id that stays the same. Delivers nothing at or after {@code until}.
     */
    Delivery deliver(Call call, Instant until);
}
