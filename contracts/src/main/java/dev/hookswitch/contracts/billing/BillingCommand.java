package dev.hookswitch.contracts.billing;

import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.CallInterface;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.RoomType;
import dev.hookswitch.contracts.call.Sn;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What billing-service can be asked and told. Topic {@code billing.commands}, key = app. */
public sealed interface BillingCommand extends Message {
    /** A transfer's name, given by whoever asks for it, is at most this long. */
    int TRANSFER_BYTES_MAX = 128;

    AppId app();

    /** Throws {@link Bounds.Broken} for what cannot be a transfer's name. */
    static void checkTransfer(String transfer) {
        Bounds.text("transfer", transfer, TRANSFER_BYTES_MAX, TransferName.ALLOWED);
    }

    /**
     * Sets money aside for a call; there is one hold per call, and {@code transfer} is its name for ever. Answered with
     * {@code HoldAnswered}.
     *
     * @param chargeType as asked for; without one the licence is used where the device has one, else time
     */
    record Hold(
            AppId app,
            String transfer,
            RoomId room,
            Sn device,
            RoomType roomType,
            CallInterface via,
            int businessType,
            Optional<ChargeType> chargeType,
            Optional<Duration> timeLimit)
            implements BillingCommand {
        public Hold {
            checkTransfer(transfer);
        }
    }

    /** Charges what was talked and gives the rest back. Answered with {@code SettlementAnswered}. */
    record Capture(AppId app, String transfer, RoomId room, Duration talked) implements BillingCommand {
        public Capture {
            checkTransfer(transfer);
        }
    }

    /** Gives all back, also before the hold itself has arrived. Answered with {@code SettlementAnswered}. */
    record VoidHold(AppId app, String transfer, RoomId room) implements BillingCommand {
        public VoidHold {
            checkTransfer(transfer);
        }
    }

    record DeadlinePassed(AppId app, String which, Instant due) implements BillingCommand {}

    /** Adds bought talking time, once per {@code transfer}. */
    record AddTime(AppId app, String transfer, RoomType roomType, long seconds) implements BillingCommand {
        public AddTime {
            checkTransfer(transfer);
            Bounds.range("seconds", seconds, 1, 1_000_000_000_000L);
        }
    }

    /** Adds bought licences, once per {@code transfer}. */
    record AddLicences(AppId app, String transfer, long licences) implements BillingCommand {
        public AddLicences {
            checkTransfer(transfer);
            Bounds.range("licences", licences, 1, 1_000_000_000L);
        }
    }

    /** Uses one licence for a device, which is then valid a year longer (contract §5.2). */
    record ActivateLicence(AppId app, String transfer, Sn device) implements BillingCommand {
        public ActivateLicence {
            checkTransfer(transfer);
        }
    }

    /** Whether calls of this app are refused for want of money (codes 15, 23, 24). */
    record SetCharging(AppId app, boolean on) implements BillingCommand {}
}
