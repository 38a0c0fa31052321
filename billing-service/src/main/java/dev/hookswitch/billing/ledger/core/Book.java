package dev.hookswitch.billing.ledger.core;

import static dev.hookswitch.messaging.core.Decision.accept;
import static dev.hookswitch.messaging.core.Decision.refuse;
import static dev.hookswitch.messaging.core.Decision.reply;

import dev.hookswitch.billing.ledger.core.Transfer.Activated;
import dev.hookswitch.billing.ledger.core.Transfer.Added;
import dev.hookswitch.billing.ledger.core.Transfer.OnHold;
import dev.hookswitch.billing.ledger.core.Transfer.Refused;
import dev.hookswitch.billing.ledger.core.Transfer.Settled;
import dev.hookswitch.billing.ledger.core.Transfer.Settlement;
import dev.hookswitch.billing.ledger.core.Transfer.Undone;
import dev.hookswitch.contracts.billing.BillingAnswer.LicenceValid;
import dev.hookswitch.contracts.billing.BillingCommand;
import dev.hookswitch.contracts.billing.BillingCommand.ActivateLicence;
import dev.hookswitch.contracts.billing.BillingCommand.AddLicences;
import dev.hookswitch.contracts.billing.BillingCommand.AddTime;
import dev.hookswitch.contracts.billing.BillingCommand.Capture;
import dev.hookswitch.contracts.billing.BillingCommand.DeadlinePassed;
import dev.hookswitch.contracts.billing.BillingCommand.Hold;
import dev.hookswitch.contracts.billing.BillingCommand.SetCharging;
import dev.hookswitch.contracts.billing.BillingCommand.VoidHold;
import dev.hookswitch.contracts.billing.BillingEvent;
import dev.hookswitch.contracts.billing.BillingEvent.ChargingSet;
import dev.hookswitch.contracts.billing.BillingEvent.HoldCaptured;
import dev.hookswitch.contracts.billing.BillingEvent.HoldExpired;
import dev.hookswitch.contracts.billing.BillingEvent.HoldPlaced;
import dev.hookswitch.contracts.billing.BillingEvent.HoldRefused;
import dev.hookswitch.contracts.billing.BillingEvent.HoldVoided;
import dev.hookswitch.contracts.billing.BillingEvent.LicenceActivated;
import dev.hookswitch.contracts.billing.BillingEvent.LicencesAdded;
import dev.hookswitch.contracts.billing.BillingEvent.TimeAdded;
import dev.hookswitch.contracts.billing.BillingRefusal.NoLicenceLeft;
import dev.hookswitch.contracts.billing.BillingRefusal.TransferUsed;
import dev.hookswitch.contracts.billing.BillingRefusal.ValidTooLong;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.CallInterface;
import dev.hookswitch.contracts.call.Charge;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.Posting;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.problem.Reason;
import dev.hookswitch.contracts.room.RoomCommand.HoldAnswered;
import dev.hookswitch.contracts.room.RoomCommand.HoldVerdict;
import dev.hookswitch.contracts.room.RoomCommand.HoldVerdict.NotHeld;
import dev.hookswitch.contracts.room.RoomCommand.SettlementAnswered;
import dev.hookswitch.messaging.core.Deadline;
import dev.hookswitch.messaging.core.Decision;
import dev.hookswitch.messaging.core.Received;
import dev.hookswitch.messaging.core.Recorded;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The book of one app: its accounts, transfers and licences, as far as the commands at hand name them. No clock and no
 * I/O: the time arrives with the command.
 *
 * <p>A transfer's name decides everything: the first command of that name counts, a repeat gets the first answer, and an
 * undo that comes before its original keeps the original out. So repeats and any order change no balance.
 *
 * @param charging whether calls are refused for want of money; off until the operator switches it on
 * @param accounts balances; an account without one holds zero
 * @param transfers those that are named, by name
 * @param licences how long devices are paid for, as far as they are named
 * @param otherExpiry when the first hold expires that is not among {@code transfers}
 */
