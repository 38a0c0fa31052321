package dev.hookswitch.billing.ledger.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.contracts.Message;
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
import dev.hookswitch.contracts.billing.BillingRefusal.NoLicenceLeft;
import dev.hookswitch.contracts.billing.BillingRefusal.TransferUsed;
import dev.hookswitch.contracts.billing.BillingRefusal.ValidTooLong;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.CallInterface;
import dev.hookswitch.contracts.call.Charge;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.Posting;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.RoomType;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.room.RoomCommand.HoldAnswered;
import dev.hookswitch.contracts.room.RoomCommand.HoldVerdict;
import dev.hookswitch.contracts.room.RoomCommand.SettlementAnswered;
import dev.hookswitch.messaging.core.Deadline;
import dev.hookswitch.messaging.core.Decision;
import dev.hookswitch.messaging.core.Received;
import dev.hookswitch.messaging.core.Recorded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BookTest {
    private static final AppId APP = new AppId("wxdemo");
    private static final Sn DOOR = new Sn("door-1");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final RoomId ROOM = room(1);

    @Test
    void aCallHoldsItsTimeLimit() {
        var ledger = charging().add(1000);

        assertThat(ledger.tell(hold(ROOM, Duration.ofMillis(89_001)))).isEqualTo(held(ROOM, 90));
        assertThat(ledger.balances()).containsEntry(Account.TALK_VIDEO, 910L).containsEntry(Account.HELD_VIDEO, 90L);
    }

    @Test
    void aCallHoldsWhatIsLeft() {
        assertThat(charging().add(7).tell(hold(ROOM))).isEqualTo(held(ROOM, 7));
    }

    @Test
    void aCallHoldsAnHourAtMost() {
        assertThat(charging().add(100_000).tell(hold(ROOM, Duration.ofHours(3))))
                .isEqualTo(held(ROOM, 3600));
    }

    @Test
    void withoutTimeACallIsRefused() {
        assertThat(charging().tell(hold(ROOM))).satisfies(code(15));
    }

    @Test
    void timeOfVoiceDoesNotPayForVideo() {
        var ledger = charging();
        ledger.tell(new AddTime(APP, "voice", RoomType.VOICE, 100));

        assertThat(ledger.tell(hold(ROOM))).satisfies(code(15));
    }

    @Test
    void whatAnotherCallHoldsIsNotThere() {
        var ledger = charging().add(100);
        ledger.tell(hold(ROOM));

        assertThat(ledger.tell(hold(room(2)))).satisfies(code(15));
    }

    @Test
    void whatWasTalkedIsChargedInStartedSecondsAndTheRestComesBack() {
        var ledger = charging().add(1000);
        ledger.tell(hold(ROOM, Duration.ofSeconds(90)));

        assertThat(ledger.tell(capture(ROOM, Duration.ofMillis(12_001))))
                .isEqualTo(new SettlementAnswered(
                        ROOM,
                        ledger.lastId(),
                        Optional.of(new Charge(
                                ChargeType.DURATION,
                                Duration.ofSeconds(13),
                                List.of(
                                        new Posting("talk:video", -90, "video-seconds"),
                                        new Posting("held:video", 90, "video-seconds"),
                                        new Posting("held:video", -90, "video-seconds"),
                                        new Posting("used:video", 13, "video-seconds"),
                                        new Posting("talk:video", 77, "video-seconds"))))));
        assertThat(ledger.balances()).containsEntry(Account.TALK_VIDEO, 987L).containsEntry(Account.USED_VIDEO, 13L);
    }

    @Test
    void neverMoreIsChargedThanWasHeld() {
        var ledger = charging().add(1000);
        ledger.tell(hold(ROOM, Duration.ofSeconds(10)));
        ledger.tell(capture(ROOM, Duration.ofSeconds(11)));

        assertThat(ledger.balances()).containsEntry(Account.TALK_VIDEO, 990L).containsEntry(Account.USED_VIDEO, 10L);
    }

    @Test
    void aSecondCaptureGetsTheFirstAnswer() {
        var ledger = charging().add(1000);
        ledger.tell(hold(ROOM));
        var first = (SettlementAnswered) ledger.tell(capture(ROOM, Duration.ofSeconds(5)));
        var second = (SettlementAnswered) ledger.tell(capture(ROOM, Duration.ofSeconds(50)));

        assertThat(second.charge()).isEqualTo(first.charge());
        assertThat(ledger.lastEvents()).isEmpty();
    }

    @Test
    void aVoidGivesEverythingBack() {
        var ledger = charging().add(1000);
        ledger.tell(hold(ROOM));

        assertThat(((SettlementAnswered) ledger.tell(voidHold(ROOM)))
                        .charge()
                        .orElseThrow()
                        .charged())
                .isZero();
        assertThat(ledger.balances()).containsEntry(Account.TALK_VIDEO, 1000L).containsEntry(Account.HELD_VIDEO, 0L);
    }

    @Test
    void aVoidBeforeItsHoldKeepsTheHoldOut() {
        var ledger = charging().add(1000);

        assertThat(((SettlementAnswered) ledger.tell(voidHold(ROOM))).charge()).isEmpty();
        assertThat(ledger.tell(hold(ROOM))).satisfies(code(5));
        assertThat(ledger.balances()).containsEntry(Account.TALK_VIDEO, 1000L);
    }

    @Test
    void aRepeatedHoldGetsTheFirstAnswerAlsoAfterItsEnd() {
        var ledger = charging().add(1000);
        ledger.tell(hold(ROOM, Duration.ofSeconds(10)));
        assertThat(ledger.tell(hold(ROOM, Duration.ofSeconds(20)))).isEqualTo(held(ROOM, 10));
        ledger.tell(capture(ROOM, Duration.ofSeconds(3)));

        assertThat(ledger.tell(hold(ROOM, Duration.ofSeconds(20)))).isEqualTo(held(ROOM, 10));
        assertThat(ledger.lastEvents()).isEmpty();
    }

    @Test
    void aRefusedHoldStaysRefused() {
        var ledger = charging();
        ledger.tell(hold(ROOM));
        ledger.add(100);

        assertThat(ledger.tell(hold(ROOM))).satisfies(code(15));
    }

    @Test
    void aHoldThatNobodyWaitsForAnyMoreIsNotPlaced() {
        var ledger = charging().add(1000);
        ledger.validUntil(NOON);

        assertThat(ledger.tell(hold(ROOM))).satisfies(code(5));
        assertThat(ledger.lastEvents()).isEmpty();
    }

    @Test
    void aForgottenHoldIsGivenBackAfterADay() {
        var ledger = charging().add(1000);
        ledger.tell(hold(ROOM));
        var due = NOON.plus(Duration.ofHours(24));
        assertThat(ledger.book().deadlines()).containsExactly(new Deadline(Book.EXPIRY, due));

        ledger.tell(new DeadlinePassed(APP, Book.EXPIRY, due.minusMillis(1)));
        assertThat(ledger.lastEvents()).isEmpty();
        ledger.tell(new DeadlinePassed(APP, Book.EXPIRY, due));
        assertThat(ledger.balances()).containsEntry(Account.TALK_VIDEO, 1000L);
        assertThat(ledger.book().deadlines()).isEmpty();

        var late = (SettlementAnswered) ledger.tell(capture(ROOM, Duration.ofSeconds(5)));
        assertThat(late.charge().orElseThrow().charged()).isZero();
    }

    @Test
    void withoutAChargeTypeAValidLicencePays() {
        var ledger = licensed();

        assertThat(ledger.tell(hold(ROOM)))
                .isEqualTo(new HoldAnswered(
                        ROOM, transfer(ROOM), new HoldVerdict.Held(ChargeType.LICENSE, Optional.empty())));
        ledger.tell(capture(ROOM, Duration.ofMinutes(5)));
        assertThat(ledger.balances()).containsEntry(Account.TALK_VIDEO, 1000L);
    }

    @Test
    void withoutALicenceTimePays() {
        assertThat(charging().add(10).tell(hold(ROOM))).isEqualTo(held(ROOM, 10));
    }

    @Test
    void timeThatWasAskedForIsNotReplacedByALicence() {
        assertThat(licensed().tell(hold(ROOM, ChargeType.DURATION))).isEqualTo(held(ROOM, 1000));
    }

    @Test
    void aLicenceThatWasAskedForIsNotReplacedByTime() {
        assertThat(charging().add(1000).tell(hold(ROOM, ChargeType.LICENSE))).satisfies(code(24));
    }

    @Test
    void anExpiredLicenceIsToldFromNone() {
        var ledger = licensed();
        ledger.at(NOON.plus(Duration.ofDays(365)));

        assertThat(ledger.tell(hold(ROOM, ChargeType.LICENSE))).satisfies(code(23));
        assertThat(ledger.tell(hold(room(2)))).isEqualTo(held(room(2), 1000));
    }

    @Test
    void aDevicesOwnCallToAPhoneIsChargedByTimeOnly() {
        assertThat(licensed().tell(fromDevice(ROOM, Optional.of(ChargeType.LICENSE))))
                .satisfies(code(22));
        assertThat(licensed().tell(fromDevice(ROOM, Optional.empty()))).isEqualTo(held(ROOM, 1000));
    }

    @Test
    void withChargingOffNothingIsRefusedForWantOfMoneyButTheLinesAreWritten() {
        var ledger = new Ledger();

        assertThat(ledger.tell(hold(ROOM)))
                .isEqualTo(new HoldAnswered(
                        ROOM, transfer(ROOM), new HoldVerdict.Held(ChargeType.DURATION, Optional.empty())));
        assertThat(ledger.tell(hold(room(2), ChargeType.LICENSE)))
                .isEqualTo(new HoldAnswered(
                        room(2), transfer(room(2)), new HoldVerdict.Held(ChargeType.LICENSE, Optional.empty())));
        ledger.tell(capture(ROOM, Duration.ofHours(2)));
        assertThat(ledger.balances())
                .containsEntry(Account.GRACE_VIDEO, -7200L)
                .containsEntry(Account.USED_VIDEO, 7200L)
                .containsEntry(Account.HELD_VIDEO, 0L);
    }

    @Test
    void chargingIsSwitchedOnce() {
        var ledger = charging();
        ledger.tell(new SetCharging(APP, true));

        assertThat(ledger.lastEvents()).isEmpty();
    }

    @Test
    void boughtTimeCountsOncePerName() {
        var ledger = charging().add(10).add(10);
        assertThat(ledger.balances()).containsEntry(Account.TALK_VIDEO, 10L).containsEntry(Account.BOUGHT_VIDEO, -10L);

        assertThat(ledger.tell(new AddTime(APP, "time", RoomType.VIDEO, 11))).isEqualTo(new TransferUsed());
        assertThat(ledger.tell(new AddLicences(APP, "time", 10))).isEqualTo(new TransferUsed());
    }

    @Test
    void aNameThatIsUsedForSomethingElseHoldsNothing() {
        var ledger = charging();
        ledger.tell(new AddTime(APP, transfer(ROOM), RoomType.VIDEO, 10));

        assertThat(ledger.tell(hold(ROOM))).satisfies(code(5));
    }

    @Test
    void eachLicenceAddsAYearUpToThree() {
        var ledger = charging();
        ledger.tell(new AddLicences(APP, "bought", 10));
        assertThat(ledger.tell(new ActivateLicence(APP, "a1", DOOR)))
                .isEqualTo(new LicenceValid(DOOR, Instant.parse("2027-01-01T12:00:00Z")));
        ledger.tell(new ActivateLicence(APP, "a2", DOOR));
        assertThat(ledger.tell(new ActivateLicence(APP, "a3", DOOR)))
                .isEqualTo(new LicenceValid(DOOR, Instant.parse("2029-01-01T12:00:00Z")));

        assertThat(ledger.tell(new ActivateLicence(APP, "a4", DOOR))).isEqualTo(new ValidTooLong());
        assertThat(ledger.tell(new ActivateLicence(APP, "a1", DOOR)))
                .isEqualTo(new LicenceValid(DOOR, Instant.parse("2027-01-01T12:00:00Z")));
        assertThat(ledger.tell(new ActivateLicence(APP, "a1", new Sn("other")))).isEqualTo(new TransferUsed());
        assertThat(ledger.balances()).containsEntry(Account.LICENCES, 7L).containsEntry(Account.USED_LICENCES, 3L);
    }

    @Test
    void withoutALicenceNoneIsActivated() {
        assertThat(charging().tell(new ActivateLicence(APP, "a1", DOOR))).isEqualTo(new NoLicenceLeft());
    }

    /** Redelivery and interleaving, each transfer in its own order, neither make nor lose money. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void booksBalanceWhateverIsDelivered(long seed) {
        var random = new Random(seed);
        var transfers = transfers(random, 50);
        var once = post(transfers.stream().flatMap(List::stream).toList());
        var twiceAndInterleaved = post(repeatedAndInterleaved(transfers, random));

        assertThat(twiceAndInterleaved).isEqualTo(once);
    }

    /** Whatever comes in whatever order, each unit sums to zero and no floored account falls below its floor. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noOrderBreaksABook(long seed) {
        var random = new Random(seed);
        var commands = new ArrayList<BillingCommand>();
        transfers(random, 50).forEach(commands::addAll);
        commands.addAll(List.copyOf(commands));
        commands.add(new SetCharging(APP, random.nextBoolean()));
        commands.add(new DeadlinePassed(APP, Book.EXPIRY, NOON.plus(Duration.ofHours(24))));
        Collections.shuffle(commands, random);
        var ledger = new Ledger();
        ledger.add(random.nextInt(200));

        for (var command : commands) {
            ledger.tell(command);
            var sums = new HashMap<String, Long>();
            ledger.balances().forEach((account, balance) -> {
                sums.merge(account.unit(), balance, Long::sum);
                assertThat(balance)
                        .as(account.ledgerName())
                        .isGreaterThanOrEqualTo(account.floor().orElse(Long.MIN_VALUE));
            });
            assertThat(sums.values()).allMatch(sum -> sum == 0);
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    private static Map<Account, Long> post(List<BillingCommand> commands) {
        var ledger = charging().add(1_000_000);
        ledger.tell(new AddLicences(APP, "licences", 100));
        commands.forEach(ledger::tell);
        return ledger.balances();
    }

    /** Calls with their ends, purchases and activations; enough money for all, so that the order decides nothing. */
    private static List<List<BillingCommand>> transfers(Random random, int count) {
        var transfers = new ArrayList<List<BillingCommand>>();
        for (int i = 0; i < count; i++) {
            var room = room(100 + i);
            var type = random.nextBoolean() ? ChargeType.DURATION : ChargeType.LICENSE;
            var hold = random.nextBoolean()
                    ? hold(room, ChargeType.DURATION)
                    : new Hold(
                            APP,
                            transfer(room),
                            room,
                            DOOR,
                            RoomType.VIDEO,
                            CallInterface.CALL_WMPF,
                            2,
                            Optional.of(type),
                            Optional.of(Duration.ofMillis(1 + random.nextInt(100_000))));
            var capture = capture(room, Duration.ofMillis(random.nextInt(200_000)));
            transfers.add(
                    switch (random.nextInt(7)) {
                        case 0 -> List.of(hold);
                        case 1 -> List.of(hold, voidHold(room));
                        case 2 -> List.of(voidHold(room), hold);
                        case 3 -> List.of(hold, capture, voidHold(room));
                        case 4 -> List.of(new AddTime(APP, "time-" + i, RoomType.VIDEO, 1 + random.nextInt(100)));
                        case 5 -> List.of(new ActivateLicence(APP, "licence-" + i, new Sn("device-" + i)));
                        default -> List.of(hold, capture);
                    });
        }
        return transfers;
    }

    private static List<BillingCommand> repeatedAndInterleaved(List<List<BillingCommand>> transfers, Random random) {
        var queues = new ArrayList<Deque<BillingCommand>>();
        transfers.forEach(transfer -> queues.add(new ArrayDeque<>(transfer)));
        var sent = new ArrayList<BillingCommand>();
        while (!queues.isEmpty()) {
            var queue = queues.get(random.nextInt(queues.size()));
            sent.add(queue.removeFirst());
            if (queue.isEmpty()) {
                queues.remove(queue);
            }
            if (random.nextInt(3) == 0) {
                sent.add(sent.get(random.nextInt(sent.size())));
            }
        }
        return sent;
    }

    private static RoomId room(int number) {
        return new RoomId(RoomId.PREFIX + number);
    }

    private static String transfer(RoomId room) {
        return room.value();
    }

    private static Hold hold(RoomId room, Optional<ChargeType> chargeType, Optional<Duration> timeLimit) {
        return new Hold(
                APP, transfer(room), room, DOOR, RoomType.VIDEO, CallInterface.CALL_DEVICE, 2, chargeType, timeLimit);
    }

    private static Hold hold(RoomId room) {
        return hold(room, Optional.empty(), Optional.empty());
    }

    private static Hold hold(RoomId room, Duration timeLimit) {
        return hold(room, Optional.empty(), Optional.of(timeLimit));
    }

    private static Hold hold(RoomId room, ChargeType chargeType) {
        return hold(room, Optional.of(chargeType), Optional.empty());
    }

    private static Hold fromDevice(RoomId room, Optional<ChargeType> chargeType) {
        return new Hold(
                APP,
                transfer(room),
                room,
                DOOR,
                RoomType.VIDEO,
                CallInterface.INIT_BY_CALLER,
                2,
                chargeType,
                Optional.empty());
    }

    private static Capture capture(RoomId room, Duration talked) {
        return new Capture(APP, transfer(room), room, talked);
    }

    private static VoidHold voidHold(RoomId room) {
        return new VoidHold(APP, transfer(room), room);
    }

    private static HoldAnswered held(RoomId room, long seconds) {
        return new HoldAnswered(
                room,
                transfer(room),
                new HoldVerdict.Held(ChargeType.DURATION, Optional.of(Duration.ofSeconds(seconds))));
    }

    private static java.util.function.Consumer<Message> code(int errCode) {
        return answer -> assertThat(((HoldVerdict.NotHeld) ((HoldAnswered) answer).verdict())
                        .objection()
                        .errCode())
                .isEqualTo(errCode);
    }

    private static Ledger charging() {
        var ledger = new Ledger();
        ledger.tell(new SetCharging(APP, true));
        return ledger;
    }

    private static Ledger licensed() {
        var ledger = charging().add(1000);
        ledger.tell(new AddLicences(APP, "licences", 1));
        ledger.tell(new ActivateLicence(APP, "activation", DOOR));
        return ledger;
    }

    /** A book with its past: tells it commands as its log would. */
    private static final class Ledger {
        private Book book = Book.empty(APP);
        private long seq;
        private Instant at = NOON;
        private Optional<Instant> validUntil = Optional.empty();
        private String lastId = "";
        private List<BillingEvent> lastEvents = List.of();

        void at(Instant time) {
            at = time;
        }

        void validUntil(Instant until) {
            validUntil = Optional.of(until);
        }

        Ledger add(long seconds) {
            if (seconds > 0) {
                tell(new AddTime(APP, "time", RoomType.VIDEO, seconds));
            }
            return this;
        }

        /** The answer, the refusal, or the command itself where there is nothing to say. */
        Message tell(BillingCommand command) {
            lastId = command instanceof Hold hold ? hold.transfer() : "command-" + seq;
            var decision = Book.decide(
                    book,
                    new Received<>(lastId, APP.value(), at, at, command, Optional.empty(), validUntil),
                    Terms.USUAL);
            lastEvents = decision.events();
            for (var event : lastEvents) {
                book = Book.evolve(book, new Recorded<>(APP.value(), ++seq, at, event));
            }
            return switch (decision) {
                case Decision.Accepted<BillingEvent> accepted ->
                    accepted.answer().orElse(command);
                case Decision.Refused<BillingEvent> refused -> refused.reason();
                case Decision.Waiting<BillingEvent> _ -> throw new AssertionError("billing decides at once");
            };
        }

        Book book() {
            return book;
        }

        String lastId() {
            return lastId;
        }

        List<BillingEvent> lastEvents() {
            return lastEvents;
        }

        Map<Account, Long> balances() {
            var balances = new EnumMap<Account, Long>(Account.class);
            balances.putAll(book.accounts());
            return balances;
        }
    }
}
