package dev.hookswitch.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.local.client.Api;
import java.net.URI;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DemoFactsTest {
    private final FrontDoor door = FrontDoor.open(0, _ -> OptionalInt.empty());

    @AfterEach
    void close() {
        door.close();
    }

    private JsonNode facts(List<URI> network, boolean hasMedia) {
        door.answer(DemoFacts.PATH, new DemoFacts(() -> network, () -> hasMedia));
        return Api.at(URI.create("http://127.0.0.1:" + door.port()))
                .get(DemoFacts.PATH)
                .ok();
    }

    @Test
    void nobodyElsewhereReachesAPlatformThatIsNotOpenToTheNetwork() {
        assertThat(facts(List.of(), false).has("phone")).isFalse();
    }

    @Test
    void phoneIsSentToTheFirstAddress() {
        var phone = facts(List.of(URI.create("https://192.0.2.1:8443"), URI.create("https://door.local:8443")), false)
                .path("phone");
        assertThat(phone.path("address").asText()).isEqualTo("https://192.0.2.1:8443/demo/phone");
        assertThat(phone.path("code").path("modules").asInt()).isPositive();
        assertThat(phone.path("code").path("path").asText()).startsWith("M");
    }

    @Test
    void phoneIsSentToTheAddressByWhichTheDeviceCame() {
        var reached = URI.create("https://127.0.0.1:" + door.port());
        assertThat(facts(List.of(URI.create("https://192.0.2.1:8443"), reached), false)
                        .path("phone")
                        .path("address")
                        .asText())
                .isEqualTo(reached + "/demo/phone");
    }

    @Test
    void pagesLearnWhetherTheTestNumbersSendPictureAndSound() {
        assertThat(facts(List.of(), true).path("testNumbersHaveMedia").asBoolean())
                .isTrue();
        assertThat(facts(List.of(), false).path("testNumbersHaveMedia").asBoolean(true))
                .isFalse();
    }
}
