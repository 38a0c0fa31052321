package dev.hookswitch.auth.rights.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.auth.rights.core.Holder.DeviceRights;
import dev.hookswitch.auth.rights.core.Holder.Grant;
import dev.hookswitch.auth.rights.core.Registered.AppFacts;
import dev.hookswitch.auth.rights.core.Registered.DeviceFacts;
import dev.hookswitch.auth.rights.core.Registered.UserFacts;
import dev.hookswitch.contracts.auth.AppTokenLine;
import dev.hookswitch.contracts.auth.AskedBy;
import dev.hookswitch.contracts.auth.AuthCommand;
import dev.hookswitch.contracts.auth.AuthCommand.DisableApp;
import dev.hookswitch.contracts.auth.AuthCommand.DisableDevice;
import dev.hookswitch.contracts.auth.AuthCommand.DisableUser;
import dev.hookswitch.contracts.auth.AuthCommand.EnableApp;
import dev.hookswitch.contracts.auth.AuthCommand.EnableDevice;
import dev.hookswitch.contracts.auth.AuthCommand.EnableUser;
import dev.hookswitch.contracts.auth.AuthCommand.GiveGrant;
import dev.hookswitch.contracts.auth.AuthCommand.RefuseGrant;
import dev.hookswitch.contracts.auth.AuthCommand.RenewAppToken;
import dev.hookswitch.contracts.auth.AuthCommand.RevokeGrant;
import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.contracts.auth.AuthEvent.AppDisabled;
import dev.hookswitch.contracts.auth.AuthEvent.AppEnabled;
import dev.hookswitch.contracts.auth.AuthEvent.AppTokenRenewed;
import dev.hookswitch.contracts.auth.AuthEvent.DeviceDisabled;
import dev.hookswitch.contracts.auth.AuthEvent.DeviceEnabled;
import dev.hookswitch.contracts.auth.AuthEvent.GrantGiven;
import dev.hookswitch.contracts.auth.AuthEvent.GrantRefused;
import dev.hookswitch.contracts.auth.AuthEvent.GrantRevoked;
import dev.hookswitch.contracts.auth.AuthEvent.ReplacedToken;
import dev.hookswitch.contracts.auth.AuthEvent.UserDisabled;
import dev.hookswitch.contracts.auth.AuthEvent.UserEnabled;
import dev.hookswitch.contracts.auth.AuthRefusal;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Reminder;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.messaging.core.Decision;
import dev.hookswitch.messaging.core.Received;
import dev.hookswitch.messaging.core.Recorded;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RightsTest {
    private static final AppId APP = new AppId("wx1");
    private static final Sn DOOR = new Sn("door-1");
    private static final OpenId MUM = new OpenId("mum");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Registered KNOWN = Registered.nothing()
            .withApp(APP, new AppFacts(false, false, Optional.empty()))
            .withDevice(APP, DOOR, new DeviceFacts(new ModelId("m1"), "bell", Reminder.PLATFORM))
            .withUser(APP, MUM, new UserFacts(false));

    private static final GiveGrant GIVE = new GiveGrant(APP, MUM, DOOR, "front door", Optional.of(AskedBy.SERVER));
    private static final RefuseGrant REFUSE = new RefuseGrant(APP, MUM, DOOR);
    private static final RevokeGrant REVOKE = new RevokeGrant(APP, MUM, DOOR, false);
    private static final RevokeGrant WIPE = new RevokeGrant(APP, MUM, DOOR, true);
    private static final GrantGiven GIVEN = new GrantGiven(APP, MUM, DOOR, "front door");
    private static final GrantRefused REFUSED = new GrantRefused(APP, MUM, DOOR);
    private static final GrantRevoked REVOKED = new GrantRevoked(APP, MUM, DOOR, false);
    private static final GrantRevoked WIPED = new GrantRevoked(APP, MUM, DOOR, true);

    private static Holder after(AuthCommand command, List<AuthEvent> events) {
        var holder = Rights.absent(HolderKey.of(command));
        for (int i = 0; i < events.size(); i++) {
            holder = Rights.evolve(
                    holder, new Recorded<>(HolderKey.of(command).text(), i + 1, NOON.plusSeconds(i), events.get(i)));
        }
        return holder;
    }

    private static Decision<AuthEvent> decide(AuthCommand command, Registered registered, AuthEvent... before) {
        return Rights.decide(after(command, List.of(before)), received(command), registered);
    }

    private static Received<AuthCommand> received(AuthCommand command) {
        return new Received<>(
                "id", HolderKey.of(command).text(), NOON, NOON, command, Optional.empty(), Optional.empty());
    }

    /** Contract §4.6, every state and every word of the user. */
    static Stream<Arguments> lifeOfAGrant() {
        return Stream.of(
                Arguments.of("never asked", List.of(), GIVE, List.of(GIVEN)),
                Arguments.of("never asked", List.of(), REFUSE, List.of(REFUSED)),
                Arguments.of("never asked", List.of(), WIPE, List.of()),
                Arguments.of("given", List.of(GIVEN), GIVE, List.of()),
                Arguments.of("given", List.of(GIVEN), REFUSE, List.of(REVOKED)),
                Arguments.of("given", List.of(GIVEN), REVOKE, List.of(REVOKED)),
                Arguments.of("given", List.of(GIVEN), WIPE, List.of(WIPED)),
                Arguments.of("refused", List.of(REFUSED), GIVE, List.of(GIVEN)),
                Arguments.of("refused", List.of(REFUSED), REFUSE, List.of()),
                Arguments.of("refused", List.of(REFUSED), REVOKE, List.of()),
                Arguments.of("refused", List.of(REFUSED), WIPE, List.of(WIPED)),
                Arguments.of("revoked", List.of(GIVEN, REVOKED), GIVE, List.of(GIVEN)),
                Arguments.of("revoked", List.of(GIVEN, REVOKED), REFUSE, List.of()),
                Arguments.of("revoked", List.of(GIVEN, REVOKED), REVOKE, List.of()),
                Arguments.of("revoked", List.of(GIVEN, REVOKED), WIPE, List.of(WIPED)),
                Arguments.of("wiped", List.of(GIVEN, WIPED), REFUSE, List.of(REFUSED)));
    }

    @Test
    void aUserThatNobodyAskedCannotGrantButMaySwitchOnAgain() {
        var inSettings = new GiveGrant(APP, MUM, DOOR, "front door", Optional.of(AskedBy.SETTINGS));
        var asked = new GiveGrant(APP, MUM, DOOR, "front door", Optional.of(AskedBy.TICKET));
        assertThat(decide(inSettings, KNOWN)).isEqualTo(Decision.refuse(new AuthRefusal.NotAsked()));
        assertThat(decide(inSettings, KNOWN, GIVEN, WIPED)).isEqualTo(Decision.refuse(new AuthRefusal.NotAsked()));
        assertThat(decide(asked, KNOWN)).isEqualTo(Decision.accept(GIVEN));
        assertThat(decide(inSettings, KNOWN, REFUSED)).isEqualTo(Decision.accept(GIVEN));
        assertThat(decide(inSettings, KNOWN, GIVEN, REVOKED)).isEqualTo(Decision.accept(GIVEN));
    }

    private static RenewAppToken renew(String token, Instant expiresAt, Optional<String> replacing) {
        return new RenewAppToken(APP, AppTokenLine.STABLE, token, expiresAt, Duration.ofMinutes(5), replacing);
    }

    private static AppTokenRenewed renewed(String token, Instant expiresAt, Optional<ReplacedToken> replaced) {
        return new AppTokenRenewed(APP, AppTokenLine.STABLE, token, expiresAt, replaced);
    }

    @Test
    void aRenewedAppTokenLetsTheOneBeforeCountALittleLonger() {
        var inTwoHours = NOON.plus(Duration.ofHours(2));
        var first = renewed("t1", inTwoHours, Optional.empty());
        var soonOver = renewed("t1", NOON.plusSeconds(299), Optional.empty());
        var otherLine = new AppTokenRenewed(APP, AppTokenLine.TOKEN, "t1", inTwoHours, Optional.empty());
        var second = renew("t2", inTwoHours, Optional.of("t1"));
        var whichever = renew("t2", inTwoHours, Optional.empty());

        assertThat(decide(renew("t1", inTwoHours, Optional.of("")), KNOWN)).isEqualTo(Decision.accept(first));
        for (var command : List.of(second, whichever)) {
            assertThat(decide(command, KNOWN, first))
                    .isEqualTo(Decision.accept(renewed(
                            "t2", inTwoHours, Optional.of(new ReplacedToken("t1", NOON.plus(Duration.ofMinutes(5)))))));
            assertThat(decide(command, KNOWN, soonOver))
                    .isEqualTo(Decision.accept(renewed("t2", inTwoHours, Optional.empty())));
        }
        assertThat(decide(whichever, KNOWN, otherLine))
                .isEqualTo(Decision.accept(renewed("t2", inTwoHours, Optional.empty())));
    }

    @Test
    void ofTwoWhoRenewTheSameAppTokenOneIsTooLate() {
        var inTwoHours = NOON.plus(Duration.ofHours(2));
        var first = renewed("t1", inTwoHours, Optional.empty());
        for (var known : List.of("", "t0")) {
            assertThat(decide(renew("t2", inTwoHours, Optional.of(known)), KNOWN, first))
                    .isEqualTo(Decision.refuse(new AuthRefusal.AppTokenChanged()));
        }
        assertThat(decide(renew("t2", inTwoHours, Optional.empty()), Registered.nothing()))
                .isEqualTo(Decision.refuse(new AuthRefusal.NoSuchApp()));
        assertThat(decide(
                        renew("t2", inTwoHours, Optional.of("t1")),
                        KNOWN,
                        first,
                        new AppDisabled(APP),
                        new AppEnabled(APP)))
                .isInstanceOf(Decision.Accepted.class);
    }

    @Test
    void aDeviceAndAUserKeepOnlySoManyGrants() {
        var deviceFull = KNOWN.withGrants(new GrantCounts(
                Map.of(new Registered.DeviceKey(APP, DOOR), 3), Map.of(), new GrantCounts.Limits(3, 9)));
        var userFull = KNOWN.withGrants(
                new GrantCounts(Map.of(), Map.of(new Registered.UserKey(APP, MUM), 9), new GrantCounts.Limits(3, 9)));
        for (var command : List.of(GIVE, REFUSE)) {
            assertThat(decide(command, deviceFull)).isEqualTo(Decision.refuse(new AuthRefusal.DeviceFull(3)));
            assertThat(decide(command, userFull)).isEqualTo(Decision.refuse(new AuthRefusal.UserFull(9)));
        }
        assertThat(decide(GIVE, deviceFull, REFUSED)).isEqualTo(Decision.accept(GIVEN));
        assertThat(decide(REVOKE, deviceFull, GIVEN)).isEqualTo(Decision.accept(REVOKED));
    }

    @Test
    void whatABatchHasGivenCountsForItsNextCommand() {
        var counts = new GrantCounts(Map.of(), Map.of(), new GrantCounts.Limits(1, 1));
        var given = KNOWN.withGrants(counts)
                .after(HolderKey.of(GIVE), Rights.absent(HolderKey.of(GIVE)), after(GIVE, List.of(GIVEN)));
        assertThat(decide(GIVE, given)).isEqualTo(Decision.refuse(new AuthRefusal.DeviceFull(1)));
        var wiped = given.after(HolderKey.of(GIVE), after(GIVE, List.of(GIVEN)), after(GIVE, List.of(GIVEN, WIPED)));
        assertThat(decide(GIVE, wiped)).isEqualTo(Decision.accept(GIVEN));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource
    void lifeOfAGrant(String state, List<AuthEvent> before, AuthCommand command, List<AuthEvent> events) {
        assertThat(decide(command, KNOWN, before.toArray(AuthEvent[]::new)))
                .as(state)
                .isEqualTo(Decision.accept(events));
    }

    @Test
    void whatWasNeverGivenCannotBeRevoked() {
        assertThat(decide(REVOKE, KNOWN)).isEqualTo(Decision.refuse(new AuthRefusal.NoSuchGrant()));
        assertThat(decide(REVOKE, KNOWN, GIVEN, WIPED)).isEqualTo(Decision.refuse(new AuthRefusal.NoSuchGrant()));
    }

    @Test
    void anotherNameIsAnotherGrant() {
        var renamed = new GiveGrant(APP, MUM, DOOR, "back door", Optional.empty());
        assertThat(decide(renamed, KNOWN, GIVEN))
                .isEqualTo(Decision.accept(new GrantGiven(APP, MUM, DOOR, "back door")));
    }

    @Test
    void grantsAreBetweenAUserAndADeviceThatExist() {
        var noDevice = Registered.nothing().withUser(APP, MUM, new UserFacts(false));
        var noUser = Registered.nothing()
                .withDevice(APP, DOOR, KNOWN.device(APP, DOOR).orElseThrow());
        for (var command : List.of(GIVE, REFUSE)) {
            assertThat(decide(command, noDevice)).isEqualTo(Decision.refuse(new AuthRefusal.NoSuchDevice()));
            assertThat(decide(command, noUser)).isEqualTo(Decision.refuse(new AuthRefusal.NoSuchUser()));
        }
    }

    static Stream<Arguments> disabling() {
        return Stream.of(
                Arguments.of(
                        new DisableDevice(APP, DOOR),
                        new EnableDevice(APP, DOOR),
                        new DeviceDisabled(APP, DOOR),
                        new DeviceEnabled(APP, DOOR),
                        new AuthRefusal.NoSuchDevice()),
                Arguments.of(
                        new DisableUser(APP, MUM),
                        new EnableUser(APP, MUM),
                        new UserDisabled(APP, MUM),
                        new UserEnabled(APP, MUM),
                        new AuthRefusal.NoSuchUser()),
                Arguments.of(
                        new DisableApp(APP),
                        new EnableApp(APP),
                        new AppDisabled(APP),
                        new AppEnabled(APP),
                        new AuthRefusal.NoSuchApp()));
    }

    @ParameterizedTest
    @MethodSource
    void disabling(
            AuthCommand disable, AuthCommand enable, AuthEvent disabled, AuthEvent enabled, AuthRefusal unknown) {
        assertThat(decide(disable, KNOWN)).isEqualTo(Decision.accept(disabled));
        assertThat(decide(disable, KNOWN, disabled)).isEqualTo(Decision.accept());
        assertThat(decide(enable, KNOWN)).isEqualTo(Decision.accept());
        assertThat(decide(enable, KNOWN, disabled)).isEqualTo(Decision.accept(enabled));
        assertThat(decide(disable, Registered.nothing())).isEqualTo(Decision.refuse(unknown));
        assertThat(decide(enable, Registered.nothing())).isEqualTo(Decision.refuse(unknown));
    }

    @Test
    void aDisabledDeviceKeepsItsGrants() {
        var holder = after(GIVE, List.of(GIVEN, new DeviceDisabled(APP, DOOR), new DeviceEnabled(APP, DOOR)));
        assertThat(((DeviceRights) holder).grant(MUM)).isEqualTo(new Grant.Given("front door", NOON));
    }

    @Test
    void keysAreReadAsTheyAreWritten() {
        for (var key :
                List.of(new HolderKey.OfApp(APP), new HolderKey.OfUser(APP, MUM), new HolderKey.OfDevice(APP, DOOR))) {
            assertThat(HolderKey.parse(key.text())).isEqualTo(key);
        }
    }

    @Test
    void aKeyWithoutAProperDeviceStopsNothing() {
        assertThat(HolderKey.parse("wx1/")).isEqualTo(new HolderKey.OfApp(APP));
    }

    /** Whatever users say in whatever order, a repetition changes nothing and given means that it was given last. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aRepetitionNeverChangesAnything(long seed) {
        var random = new Random(seed);
        var words = List.<AuthCommand>of(GIVE, REFUSE, REVOKE, WIPE);
        Holder holder = Rights.absent(HolderKey.of(GIVE));
        long seq = 0;
        for (int step = 0; step < 200; step++) {
            var said = words.get(random.nextInt(words.size()));
            for (var event : Rights.decide(holder, received(said), KNOWN).events()) {
                holder = Rights.evolve(holder, new Recorded<>("wx1/door-1", ++seq, NOON.plusSeconds(seq), event));
            }
            assertThat(Rights.decide(holder, received(said), KNOWN).events()).isEmpty();
            assertThat(((DeviceRights) holder).grant(MUM) instanceof Grant.Given)
                    .isEqualTo(said.equals(GIVE));
        }
    }

    static Stream<Long> seeds() {
        return IntStream.range(0, 20).mapToObj(seed -> (long) seed);
    }
}