public record Book(
        AppId app,
        boolean charging,
        Map<Account, Long> accounts,
        Map<String, Transfer> transfers,
        Map<Sn, Instant> licences,
        Optional<Instant> otherExpiry) {

    /** The deadline of the book: the first of its holds expires. */
    public static final String EXPIRY = "expiry";

    /** One licence number makes a device valid a year longer (contract §5.2). */
    private static final int LICENCE_YEARS = 1;

    /** At most this long from now (contract §5.2). */
    private static final int LICENCE_YEARS_MAX = 3;

    public Book {
        // Views, not copies: a book lives for one batch, and copying 500 transfers at each command was half its work.
        accounts = Collections.unmodifiableMap(accounts);
        transfers = Collections.unmodifiableMap(transfers);
        licences = Collections.unmodifiableMap(licences);
    }

    /** The book of an app that has none yet. */
    public static Book empty(AppId app) {
        return new Book(app, false, Map.of(), Map.of(), Map.of(), Optional.empty());
    }

    public long balance(Account account) {
        return accounts.getOrDefault(account, 0L);
    }

    private Optional<Transfer> transfer(String name) {
        return Optional.ofNullable(transfers.get(name));
    }

    /** The next moment at which a hold expires. One timer per book is enough, however many calls it carries. */
    public List<Deadline> deadlines() {
        return Stream.concat(
                        otherExpiry.stream(),
                        transfers.values().stream()
                                .filter(OnHold.class::isInstance)
                                .map(hold -> ((OnHold) hold).expiresAt()))
                .min(Comparator.naturalOrder())
                .map(first -> List.of(new Deadline(EXPIRY, first)))
                .orElse(List.of());
    }

    public static Decision<BillingEvent> decide(Book book, Received<BillingCommand> in, Terms terms) {
        return switch (in.command()) {
            case Hold c -> book.hold(c, in, terms);
            case Capture c -> book.settle(c.transfer(), c.room(), in.id(), c.talked(), Settlement.CAPTURED);
            case VoidHold c -> book.settle(c.transfer(), c.room(), in.id(), Duration.ZERO, Settlement.VOIDED);
            case DeadlinePassed c -> accept(book.expired(c.due()));
            case AddTime c -> {
                var lines = List.of(
                        Account.bought(c.roomType()).posting(-c.seconds()),
                        Account.talk(c.roomType()).posting(c.seconds()));
                yield book.add(c.transfer(), lines, new TimeAdded(c.app(), c.transfer(), lines));
            }
            case AddLicences c -> {
                var lines =
                        List.of(Account.BOUGHT_LICENCES.posting(-c.licences()), Account.LICENCES.posting(c.licences()));
                yield book.add(c.transfer(), lines, new LicencesAdded(c.app(), c.transfer(), lines));
            }
            case ActivateLicence c -> book.activate(c, in.at());
            case SetCharging c -> c.on() == book.charging() ? accept() : accept(new ChargingSet(c.app(), c.on()));
        };
    }

    private Decision<BillingEvent> hold(Hold c, Received<BillingCommand> in, Terms terms) {
        var known = transfers.get(c.transfer());
        if (known != null) {
            return reply(answer(c, in.id(), known.verdict()));
        }
        if (in.isTooLate()) {
            // Nobody waits any more. It leaves no trace: the undo that follows is what keeps a repeat out.
            return reply(answer(
                    c,
                    in.id(),
                    new NotHeld(Objection.of(Reason.TOO_LATE, "Billing got to this call too late; call again."))));
        }
        return place(c, in, terms);
    }

    private static HoldAnswered answer(Hold c, String question, HoldVerdict verdict) {
        return new HoldAnswered(c.room(), question, verdict);
    }

    private Decision<BillingEvent> place(Hold c, Received<BillingCommand> in, Terms terms) {
        var at = in.at();
        // A device's own call to a phone always uses up time, never a licence (contract §5.1).
        var timeOnly = c.via() == CallInterface.INIT_BY_CALLER && c.businessType() == 2;
        if (timeOnly && c.chargeType().equals(Optional.of(ChargeType.LICENSE))) {
            return refused(
                    c, in.id(), Reason.CHARGE_TYPE, "Calls of businessType 2 are charged by duration, not by license.");
        }
        var validUntil = Optional.ofNullable(licences.get(c.device()));
        var licensed = validUntil.filter(at::isBefore).isPresent();
        var chargeType = c.chargeType().orElse(licensed && !timeOnly ? ChargeType.LICENSE : ChargeType.DURATION);
        if (chargeType == ChargeType.LICENSE) {
            if (charging && validUntil.isEmpty()) {
                return refused(c, in.id(), Reason.NO_LICENCE, "The device has no activated licence; activate one.");
            }
            if (charging && !licensed) {
                return refused(c, in.id(), Reason.LICENCE_EXPIRED, "The licence of the device has expired; renew it.");
            }
            return placed(c, in, chargeType, Optional.empty(), terms, List.of());
        }
        var most = charging ? terms.holdMax() : terms.unchargedMax();
        var wanted = wholeSeconds(
                c.timeLimit().filter(limit -> limit.compareTo(most) < 0).orElse(most));
        var from = charging ? Account.talk(c.roomType()) : Account.grace(c.roomType());
        var seconds = charging ? Math.min(wanted, balance(from)) : wanted;
        if (seconds <= 0) {
            return refused(c, in.id(), Reason.IN_ARREARS, "The app has no talking time left; buy some.");
        }
        var lines = List.of(from.posting(-seconds), Account.held(c.roomType()).posting(seconds));
        var payable = charging ? Optional.of(Duration.ofSeconds(seconds)) : Optional.<Duration>empty();
        return placed(c, in, chargeType, payable, terms, lines);
    }

    private static Decision<BillingEvent> placed(
            Hold c,
            Received<BillingCommand> in,
            ChargeType chargeType,
            Optional<Duration> payable,
            Terms terms,
            List<Posting> lines) {
        var expiresAt = in.at().plus(terms.holdLife());
        return accept(
                List.of(new HoldPlaced(
                        c.app(), c.transfer(), c.room(), c.device(), chargeType, payable, expiresAt, lines)),
                answer(c, in.id(), new HoldVerdict.Held(chargeType, payable)));
    }

    private static Decision<BillingEvent> refused(Hold c, String question, Reason reason, String errMsg) {
        var objection = Objection.of(reason, errMsg);
        return accept(
                List.of(new HoldRefused(c.app(), c.transfer(), c.room(), objection)),
                answer(c, question, new NotHeld(objection)));
    }

    private Decision<BillingEvent> settle(String name, RoomId room, String question, Duration talked, Settlement how) {
        var known = transfers.get(name);
        return switch (known) {
            // Also for a Capture: a hold that nobody will end must not be placed any more.
            case null ->
                accept(
                        List.of(new HoldVoided(app, name, room, List.of())),
                        new SettlementAnswered(room, question, Optional.empty()));
            case OnHold hold -> {
                var charged = Math.min(wholeSeconds(talked), hold.seconds());
                var lines = release(hold, charged);
                var charge = charge(hold, charged, lines);
                var event = how == Settlement.CAPTURED
                        ? new HoldCaptured(app, name, room, Duration.ofSeconds(charged), lines)
                        : new HoldVoided(app, name, room, lines);
                yield accept(List.of(event), new SettlementAnswered(room, question, Optional.of(charge)));
            }
            case Settled _, Refused _, Undone _, Added _, Activated _ ->
                reply(new SettlementAnswered(room, question, known.charge()));
        };
    }

    /** Started seconds count; this is the only place where time is rounded. */
    private static long wholeSeconds(Duration time) {
        return Math.max(0, Math.ceilDiv(time.toMillis(), 1000L));
    }

    /** The lines that end a hold: what was talked is used, the rest goes back to where it came from. */
    private static List<Posting> release(OnHold hold, long charged) {
        var seconds = hold.seconds();
        if (seconds == 0) {
            return List.of();
        }
        var from = hold.lines().stream()
                .filter(line -> line.amount() < 0)
                .map(line -> Account.named(line.account()))
                .findFirst()
                .orElseThrow();
        var held = hold.lines().stream()
                .map(line -> Account.named(line.account()))
                .filter(Account::isHeld)
                .findFirst()
                .orElseThrow();
        var lines = new ArrayList<Posting>();
        lines.add(held.posting(-seconds));
        if (charged > 0) {
            lines.add(held.usedOf().posting(charged));
        }
        if (charged < seconds) {
            lines.add(from.posting(seconds - charged));
        }
        return List.copyOf(lines);
    }

    private static Charge charge(OnHold hold, long charged, List<Posting> release) {
        return new Charge(
                hold.chargeType(),
                Duration.ofSeconds(charged),
                Stream.concat(hold.lines().stream(), release.stream()).toList());
    }

    private List<BillingEvent> expired(Instant due) {
        return transfers.entrySet().stream()
                .filter(named -> named.getValue() instanceof OnHold hold
                        && !hold.expiresAt().isAfter(due))
                .sorted(Map.Entry.comparingByKey())
                .<BillingEvent>map(named -> {
                    var hold = (OnHold) named.getValue();
                    return new HoldExpired(app, named.getKey(), hold.room(), release(hold, 0));
                })
                .toList();
    }

    private Decision<BillingEvent> add(String name, List<Posting> lines, BillingEvent event) {
        return switch (transfers.get(name)) {
            case null -> accept(event);
            case Added added when added.lines().equals(lines) -> accept();
            case Transfer _ -> refuse(new TransferUsed());
        };
    }

    private Decision<BillingEvent> activate(ActivateLicence c, Instant at) {
        return switch (transfers.get(c.transfer())) {
            case Activated activated
            when activated.device().equals(c.device()) ->
                reply(new LicenceValid(activated.device(), activated.validUntil()));
            case Transfer _ -> refuse(new TransferUsed());
            case null -> {
                if (balance(Account.LICENCES) < 1) {
                    yield refuse(new NoLicenceLeft());
                }
                var from = Optional.ofNullable(licences.get(c.device()))
                        .filter(at::isBefore)
                        .orElse(at);
                var until = plusYears(from, LICENCE_YEARS);
                if (until.isAfter(plusYears(at, LICENCE_YEARS_MAX))) {
                    yield refuse(new ValidTooLong());
                }
                var lines = List.of(Account.LICENCES.posting(-1), Account.USED_LICENCES.posting(1));
                yield accept(
                        List.of(new LicenceActivated(c.app(), c.transfer(), c.device(), until, lines)),
                        new LicenceValid(c.device(), until));
            }
        };
    }

    private static Instant plusYears(Instant from, int years) {
        return from.atOffset(ZoneOffset.UTC).plusYears(years).toInstant();
    }

    /** Applies one event. */
    public static Book evolve(Book book, Recorded<BillingEvent> recorded) {
        return switch (recorded.event()) {
            case HoldPlaced e ->
                book.with(
                        e.transfer(),
                        new OnHold(e.room(), e.device(), e.chargeType(), e.payable(), e.expiresAt(), e.postings()),
                        e.postings());
            case HoldRefused e -> book.with(e.transfer(), new Refused(e.room(), e.objection()), List.of());
            case HoldCaptured e -> book.settled(e.transfer(), e.room(), Settlement.CAPTURED, e.charged(), e.postings());
            case HoldVoided e -> book.settled(e.transfer(), e.room(), Settlement.VOIDED, Duration.ZERO, e.postings());
            case HoldExpired e -> book.settled(e.transfer(), e.room(), Settlement.EXPIRED, Duration.ZERO, e.postings());
            case TimeAdded e -> book.with(e.transfer(), new Added(e.postings()), e.postings());
            case LicencesAdded e -> book.with(e.transfer(), new Added(e.postings()), e.postings());
            case LicenceActivated e ->
                book.with(e.transfer(), new Activated(e.device(), e.validUntil(), e.postings()), e.postings())
                        .licensed(e.device(), e.validUntil());
            case ChargingSet e ->
                new Book(book.app, e.on(), book.accounts, book.transfers, book.licences, book.otherExpiry);
        };
    }

    private Book settled(String name, RoomId room, Settlement how, Duration charged, List<Posting> lines) {
        return transfer(name)
                .map(known -> {
                    var hold = (OnHold) known;
                    var settled = new Settled(room, how, hold.payable(), charge(hold, charged.toSeconds(), lines));
                    return with(name, settled, lines);
                })
                .orElseGet(() -> with(name, new Undone(room), lines));
    }

    private Book with(String name, Transfer transfer, List<Posting> lines) {
        var named = new HashMap<>(transfers);
        named.put(name, transfer);
        var balances = new EnumMap<Account, Long>(Account.class);
        balances.putAll(accounts);
        lines.forEach(line -> balances.merge(Account.named(line.account()), line.amount(), Math::addExact));
        return new Book(app, charging, balances, named, licences, otherExpiry);
    }

    private Book licensed(Sn device, Instant validUntil) {
        var valid = new HashMap<>(licences);
        valid.put(device, validUntil);
        return new Book(app, charging, accounts, transfers, valid, otherExpiry);
    }
}
