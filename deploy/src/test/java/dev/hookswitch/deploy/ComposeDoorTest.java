package dev.hookswitch.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.local.Routes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The front door of the compose stack leads where the one of {@code ./hookswitch up} leads. */
class ComposeDoorTest {
    private static final String CONFIGURATION = Checkout.text("deploy/compose/nginx.conf");
    private static final String NOWHERE = "";

    private final Map<Pattern, String> services = map("$kind $request_uri", "$service");
    private final Map<Pattern, String> detours = map("$request_uri", "$detour");

    /** The regular expressions of a {@code map}, which Java reads as nginx does, with their values. */
    private static Map<Pattern, String> map(String of, String to) {
        var block = Pattern.compile(
                        "map \"?" + Pattern.quote(of) + "\"? " + Pattern.quote(to) + " \\{(.*?)\n    }", Pattern.DOTALL)
                .matcher(CONFIGURATION);
        assertThat(block.find()).as(to).isTrue();
        var entries = new LinkedHashMap<Pattern, String>();
        Pattern.compile("\"~(\\*?)(.*)\" (\\S+);")
                .matcher(block.group(1))
                .results()
                .forEach(entry -> entries.put(
                        Pattern.compile(entry.group(2), entry.group(1).isEmpty() ? 0 : Pattern.CASE_INSENSITIVE),
                        entry.group(3)));
        assertThat(entries).isNotEmpty();
        return entries;
    }

    private static String first(Map<Pattern, String> entries, String text) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(text).find())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(NOWHERE);
    }

    private String request(String path) {
        return first(services, "request " + path);
    }

    private String socket(String path) {
        return first(services, "socket " + path);
    }

    @Test
    void everyPathOfAServiceLeadsToIt() {
        Routes.modulesByPath().forEach((path, module) -> {
            assertThat(request(path + "/any")).as(path).isEqualTo(module);
            assertThat(request(path + "/any?of=it")).as(path).isEqualTo(module);
            assertThat(request(path + "x")).as(path + "x").isEqualTo(NOWHERE);
            assertThat(socket(path)).as(path).isEqualTo(NOWHERE);
            if (!path.equals("/plugin")) {
                assertThat(request(path)).as(path).isEqualTo(module);
                assertThat(request(path + "?of=it")).as(path).isEqualTo(module);
            }
        });
    }

    @Test
    void eventsAreReadAtTheRoomAndHeardAtTheGateway() {
        assertThat(request("/v1/events?after=1")).isEqualTo("room-service");
        assertThat(socket("/v1/events")).isEqualTo("event-gateway");
        assertThat(socket("/v1/events/any")).isEqualTo(NOWHERE);
    }

    @Test
    void noServiceHasAPathThatIsNotOfTheOtherDoor() {
        var known = Routes.modulesByPath().keySet();
        var words = Pattern.compile("[a-z][a-z0-9_-]+")
                .matcher(String.join(
                        " ",
                        services.keySet().stream()
                                .map(Pattern::pattern)
                                .filter(pattern -> !pattern.contains("demo"))
                                .toList()))
                .results()
                .map(found -> found.group());

        assertThat(words)
                .allMatch(word -> word.equals("request")
                        || word.equals("socket")
                        || word.equals("events")
                        || known.stream()
                                .anyMatch(path -> path.matches("(.*[/.])?" + Pattern.quote(word) + "([/.].*)?")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/internal/v1/status",
                "/q/health",
                "/q/metrics",
                "/v1",
                "/v1/",
                "/demo",
                "/demo/other",
                "/v2/rooms"
            })
    void whatIsNotPublicLeadsNowhere(String path) {
        assertThat(request(path)).isEqualTo(NOWHERE);
        assertThat(socket(path)).isEqualTo(NOWHERE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/rooms/../../internal/v1/status", "/v1/rooms/..", "/v1/rooms/./a", "/v1/rooms/..;/a", "/v1//rooms",
                        "/v1\\rooms",
                "/v1/rooms/%2e%2e/a", "/v1/rooms%2Fa", "/v1/%5crooms", "/v1/%252e", "/v1/rooms/%00", "/v1/rooms/..?a=b"
            })
    void aDetourIsRefused(String path) {
        assertThat(first(detours, path)).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/rooms/a.b", "/v1/rooms/...", "/.well-known/jwks.json", "/v1/rooms?next=%2Fa//b/../c"})
    void whatOnlyLooksLikeOneIsNot(String path) {
        assertThat(first(detours, path)).isEqualTo(NOWHERE);
    }
}
