package dev.hookswitch.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategy;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.ResolvableDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedField;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import com.fasterxml.jackson.databind.module.SimpleDeserializers;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.module.SimpleSerializers;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How records become JSON, on topics, in REST bodies, in frames and in snapshots alike:
 *
 * <ul>
 *   <li>a record with one component called {@code value} is that value ({@code RoomId} is a string);
 *   <li>an instant is ISO 8601 in UTC with milliseconds;
 *   <li>a duration is an integer of milliseconds, and its property's name ends in {@code Ms};
 *   <li>an absent {@code Optional} is left out, and so is nothing else;
 *   <li>an enum constant is its name in camel case;
 *   <li>a value of a sealed interface that is not itself a {@link Message} says which one it is in {@code kind}, the
 *       simple class name with a small first letter;
 *   <li>unknown properties are ignored, because fields are only ever added.
 * </ul>
 */
public final class Wire {
    private static final JsonMapper JSON = newMapper();

    private Wire() {}

    /** The one mapper; do not configure it further. */
    public static ObjectMapper json() {
        return JSON;
    }

    public static byte[] bytes(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a wire type: " + value.getClass(), e);
        }
    }

    public static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a wire type: " + value.getClass(), e);
        }
    }

    /** Throws {@link Unreadable} for what is not JSON of this type or breaks one of its bounds. */
    public static <T> T read(byte[] json, Class<T> type) {
        try {
            return type.cast(present(JSON.readValue(json, (Class<?>) type), type));
        } catch (IOException e) {
            throw new Unreadable(type, e);
        }
    }

    /** Throws {@link Unreadable} for what is not JSON of this type or breaks one of its bounds. */
    public static <T> T read(String json, Class<T> type) {
        try {
            return type.cast(present(JSON.readValue(json, (Class<?>) type), type));
        } catch (IOException e) {
            throw new Unreadable(type, e);
        }
    }

    private static Object present(@Nullable Object value, Class<?> type) throws IOException {
        if (value == null) {
            throw new IOException("null instead of a " + type.getSimpleName());
        }
        return value;
    }

    /** JSON that is not what it should be. The message names the type and the place, never the content. */
    public static final class Unreadable extends RuntimeException {
        Unreadable(Class<?> type, IOException cause) {
            super("not a " + type.getSimpleName() + ": " + where(cause));
        }

        private static String where(IOException cause) {
            return cause instanceof com.fasterxml.jackson.databind.JsonMappingException mapping
                    ? mapping.getPathReference().replaceAll("[A-Za-z.$]*\\.contracts\\.", "") + " " + reason(mapping)
                    : "malformed JSON";
        }

        private static String reason(Throwable mapping) {
            for (Throwable t = mapping; t != null; t = t.getCause()) {
                if (t instanceof Bounds.Broken broken) {
                    return broken.rule();
                }
            }
            return "has the wrong type or is missing";
        }
    }

    private static JsonMapper newMapper() {
        var module = new SimpleModule("hookswitch");
        module.setSerializers(new ValueSerializers());
        module.setDeserializers(new ValueDeserializers());
        return JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(module)
                .annotationIntrospector(new SealedTypes())
                .propertyNamingStrategy(new MillisecondNames())
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .enable(MapperFeature.REQUIRE_TYPE_ID_FOR_SUBTYPES)
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                .build();
    }

    /** An enum constant as it is written: {@code UNLOAD_CALL_PAGE} is {@code unloadCallPage}. */
    public static String name(Enum<?> constant) {
        var words = constant.name().toLowerCase(Locale.ROOT).split("_", -1);
        return words[0]
                + Arrays.stream(words)
                        .skip(1)
                        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                        .collect(Collectors.joining());
    }

    private static boolean isValue(Class<?> type) {
        return type.isRecord()
                && type.getRecordComponents().length == 1
                && type.getRecordComponents()[0].getName().equals("value");
    }

    /** Sealed interfaces below no {@link Message} carry {@code kind}. */
    private static final class SealedTypes extends JacksonAnnotationIntrospector {
        @Override
        public TypeResolverBuilder<?> findTypeResolver(MapperConfig<?> config, AnnotatedClass type, JavaType base) {
            if (sealedRoot(base.getRawClass()) == null) {
                return super.findTypeResolver(config, type, base);
            }
            var kind = JsonTypeInfo.Value.construct(
                    JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "kind", null, false, true);
            return new StdTypeResolverBuilder(kind).init(kind, null);
        }

        @Override
        public List<NamedType> findSubtypes(Annotated type) {
            var root = sealedRoot(type.getRawType());
            if (root == null) {
                return super.findSubtypes(type);
            }
            var named = new ArrayList<NamedType>();
            collect(root, named);
            return named;
        }

        @Override
        public String[] findEnumValues(
                MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
            for (int i = 0; i < constants.length; i++) {
                names[i] = name(constants[i]);
            }
            return names;
        }

        private static void collect(Class<?> type, List<NamedType> into) {
            if (type.isSealed()) {
                Arrays.stream(type.getPermittedSubclasses()).forEach(permitted -> collect(permitted, into));
            } else {
                into.add(new NamedType(type, kind(type)));
            }
        }

        private static String kind(Class<?> type) {
            var name = type.getSimpleName();
            return Character.toLowerCase(name.charAt(0)) + name.substring(1);
        }

        private static @Nullable Class<?> sealedRoot(Class<?> type) {
            if (Message.class.isAssignableFrom(type)) {
                return null;
            }
            if (type.isInterface() && type.isSealed()) {
                return type;
            }
            return Arrays.stream(type.getInterfaces())
                    .filter(i -> i.isSealed() && i.getPackageName().startsWith("dev.hookswitch"))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** A duration's property is called {@code …Ms}. */
    private static final class MillisecondNames extends PropertyNamingStrategy {
        @Override
        public String nameForField(MapperConfig<?> config, AnnotatedField field, String name) {
            return named(field.getType(), name);
        }

        @Override
        public String nameForGetterMethod(MapperConfig<?> config, AnnotatedMethod method, String name) {
            return named(method.getType(), name);
        }

        @Override
        public String nameForConstructorParameter(MapperConfig<?> config, AnnotatedParameter parameter, String name) {
            return named(parameter.getType(), name);
        }

        private static String named(JavaType type, String name) {
            var duration = type.hasRawClass(Duration.class)
                    || (type.isReferenceType() && type.getContentType().hasRawClass(Duration.class));
            return duration ? name + "Ms" : name;
        }
    }

    private static final class ValueSerializers extends SimpleSerializers {
        ValueSerializers() {
            addSerializer(Instant.class, new InstantSerializer());
            addSerializer(Duration.class, new DurationSerializer());
        }

        @Override
        public JsonSerializer<?> findSerializer(
                com.fasterxml.jackson.databind.SerializationConfig config,
                JavaType type,
                com.fasterxml.jackson.databind.BeanDescription description) {
            return isValue(type.getRawClass())
                    ? new ValueSerializer(type.getRawClass())
                    : super.findSerializer(config, type, description);
        }
    }

    private static final class ValueDeserializers extends SimpleDeserializers {
        ValueDeserializers() {
            addDeserializer(Instant.class, new InstantDeserializer());
            addDeserializer(Duration.class, new DurationDeserializer());
        }

        @Override
        public JsonDeserializer<?> findBeanDeserializer(
                JavaType type, DeserializationConfig config, com.fasterxml.jackson.databind.BeanDescription description)
                throws com.fasterxml.jackson.databind.JsonMappingException {
            return isValue(type.getRawClass())
                    ? new ValueDeserializer(type.getRawClass())
                    : super.findBeanDeserializer(type, config, description);
        }
    }

    private static final class ValueSerializer extends StdSerializer<Object> {
        private final transient MethodHandle accessor;

        ValueSerializer(Class<?> type) {
            super(type, false);
            try {
                accessor = MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                        .unreflect(type.getRecordComponents()[0].getAccessor());
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void serialize(Object record, JsonGenerator out, SerializerProvider provider) throws IOException {
            try {
                provider.defaultSerializeValue(accessor.invoke(record), out);
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Throwable e) {
                throw new IOException(e);
            }
        }
    }

    private static final class ValueDeserializer extends JsonDeserializer<Object> implements ResolvableDeserializer {
        private final Class<?> component;
        private final MethodHandle constructor;
        private @Nullable JsonDeserializer<Object> content;

        ValueDeserializer(Class<?> type) {
            component = type.getRecordComponents()[0].getType();
            try {
                constructor = MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                        .findConstructor(type, MethodType.methodType(void.class, component))
                        // What it is called with, so that no call has to adapt it.
                        .asType(MethodType.methodType(Object.class, Object.class));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Once: to look it up anew for each id of a message costs more than to read the id. */
        @Override
        public void resolve(DeserializationContext context) throws com.fasterxml.jackson.databind.JsonMappingException {
            content = context.findRootValueDeserializer(context.constructType(component));
        }

        @Override
        public Object deserialize(JsonParser in, DeserializationContext context) throws IOException {
            Object value = Objects.requireNonNull(content).deserialize(in, context);
            try {
                return (Object) constructor.invokeExact(value);
            } catch (Throwable e) {
                throw com.fasterxml.jackson.databind.JsonMappingException.from(in, "broken bound", e);
            }
        }
    }

    private static final class InstantSerializer extends StdSerializer<Instant> {
        InstantSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant instant, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(millis(instant));
        }
    }

    /** ISO 8601 in UTC, always with three digits of a second's fraction. */
    public static String millis(Instant instant) {
        var text = instant.truncatedTo(ChronoUnit.MILLIS).toString();
        return text.indexOf('.') >= 0 ? text : text.substring(0, text.length() - 1) + ".000Z";
    }

    private static final class InstantDeserializer extends JsonDeserializer<Instant> {
        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
            try {
                return Instant.parse(in.getText());
            } catch (java.time.DateTimeException e) {
                throw com.fasterxml.jackson.databind.JsonMappingException.from(in, "not an instant", e);
            }
        }
    }

    private static final class DurationSerializer extends StdSerializer<Duration> {
        DurationSerializer() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration duration, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeNumber(duration.toMillis());
        }
    }

    private static final class DurationDeserializer extends JsonDeserializer<Duration> {
        @Override
        public Duration deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return Duration.ofMillis(context.readValue(in, Long.class));
        }
    }
}
