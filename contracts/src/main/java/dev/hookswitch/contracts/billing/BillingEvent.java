package dev.hookswitch.contracts.billing;

import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.Posting;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.Sn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What has happened to an app's book. Topic {@code billing.events}, key = app. Postings of one event sum to zero. */
public sealed interface BillingEvent extends Message {
    AppId app();

    record HoldPlaced(
            AppId app,
            String transfer,
            RoomId room,
            Sn device,
            ChargeType chargeType,
            Optional<Duration> payable,
            Instant expiresAt,
            List<Posting> postings)
            implements BillingEvent {}

    /** Remembered, so that a repeat gets the same answer. */
    record HoldRefused(AppId app, String transfer, RoomId room, Objection objection) implements BillingEvent {}

    record HoldCaptured(AppId app, String transfer, RoomId room, Duration charged, List<Posting> postings)
            implements BillingEvent {}

    /** Also for a hold that never arrived: it will be refused when it does. */
    record HoldVoided(AppId app, String transfer, RoomId room, List<Posting> postings) implements BillingEvent {}

    record HoldExpired(AppId app, String transfer, RoomId room, List<Posting> postings) implements BillingEvent {}

    record TimeAdded(AppId app, String transfer, List<Posting> postings) implements BillingEvent {}

    record LicencesAdded(AppId app, String transfer, List<Posting> postings) implements BillingEvent {}

    record LicenceActivated(AppId app, String transfer, Sn device, Instant validUntil, List<Posting> postings)
            implements BillingEvent {}

    record ChargingSet(AppId app, boolean on) implements BillingEvent {}
}
