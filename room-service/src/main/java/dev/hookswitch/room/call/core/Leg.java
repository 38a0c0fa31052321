package dev.hookswitch.room.call.core;

import dev.hookswitch.contracts.call.ConnectionId;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.room.RoomCommand.RingStage;
import java.util.List;
import java.util.Optional;

/** One of the listener's endpoints while it rings. */
public record Leg(EndpointId endpoint, List<ConnectionId> connections, Optional<RingStage> stage) {
    /** More installations of one user than this are not told apart; all of them ring. */
    static final int LEGS_MAX = 16;

    static Leg silent(EndpointId endpoint) {
        return new Leg(endpoint, List.of(), Optional.empty());
    }

    boolean hasCome(RingStage other) {
        return stage.filter(known -> known.compareTo(other) >= 0).isPresent();
    }
}
