package dev.hookswitch.contracts.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.AppVersion;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.CallInterface;
import dev.hookswitch.contracts.call.CameraStatus;
import dev.hookswitch.contracts.call.Charge;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.EncodeVideo;
import dev.hookswitch.contracts.call.EndCause;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.Member;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Origin;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.Reminder;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.RoomType;
import dev.hookswitch.contracts.call.Side;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.live.PluginEvent;
import dev.hookswitch.contracts.room.RoomCommand.RingStage;
import dev.hookswitch.contracts.room.RoomEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One test for each row of contract §2.4, and one for each cause that the platform adds (design §3). */
class PluginEventsTest {
    private static final RoomId ROOM = new RoomId(RoomId.PREFIX + "42");
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration TALKED = Duration.ofMillis(40_900);
    private static final Party DOOR = new Party.Device(new Sn("door-1"));
    private static final Party MUM = new Party.User(new OpenId("mum"));
    private static final EndpointId CALLER = new EndpointId("door");
    private static final EndpointId CALLERS_OTHER = new EndpointId("doors-other");
    private static final EndpointId PHONE = new EndpointId("phone");
    private static final EndpointId TABLET = new EndpointId("tablet");
    private static final Call CALL = new Call(
            ROOM,
            new AppId("wxdemo"),
            CallInterface.INIT_BY_CALLER,
            1,
            RoomType.VIDEO,
            new Member(DOOR, "Front door", CameraStatus.ON, Optional.empty()),
            new Member(MUM, "Mum", CameraStatus.ON, Optional.empty()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            AppVersion.RELEASE,
            "",
            false,
            "",
            EncodeVideo.NOT_SET);

    @Test
    void callerJoined() {
        var joined = new RoomEvent.RoomJoined(new Endpoint(DOOR, CALLER));

        assertThat(caller(joined)).containsExactly("joinedRoomByCaller");
        assertThat(phone(joined)).isEmpty();
        assertThat(seen(joined, Side.CALLER, CALLERS_OTHER)).isEmpty();
    }

    @Test
    void callerCannotJoin() {
        var cause = new EndCause.JoinFailed(Side.CALLER, 2004, "no camera");

        assertThat(caller(unanswered(cause)))
                .containsExactly("joinFailCaller errMsg=no camera message=no camera", "endVoip");
        assertThat(phone(unanswered(cause))).containsExactly("cancelVoip status=other", "endVoip");
        assertThat(phone(answered(cause)))
                .containsExactly("abortVoip status=abortByListener error=listener waitOtherToJoin timeout", "endVoip");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Origin.class)
    void callerCancels(Origin origin) {
        var cause = new EndCause.Cancelled(origin);
        var own = written(origin);

        assertThat(caller(unanswered(cause))).containsExactly("cancelVoip status=" + own, "endVoip");
        assertThat(phone(unanswered(cause))).containsExactly("cancelVoip status=other", "endVoip");
        assertThat(seen(unanswered(cause), Side.LISTENER, TABLET))
                .containsExactly("cancelVoip status=other", "endVoip");
        assertThat(seen(unanswered(cause), Side.CALLER, CALLERS_OTHER)).isEmpty();
        assertThat(phone(answered(cause))).containsExactly("cancelVoip status=other", "endVoip");
    }

    @Test
    void nobodyAnswers() {
        var ended = unanswered(new EndCause.NoAnswer());

        assertThat(caller(ended)).containsExactly("timeout", "endVoip");
        assertThat(phone(ended)).containsExactly("timeout", "endVoip");
    }

    @Test
    void listenerIsInAnotherCall() {
        var ended = unanswered(new EndCause.Busy());

        assertThat(caller(ended)).containsExactly("busy", "endVoip");
        assertThat(phone(ended)).isEmpty();
        assertThat(caller(settled(new EndCause.Busy(), Optional.empty()))).containsExactly("finishVoip keepTime=40");
        assertThat(phone(settled(new EndCause.Busy(), Optional.empty()))).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Origin.class)
    void listenerRefuses(Origin origin) {
        var cause = new EndCause.Rejected(origin);
        var own = written(origin);
        var ended = end(cause, Optional.empty(), Optional.of(new Endpoint(MUM, PHONE)));

        assertThat(caller(ended)).containsExactly("rejectVoip status=other", "endVoip");
        assertThat(phone(ended)).containsExactly("rejectVoip status=" + own, "endVoip");
        assertThat(seen(ended, Side.LISTENER, TABLET))
                .as("the user's other phone stops ringing")
                .containsExactly("cancelVoip status=other", "endVoip");
        assertThat(phone(answered(cause))).containsExactly("rejectVoip status=" + own, "endVoip");
    }

    @Test
    void listenerAnswers() {
        var answered = new RoomEvent.RoomAnswered(CALL, new Endpoint(MUM, PHONE), Reminder.PLATFORM, NOON);

        assertThat(caller(answered)).isEmpty();
        assertThat(phone(answered)).containsExactly("hangOnVoip");
        assertThat(seen(answered, Side.LISTENER, TABLET)).containsExactly("cancelVoip status=other", "endVoip");
    }

    @Test
    void afterAnAnswerTheOtherPhoneHearsNothingMore() {
        assertThat(seen(talks(), Side.LISTENER, TABLET)).isEmpty();
        assertThat(seen(answered(new EndCause.HungUp(Side.CALLER, Origin.MANUAL)), Side.LISTENER, TABLET))
                .isEmpty();
        assertThat(seen(settled(new EndCause.TimeLimit(), Optional.of(PHONE)), Side.LISTENER, TABLET))
                .isEmpty();
    }

    @Test
    void listenerCannotJoin() {
        var ended = answered(new EndCause.JoinFailed(Side.LISTENER, 2004, "no camera"));

        assertThat(caller(ended)).containsExactly("abortVoip status=unknown error=room status is abort", "endVoip");
        assertThat(phone(ended)).containsExactly("joinFailListener errMsg=no camera message=no camera", "endVoip");
    }

    @Test
    void callerIsMissing() {
        var ended = answered(new EndCause.JoinTimeout(Side.CALLER));

        assertThat(caller(ended)).containsExactly("abortVoip status=unknown error=room status is abort", "endVoip");
        assertThat(phone(ended))
                .containsExactly("abortVoip status=abortByListener error=listener waitOtherToJoin timeout", "endVoip");
    }

    @Test
    void listenerIsMissing() {
        var ended = answered(new EndCause.JoinTimeout(Side.LISTENER));

        assertThat(caller(ended)).containsExactly("abortVoip status=unknown error=room status is abort", "endVoip");
        assertThat(phone(ended)).containsExactly("abortVoip status=abortByListener error=join timeout", "endVoip");
    }

    @Test
    void bothAreInTheRoom() {
        assertThat(caller(talks())).containsExactly("startVoip");
        assertThat(phone(talks())).containsExactly("startVoip");
    }

    @Test
    void callerHangsUp() {
        var ended = answered(new EndCause.HungUp(Side.CALLER, Origin.FORCE_FROM_APP));

        assertThat(caller(ended)).containsExactly("hangUpVoip status=endByCaller origin=forceFromApp", "endVoip");
        assertThat(phone(ended)).containsExactly("hangUpVoip status=endByCaller origin=other", "endVoip");
    }

    @Test
    void listenerHangsUp() {
        var ended = answered(new EndCause.HungUp(Side.LISTENER, Origin.UNLOAD_CALL_PAGE));

        assertThat(caller(ended)).containsExactly("hangUpVoip status=endByListener origin=other", "endVoip");
        assertThat(phone(ended)).containsExactly("hangUpVoip status=endByListener origin=unloadCallPage", "endVoip");
    }

    @Test
    void timeLimit() {
        for (var cause : List.of(new EndCause.TimeLimit(), new EndCause.MaxCallTime())) {
            assertThat(caller(answered(cause)))
                    .containsExactly("hangUpVoip status=endByCaller origin=timeLimit", "endVoip");
            assertThat(phone(answered(cause)))
                    .containsExactly("hangUpVoip status=endByCaller origin=timeLimit", "endVoip");
        }
    }

    @Test
    void oneSideIsLost() {
        var callerLost = answered(new EndCause.Lost(Side.CALLER));
        assertThat(caller(callerLost))
                .containsExactly(
                        "abortVoip status=abortByCaller error=call interrupted due to native reason", "endVoip");
        assertThat(phone(callerLost)).containsExactly("abortVoip status=unknown error=room status is abort", "endVoip");

        var listenerLost = answered(new EndCause.Lost(Side.LISTENER));
        assertThat(caller(listenerLost))
                .containsExactly("abortVoip status=unknown error=room status is abort", "endVoip");
        assertThat(phone(listenerLost))
                .containsExactly(
                        "abortVoip status=abortByListener error=call interrupted due to native reason", "endVoip");
    }

    @Test
    void bothSidesAreLost() {
        var ended = answered(new EndCause.BothLost());

        assertThat(caller(ended))
                .containsExactly(
                        "abortVoip status=abortByCaller error=call interrupted due to native reason", "endVoip");
        assertThat(phone(ended))
                .containsExactly(
                        "abortVoip status=abortByListener error=call interrupted due to native reason", "endVoip");
    }

    @Test
    void oneSideGivesUp() {
        var ended = answered(new EndCause.Aborted(Side.LISTENER, "in comming call"));

        assertThat(caller(ended)).containsExactly("abortVoip status=unknown error=room status is abort", "endVoip");
        assertThat(phone(ended)).containsExactly("abortVoip status=abortByListener error=in comming call", "endVoip");
    }

    @Test
    void theSettledTimeIsKnown() {
        var settled = settled(new EndCause.HungUp(Side.CALLER, Origin.MANUAL), Optional.of(PHONE));

        assertThat(caller(settled)).containsExactly("finishVoip keepTime=41");
        assertThat(phone(settled)).containsExactly("finishVoip keepTime=41");
        assertThat(seen(settled, Side.CALLER, CALLERS_OTHER)).isEmpty();
    }

    @Test
    void aLicenceCallSettlesWhatWasTalked() {
        var settled = new RoomEvent.RoomSettled(
                CALL,
                CALLER,
                Optional.of(PHONE),
                Optional.of(new EndCause.TimeLimit()),
                TALKED,
                Optional.of(new Charge(ChargeType.LICENSE, Duration.ZERO, List.of())));

        assertThat(caller(settled)).containsExactly("finishVoip keepTime=40");
    }

    @Test
    void theListenerIsUnreachable() {
        assertThat(caller(unanswered(new EndCause.Unreachable()))).containsExactly("timeout", "endVoip");
        assertThat(phone(unanswered(new EndCause.Unreachable()))).containsExactly("timeout", "endVoip");
    }

    static Stream<EndCause> endedFromOutside() {
        return Stream.of(
                new EndCause.CreditUsedUp(),
                new EndCause.Revoked(),
                new EndCause.EndedByServer(),
                new EndCause.EndedByOperator());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endedFromOutside")
    void thePlatformEndsIt(EndCause cause) {
        assertThat(caller(answered(cause))).containsExactly("hangUpVoip status=endByListener origin=other", "endVoip");
        assertThat(phone(answered(cause))).containsExactly("hangUpVoip status=endByCaller origin=other", "endVoip");
    }

    @Test
    void theCloudDevicesServerRefuses() {
        assertThat(caller(unanswered(new EndCause.Vetoed())))
                .containsExactly("abortVoip status=unknown error=room status is abort", "endVoip");
        assertThat(phone(unanswered(new EndCause.Vetoed()))).isEmpty();
    }

    @Test
    void aRefusedCallIsTheAnswerToItsRequestAndNoEvent() {
        var objection = new Objection(9, "not-granted", "The user has not authorised the device.");
        var refused = new RoomEvent.RoomRefused(CALL, CALLER, objection, NOON);
        var settled = new RoomEvent.RoomSettled(
                CALL, CALLER, Optional.empty(), Optional.empty(), Duration.ZERO, Optional.empty());

        assertThat(caller(refused)).isEmpty();
        assertThat(phone(refused)).isEmpty();
        assertThat(caller(settled)).isEmpty();
        assertThat(phone(settled)).isEmpty();
    }

    @Test
    void howFarARingHasComeIsNoPluginEvent() {
        assertThat(caller(new RoomEvent.ListenerRinging(new Endpoint(MUM, PHONE), RingStage.SHOWN)))
                .isEmpty();
    }

    @Test
    void theLastEventSaysWhatTheCallWas() {
        var events =
                PluginEvents.of(ROOM, answered(new EndCause.HungUp(Side.CALLER, Origin.MANUAL)), Side.LISTENER, PHONE);

        assertThat(events).extracting(PluginEvent::roomId).containsOnly(ROOM);
        assertThat(events).extracting(PluginEvent::groupId).containsOnly(ROOM);
        assertThat(events.getFirst().data().path("keepTime").asInt()).isEqualTo(40);
        assertThat(events.getFirst().data().path("reason").asText()).isEqualTo("hungUp");
        assertThat(events.getLast().data())
                .hasToString("{\"keepTime\":40,\"callerName\":\"Front door\",\"listenerName\":\"Mum\","
                        + "\"roomType\":\"video\",\"isCaller\":false,\"businessType\":1}");
    }

    /** A cause that nobody thought of would not be among them. */
    @Test
    void everyCauseHasItsWordsForTheCaller() {
        Arrays.stream(EndCause.class.getPermittedSubclasses())
                .map(PluginEventsTest::example)
                .forEach(cause -> {
                    var events = PluginEvents.of(ROOM, answered(cause), Side.CALLER, CALLER);
                    assertThat(events).as(cause.toString()).hasSize(2);
                    assertThat(events.getFirst().data().path("reason").asText())
                            .isEqualTo(PluginEvents.reasonOf(cause));
                    assertThat(events.getLast().eventName()).isEqualTo("endVoip");
                });
    }

    private static EndCause example(Class<?> type) {
        try {
            var constructor = type.getDeclaredConstructors()[0];
            var arguments = Arrays.stream(constructor.getParameterTypes())
                    .map(parameter -> parameter.isEnum()
                            ? parameter.getEnumConstants()[0]
                            : parameter == int.class ? (Object) 2004 : "text")
                    .toArray();
            return (EndCause) constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static String written(Origin origin) {
        return switch (origin) {
            case MANUAL -> "manual";
            case UNLOAD_CALL_PAGE -> "unloadCallPage";
            case FORCE_FROM_APP -> "forceFromApp";
        };
    }

    private static RoomEvent talks() {
        return new RoomEvent.TalkStarted(CALL, CALLER, PHONE, Optional.empty(), Optional.empty(), NOON);
    }

    private static RoomEvent answered(EndCause cause) {
        return end(cause, Optional.of(PHONE), Optional.empty());
    }

    private static RoomEvent unanswered(EndCause cause) {
        return end(cause, Optional.empty(), Optional.empty());
    }

    private static RoomEvent end(EndCause cause, Optional<EndpointId> listener, Optional<Endpoint> by) {
        return new RoomEvent.RoomEnded(CALL, CALLER, listener, cause, by, Optional.empty(), TALKED, NOON);
    }

    private static RoomEvent settled(EndCause cause, Optional<EndpointId> listener) {
        var charge = listener.map(_ -> new Charge(ChargeType.DURATION, Duration.ofSeconds(41), List.of()));
        return new RoomEvent.RoomSettled(CALL, CALLER, listener, Optional.of(cause), TALKED, charge);
    }

    private static List<String> caller(RoomEvent event) {
        return seen(event, Side.CALLER, CALLER);
    }

    private static List<String> phone(RoomEvent event) {
        return seen(event, Side.LISTENER, PHONE);
    }

    /** The events' names and what the contract says of their data. */
    private static List<String> seen(RoomEvent event, Side side, EndpointId viewer) {
        return PluginEvents.of(ROOM, event, side, viewer).stream()
                .map(PluginEventsTest::said)
                .toList();
    }

    private static String said(PluginEvent event) {
        var said = new StringBuilder(event.eventName());
        for (var name : List.of("status", "origin", "errMsg", "message")) {
            if (event.data().has(name)) {
                said.append(' ')
                        .append(name)
                        .append('=')
                        .append(event.data().path(name).asText());
            }
        }
        JsonNode error = event.data().path("error").path("errMsg");
        if (!error.isMissingNode()) {
            said.append(" error=").append(error.asText());
        }
        if (event.eventName().equals("finishVoip")) {
            said.append(" keepTime=").append(event.data().path("keepTime").asInt());
        }
        return said.toString();
    }
}
