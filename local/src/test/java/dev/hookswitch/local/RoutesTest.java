package dev.hookswitch.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.contracts.Service;
import dev.hookswitch.local.Routes.Kind;
import dev.hookswitch.local.Routes.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
    @ParameterizedTest
    @CsvSource({
        "/v1/tokens, AUTH",
        "/v1/apps, AUTH",
        "/v1/devices/registrations, AUTH",
        "/v1/users/mum-1/tokens, AUTH",
        "/v1/signing-keys, AUTH",
        "/v1/users/mum-1/login-codes, AUTH",
        "/v1/login-codes, AUTH",
        "/.well-known/jwks.json, AUTH",
        "/cgi-bin/token, AUTH",
        "/cgi-bin/stable_token, AUTH",
        "/sns/jscode2session, AUTH",
        "/wxa/getsnticket, AUTH",
        "/v1/rooms, ROOM",
        "/v1/rooms/wxf830863afde621ebWmpfVoip17/hang-up, ROOM",
        "/v1/commands/c-1, ROOM",
        "/v1/events, ROOM",
        "/v1/billing/time, BILLING",
        "/v1/charges/wxf830863afde621ebWmpfVoip17, BILLING",
        "/v1/licences, BILLING",
        "/v1/registrations, PUSH",
        "/v1/callback, PUSH",
        "/plugin/register.js, GATEWAY"
    })
    void publicPathGoesToItsService(String path, Service service) {
        assertThat(Routes.of(path, Kind.REQUEST)).isEqualTo(new Route.To(service));
    }

    @Test
    void socketGoesToTheGateway() {
        assertThat(Routes.of("/v1/events", Kind.WEB_SOCKET)).isEqualTo(new Route.To(Service.GATEWAY));
    }

    @Test
    void socketElsewhereIsUnknown() {
        assertThat(Routes.of("/v1/rooms", Kind.WEB_SOCKET)).isEqualTo(new Route.Unknown());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "",
                "/v1",
                "/v1/",
                "/internal/v1/status",
                "/q/health",
                "/v1/roomsx",
                "/V1/rooms",
                "/v2/rooms",
                "/cgi-bin",
                "/cgi-bin/menu",
                "/wxa/getsnticketx",
                "/plugin"
            })
    void whatIsNotPublicIsUnknown(String path) {
        assertThat(Routes.of(path, Kind.REQUEST)).isEqualTo(new Route.Unknown());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/rooms/../../internal/v1/status",
                "/v1/rooms/..",
                "/v1/rooms/..;/internal",
                "/v1/rooms/./x",
                "/v1/rooms//x",
                "/v1/rooms/%2e%2e/internal",
                "/v1/rooms/%2E%2E%2Finternal",
                "/v1/rooms/..%5cinternal",
                "/v1/rooms/%252e%252e/internal",
                "/v1/rooms\\..\\internal",
                "//internal/v1/status"
            })
    void detourIsRefused(String path) {
        assertThat(Routes.of(path, Kind.REQUEST)).isEqualTo(new Route.Malformed());
    }
}
