package dev.hookswitch.billing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hookswitch.contracts.billing.BillingCommand.Capture;
import dev.hookswitch.contracts.billing.BillingCommand.Hold;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.CallInterface;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.RoomType;
import dev.hookswitch.contracts.call.Sn;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Holds that nobody ends, where a day takes a second. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
@TestProfile(HoldExpiryTest.ShortDays.class)
class HoldExpiryTest {
    private static final AppId APP = new AppId("wxforgetful");

    public static final class ShortDays implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("billing.hold-life", "1s");
        }
    }

    @Test
    void forgottenHoldsAreGivenBackOneAfterTheOther() {
        try (var rooms = new Rooms()) {
            var forgotten = Rooms.room();
            var later = Rooms.room();
            rooms.ask(hold(forgotten));
            rooms.ask(hold(later));

            await().atMost(Duration.ofSeconds(60)).until(() -> stage(forgotten).equals("expired"));
            await().atMost(Duration.ofSeconds(60)).until(() -> stage(later).equals("expired"));

            // The call goes on and ends later than anybody thought: it is not charged any more.
            var late = rooms.settle(new Capture(APP, later.value(), later, Duration.ofSeconds(7)));
            assertThat(late.charge().orElseThrow().charged()).isZero();
        }
    }

    private static String stage(RoomId room) {
        return given().header("Authorization", "Bearer " + Platform.issuer().app(APP.value()))
                .get("/v1/charges/" + room)
                .then()
                .statusCode(200)
                .extract()
                .path("stage");
    }

    private static Hold hold(RoomId room) {
        return new Hold(
                APP,
                room.value(),
                room,
                new Sn("door-1"),
                RoomType.VOICE,
                CallInterface.CALL_WMPF,
                2,
                Optional.empty(),
                Optional.empty());
    }
}
