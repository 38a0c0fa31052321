package dev.hookswitch.billing.ledger.core;

import dev.hookswitch.contracts.call.Charge;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.Posting;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.problem.Reason;
import dev.hookswitch.contracts.room.RoomCommand.HoldVerdict;
import dev.hookswitch.contracts.room.RoomCommand.HoldVerdict.Held;
import dev.hookswitch.contracts.room.RoomCommand.HoldVerdict.NotHeld;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What has become of a transfer, kept for ever by the name its caller gave it: whatever comes later under this name is
 * answered from here.
 *
 * <pre>
 *   Hold ──► OnHold ──► Settled (captured, voided or expired, whichever comes first)
 *     └────► Refused         VoidHold or Capture before its Hold ──► Undone
 * </pre>
 */
public sealed interface Transfer {

    /** The answer to a Hold of this name, the first one and every later one. */
    HoldVerdict verdict();

    /** What a call of this name is charged, as far as it is settled. */
    Optional<Charge> charge();

    /** The ledger's lines, in the order they were written; each step's lines sum to zero. */
    List<Posting> lines();

    record OnHold(
            RoomId room,
            Sn device,
            ChargeType chargeType,
            Optional<Duration> payable,
            Instant expiresAt,
            List<Posting> lines)
            implements Transfer {
        @Override
        public HoldVerdict verdict() {
            return new Held(chargeType, payable);
        }

        @Override
        public Optional<Charge> charge() {
            return Optional.empty();
        }

        /** Whole seconds set aside; zero where a licence pays. */
        long seconds() {
            return lines.stream()
                    .filter(line -> Account.named(line.account()).isHeld())
                    .mapToLong(Posting::amount)
                    .sum();
        }
    }

    record Refused(RoomId room, Objection objection) implements Transfer {
        @Override
        public HoldVerdict verdict() {
            return new NotHeld(objection);
        }

        @Override
        public Optional<Charge> charge() {
            return Optional.empty();
        }

        @Override
        public List<Posting> lines() {
            return List.of();
        }
    }

    /** How a hold came to its end. */
    enum Settlement {
        CAPTURED,
        VOIDED,
        EXPIRED
    }

    record Settled(RoomId room, Settlement how, Optional<Duration> payable, Charge paid) implements Transfer {
        @Override
        public HoldVerdict verdict() {
            return new Held(paid.chargeType(), payable);
        }

        @Override
        public Optional<Charge> charge() {
            return Optional.of(paid);
        }

        @Override
        public List<Posting> lines() {
            return paid.postings();
        }
    }

    /** Ended before its hold arrived, which is refused when it does. */
    record Undone(RoomId room) implements Transfer {
        @Override
        public HoldVerdict verdict() {
            return new NotHeld(
                    Objection.of(Reason.HOLD_VOIDED, "The call was over before money was set aside for it."));
        }

        @Override
        public Optional<Charge> charge() {
            return Optional.empty();
        }

        @Override
        public List<Posting> lines() {
            return List.of();
        }
    }

    /** Bought talking time or licences. */
    record Added(List<Posting> lines) implements Transfer {
        @Override
        public HoldVerdict verdict() {
            return NOT_A_HOLD;
        }

        @Override
        public Optional<Charge> charge() {
            return Optional.empty();
        }
    }

    /** A licence that a device got. */
    record Activated(Sn device, Instant validUntil, List<Posting> lines) implements Transfer {
        @Override
        public HoldVerdict verdict() {
            return NOT_A_HOLD;
        }

        @Override
        public Optional<Charge> charge() {
            return Optional.empty();
        }
    }

    HoldVerdict NOT_A_HOLD = new NotHeld(
            Objection.of(Reason.HOLD_NAME_USED, "The name of this call's hold was used for something else."));
}
