package dev.hookswitch.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.hookswitch.contracts.Compatibility.Use;
import dev.hookswitch.contracts.auth.AuthCommand;
import dev.hookswitch.contracts.billing.BillingCommand;
import dev.hookswitch.contracts.live.ClientFrame;
import dev.hookswitch.contracts.push.PushCommand;
import dev.hookswitch.contracts.room.RoomCommand;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What earlier releases wrote is read by this one, and what this one writes by the last. {@code build/release} keeps a
 * release's schemas and samples; a finding here is a change to take back, not a file to edit.
 */
class ReleasedMessagesTest {
    private static final Path PUBLISHED = Path.of("src/main/resources/dev/hookswitch/contracts");
    /** What a kept file is a sample of. */
    private static final Map<String, Class<?>> TYPES = PublishedShapesTest.shapes()
            .distinct()
            .collect(Collectors.toMap(PublishedShapesTest::file, Function.identity()));

    private static final Map<String, String> SCHEMAS = Release.texts(PUBLISHED.resolve("schema"));
    private static final Map<String, String> SAMPLES = Release.texts(PUBLISHED.resolve("sample"));

    /** Every message that any release has kept: what is stored is read for ever. */
    static Stream<Arguments> keptSamples() {
        return Release.all().stream()
                .flatMap(release -> release.messages("sample").entrySet().stream()
                        .map(sample -> Arguments.of(release, sample.getKey(), sample.getValue())));
    }

    static Stream<Arguments> lastSchemas() {
        return Release.last().messages("schema").entrySet().stream()
                .map(schema -> Arguments.of(schema.getKey(), schema.getValue()));
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("keptSamples")
    void whatAnEarlierReleaseWroteIsRead(Release release, String file, String sample) throws Exception {
        var type = TYPES.get(file);
        assertThat(type)
                .as("a type for %s of %s: it was removed or has another name", file, release)
                .isNotNull();

        var read = Wire.json().readTree(Wire.text(Wire.read(sample, type)));

        assertThat(missing("", Wire.json().readTree(sample), read))
                .as("what was not read")
                .isEmpty();
        assertThat(findings(SCHEMAS.get(file), sample)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lastSchemas")
    void theLastReleaseReadsWhatThisOneWrites(String file, String schema) {
        assertThat(SAMPLES.keySet()).contains(file);

        assertThat(findings(schema, SAMPLES.get(file))).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lastSchemas")
    void nothingHasChangedThatBreaksAReader(String file, String schema) throws Exception {
        assertThat(SCHEMAS.keySet()).contains(file);

        assertThat(Compatibility.broken(
                        Wire.json().readTree(schema), Wire.json().readTree(SCHEMAS.get(file)), use(TYPES.get(file))))
                .isEmpty();
    }

    /** A command is read by its owner, who is upgraded first; all else by others too. */
    private static Use use(Class<?> type) {
        if (ClientFrame.class.isAssignableFrom(type)) {
            return Use.REQUEST;
        }
        if (!Message.class.isAssignableFrom(type)) {
            return Use.RESPONSE;
        }
        var isCommand = Stream.of(RoomCommand.class, AuthCommand.class, BillingCommand.class, PushCommand.class)
                .anyMatch(log -> log.isAssignableFrom(type));
        return isCommand && !RoomCommand.Report.class.isAssignableFrom(type) ? Use.COMMAND : Use.EVENT;
    }

    private static Stream<String> findings(String schema, String json) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(schema)
                .validate(json, InputFormat.JSON)
                .stream()
                .map(Object::toString);
    }

    /** The places of the first that the second does not have, or has otherwise. */
    private static Stream<String> missing(String where, JsonNode wanted, JsonNode found) {
        if (!wanted.isObject()) {
            return wanted.equals(found) ? Stream.empty() : Stream.of(where);
        }
        return wanted.properties().stream()
                .flatMap(property ->
                        missing(where + "/" + property.getKey(), property.getValue(), found.path(property.getKey())));
    }
}
