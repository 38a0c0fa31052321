package dev.hookswitch.auth.rights.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.auth.rights.core.Holder.DeviceRights;
import dev.hookswitch.auth.rights.core.Holder.Grant;
import dev.hookswitch.auth.rights.core.Registered.AppFacts;
import dev.hookswitch.auth.rights.core.Registered.DeviceFacts;
import dev.hookswitch.auth.rights.core.Registered.UserFacts;
import dev.hookswitch.contracts.auth.AuthCommand.CheckParties;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.AppVersion;
import dev.hookswitch.contracts.call.CallInterface;
import dev.hookswitch.contracts.call.CameraStatus;
import dev.hookswitch.contracts.call.Member;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.Reminder;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.room.RoomCommand.PartiesVerdict;
import dev.hookswitch.contracts.room.RoomCommand.PartiesVerdict.Fine;
import dev.hookswitch.contracts.room.RoomCommand.PartiesVerdict.NotFine;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PartiesCheckTest {
    private static final AppId APP = new AppId("wx1");
    private static final Sn DOOR = new Sn("door-1");
    private static final OpenId MUM = new OpenId("mum");
    private static final ModelId MODEL = new ModelId("m1");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static final Registered KNOWN = Registered.nothing()
            .withApp(APP, new AppFacts(false, false, Optional.empty()))
            .withDevice(APP, DOOR, new DeviceFacts(MODEL, "门铃", Reminder.DEVELOPER))
            .withUser(APP, MUM, new UserFacts(false));
    private static final DeviceRights NO_GRANT = new DeviceRights(false, Map.of());
    private static final DeviceRights GRANTED = new DeviceRights(false, Map.of(MUM, new Grant.Given("前门", NOON)));

    private static Member device(String name, Optional<ModelId> model) {
        return new Member(new Party.Device(DOOR), name, CameraStatus.ON, model);
    }

    private static Member user(OpenId openId) {
        return new Member(new Party.User(openId), "Mum", CameraStatus.ON, Optional.empty());
    }

    private static CheckParties call(CallInterface via, Member caller, Member listener) {
        return new CheckParties(
                APP, new RoomId("wxf830863afde621ebWmpfVoip1"), "q1", caller, listener, via, 1, AppVersion.RELEASE);
    }

    private static CheckParties doorCallsMum() {
        return call(CallInterface.INIT_BY_CALLER, device("", Optional.of(MODEL)), user(MUM));
    }

    private static CheckParties mumCallsDoor(CallInterface via) {
        return call(via, user(MUM), device("kitchen", Optional.empty()));
    }

    private static void assertNotFine(PartiesVerdict verdict, int errCode, String reason) {
        assertThat(verdict).isInstanceOfSatisfying(NotFine.class, no -> {
            assertThat(no.objection().errCode()).isEqualTo(errCode);
            assertThat(no.objection().reason()).isEqualTo(reason);
        });
    }

    private static Fine fine(PartiesVerdict verdict) {
        assertThat(verdict).isInstanceOf(Fine.class);
        return (Fine) verdict;
    }

    @Test
    void aGrantedDeviceIsCalledAsItsUserKnowsItWithItsProductType() {
        var fine = fine(PartiesCheck.of(doorCallsMum(), GRANTED, KNOWN));
        assertThat(fine.caller().name()).isEqualTo("前门门铃");
        assertThat(fine.caller().modelId()).contains(MODEL);
        assertThat(fine.listener().name()).isEqualTo("Mum");
        assertThat(fine.needsGrant()).isTrue();
    }

    @Test
    void aUsersPhoneIsRemindedByThePlatformWhateverTheDevicesModelSays() {
        assertThat(fine(PartiesCheck.of(doorCallsMum(), GRANTED, KNOWN)).reminder())
                .isEqualTo(Reminder.PLATFORM);
    }

    @ParameterizedTest
    @EnumSource(names = {"CALL_DEVICE", "CALL_WMPF"})
    void aDeviceIsCalledWithoutAGrantAndNamedByTheCall(CallInterface via) {
        var fine = fine(PartiesCheck.of(mumCallsDoor(via), NO_GRANT, KNOWN));
        assertThat(fine.listener().name()).isEqualTo("kitchen");
        assertThat(fine.listener().modelId()).contains(MODEL);
        assertThat(fine.reminder()).isEqualTo(Reminder.DEVELOPER);
        assertThat(fine.needsGrant()).isFalse();
    }

    @Test
    void aDeviceThatNobodyNamedIsCalledByItsProductType() {
        var q = call(CallInterface.CALL_DEVICE, user(MUM), device("", Optional.empty()));
        assertThat(fine(PartiesCheck.of(q, NO_GRANT, KNOWN)).listener().name()).isEqualTo("门铃");
    }

    @Test
    void theGrantsNameWinsOverTheCalls() {
        var fine = fine(PartiesCheck.of(mumCallsDoor(CallInterface.CALL_DEVICE), GRANTED, KNOWN));
        assertThat(fine.listener().name()).isEqualTo("前门门铃");
    }

    @Test
    void initByCallerNeedsAGrantInBothDirections() {
        assertNotFine(PartiesCheck.of(doorCallsMum(), NO_GRANT, KNOWN), 9, "not-granted");
        assertNotFine(PartiesCheck.of(mumCallsDoor(CallInterface.INIT_BY_CALLER), NO_GRANT, KNOWN), 9, "not-granted");
    }

    @Test
    void aRefusedOrRevokedGrantIsNone() {
        var refused = new DeviceRights(false, Map.of(MUM, new Grant.RefusedByUser(NOON)));
        var revoked = new DeviceRights(false, Map.of(MUM, new Grant.Revoked(NOON)));
        assertNotFine(PartiesCheck.of(doorCallsMum(), refused, KNOWN), 9, "not-granted");
        assertNotFine(PartiesCheck.of(doorCallsMum(), revoked, KNOWN), 9, "not-granted");
    }

    @Test
    void anAppMayDemandGrantsForEveryCall() {
        var demanding = KNOWN.withApp(APP, new AppFacts(false, true, Optional.of(Duration.ofSeconds(30))));
        assertNotFine(PartiesCheck.of(mumCallsDoor(CallInterface.CALL_DEVICE), NO_GRANT, demanding), 9, "not-granted");
        var fine = fine(PartiesCheck.of(mumCallsDoor(CallInterface.CALL_DEVICE), GRANTED, demanding));
        assertThat(fine.needsGrant()).isTrue();
        assertThat(fine.ringTime()).contains(Duration.ofSeconds(30));
    }

    @Test
    void anUnknownOrDisabledAppMayNotCall() {
        var disabled = KNOWN.withApp(APP, new AppFacts(true, false, Optional.empty()));
        assertNotFine(PartiesCheck.of(doorCallsMum(), GRANTED, disabled), 12, "app-disabled");
        assertNotFine(PartiesCheck.of(doorCallsMum(), GRANTED, Registered.nothing()), 12, "app-disabled");
    }

    @Test
    void anUnknownOrDisabledDeviceIsWrong() {
        var unknown = Registered.nothing().withApp(APP, new AppFacts(false, false, Optional.empty()));
        assertNotFine(PartiesCheck.of(doorCallsMum(), NO_GRANT, unknown), 2, "no-such-device");
        assertNotFine(
                PartiesCheck.of(doorCallsMum(), new DeviceRights(true, GRANTED.grants()), KNOWN), 2, "device-disabled");
    }

    @Test
    void anotherModelThanTheRegisteredIsWrong() {
        var q = call(CallInterface.CALL_DEVICE, user(MUM), device("", Optional.of(new ModelId("m2"))));
        assertNotFine(PartiesCheck.of(q, NO_GRANT, KNOWN), 17, "other-model");
    }

    @Test
    void anUnknownUserAForeignOneAndADisabledOneAreToldApart() {
        var dad = new OpenId("dad");
        var q = call(CallInterface.CALL_DEVICE, user(dad), device("", Optional.empty()));
        assertNotFine(PartiesCheck.of(q, NO_GRANT, KNOWN), 7, "no-such-user");
        assertNotFine(PartiesCheck.of(q, NO_GRANT, KNOWN.withForeign(APP, dad)), 19, "foreign-open-id");
        assertNotFine(PartiesCheck.of(q, NO_GRANT, KNOWN.withUser(APP, dad, new UserFacts(true))), 20, "user-disabled");
    }

    @Test
    void twoUsersOrTwoDevicesAreNoCall() {
        var users = call(CallInterface.CALL_DEVICE, user(MUM), user(new OpenId("dad")));
        var devices = call(CallInterface.CALL_DEVICE, device("", Optional.empty()), device("", Optional.empty()));
        assertNotFine(PartiesCheck.of(users, NO_GRANT, KNOWN), 2, "no-device");
        assertNotFine(PartiesCheck.of(devices, NO_GRANT, KNOWN), 7, "no-user");
    }
}
