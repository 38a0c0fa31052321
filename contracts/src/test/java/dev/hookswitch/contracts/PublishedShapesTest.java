package dev.hookswitch.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.hookswitch.contracts.live.ClientFrame;
import dev.hookswitch.contracts.live.ServerFrame;
import dev.hookswitch.contracts.push.RingWebhook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The published JSON Schema and sample of each message, frame and webhook are what the code does. After a deliberate change of a record,
 * {@code ./mvnw -pl contracts test -Dcontracts.update=true} writes them anew; the difference belongs into the review.
 */
class PublishedShapesTest {
    private static final Path PUBLISHED = Path.of("src/main/resources/dev/hookswitch/contracts");
    private static final ObjectMapper PRETTY = Wire.json().copy().enable(SerializationFeature.INDENT_OUTPUT);

    @BeforeAll
    static void update() throws IOException {
        if (Boolean.getBoolean("contracts.update")) {
            Files.createDirectories(PUBLISHED.resolve("schema"));
            Files.createDirectories(PUBLISHED.resolve("sample"));
            for (var type : shapes().toList()) {
                Files.writeString(PUBLISHED.resolve("schema").resolve(file(type)), pretty(WireSchema.of(type)));
                Files.writeString(PUBLISHED.resolve("sample").resolve(file(type)), pretty(WireSample.of(type)));
            }
        }
    }

    /** What travels on topics, on sockets and to servers. */
    static Stream<Class<?>> shapes() {
        return Stream.of(
                        messages(),
                        permitted(ClientFrame.class),
                        permitted(ServerFrame.class),
                        Stream.of(RingWebhook.class))
                .flatMap(types -> types);
    }

    private static Stream<Class<? extends Message>> messages() {
        return Stream.of(
                        Messages.ROOM_COMMANDS,
                        Messages.ROOM_EVENTS,
                        Messages.AUTH_COMMANDS,
                        Messages.AUTH_EVENTS,
                        Messages.BILLING_COMMANDS,
                        Messages.BILLING_EVENTS,
                        Messages.PUSH_COMMANDS,
                        Messages.PUSH_EVENTS,
                        Messages.ANSWERS)
                .flatMap(types -> types.all().stream());
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theSchemaIsTheRecords(Class<?> type) throws IOException {
        assertThat(published("schema", type)).isEqualTo(pretty(WireSchema.of(type)));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theSampleIsReadAndWrittenAgainUnchanged(Class<?> type) throws IOException {
        var sample = published("sample", type);

        assertThat(pretty(Wire.read(sample, type))).isEqualTo(sample);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theSampleKeepsTheSchema(Class<?> type) throws IOException {
        assertThat(schema(type).validate(published("sample", type), InputFormat.JSON))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theSchemaNamesWhatIsRequired(Class<?> type) throws IOException {
        var anyRequired =
                Arrays.stream(type.getRecordComponents()).anyMatch(component -> component.getType() != Optional.class);

        assertThat(schema(type).validate("{}", InputFormat.JSON).isEmpty()).isEqualTo(!anyRequired);
    }

    @Test
    void nothingIsPublishedThatDoesNotTravel() throws IOException {
        var known = shapes().map(PublishedShapesTest::file).sorted().toList();

        for (var kind : new String[] {"schema", "sample"}) {
            try (var files = Files.list(PUBLISHED.resolve(kind))) {
                assertThat(files.map(path -> path.getFileName().toString()).sorted())
                        .isEqualTo(known.stream().distinct().toList());
            }
        }
    }

    @Test
    void aTypesNameIsUsedOncePerTopicAndInAnswers() {
        var names = Stream.of(Messages.ROOM_EVENTS, Messages.AUTH_EVENTS, Messages.BILLING_EVENTS, Messages.PUSH_EVENTS)
                .flatMap(types -> types.all().stream())
                .map(Class::getSimpleName)
                .toList();

        assertThat(names).doesNotHaveDuplicates();
    }

    private static String published(String kind, Class<?> type) throws IOException {
        return Files.readString(PUBLISHED.resolve(kind).resolve(file(type)));
    }

    private static JsonSchema schema(Class<?> type) throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(published("schema", type));
    }

    private static String pretty(Object value) throws IOException {
        return PRETTY.writeValueAsString(value) + "\n";
    }

    private static Stream<Class<?>> permitted(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses());
    }

    /** {@code DeadlinePassed} exists on several topics, hence the package; {@code Signal} goes in both directions of a socket. */
    static String file(Class<?> type) {
        if (ClientFrame.class.isAssignableFrom(type)) {
            return "client." + type.getSimpleName() + ".json";
        }
        if (ServerFrame.class.isAssignableFrom(type)) {
            return "server." + type.getSimpleName() + ".json";
        }
        var area = type.getPackageName().substring(type.getPackageName().lastIndexOf('.') + 1);
        return area + "." + type.getSimpleName() + ".json";
    }
}
