package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Asker;
import dev.hookswitch.contracts.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The header names of a record, and how they are written: CloudEvents 1.0, Kafka binding, binary content mode. */
final class Ce {
    static final String SPECVERSION = "ce_specversion";
    static final String ID = "ce_id";
    static final String TYPE = "ce_type";
    static final String SOURCE = "ce_source";
    static final String TIME = "ce_time";
    static final String SUBJECT = "ce_subject";
    static final String SEQ = "ce_seq";
    static final String APP = "ce_app";
    static final String PARTIES = "ce_parties";
    static final String AUDIENCE = "ce_audience";
    static final String TRACEPARENT = "traceparent";
    static final String ASKER = "hs_asker";
    static final String VALIDUNTIL = "hs_validuntil";
    static final String VERDICT = "hs_verdict";
    static final String REASON = "hs_reason";
    static final String DEAD_FROM = "hs_dead_from";

    static final String ACCEPTED = "accepted";
    static final String REFUSED = "refused";

    private static final byte[] VERSION = bytes("1.0");

    private Ce() {}

    static Headers headers(String id, String type, String source, Instant time, String subject) {
        var headers = new RecordHeaders();
        headers.add(SPECVERSION, VERSION);
        put(headers, ID, id);
        put(headers, TYPE, type);
        put(headers, SOURCE, source);
        put(headers, TIME, Wire.millis(time));
        put(headers, SUBJECT, subject);
        return headers;
    }

    static void put(Headers headers, String name, @Nullable String value) {
        if (value != null) {
            headers.add(name, bytes(value));
        }
    }

    static void putAsker(Headers headers, Asker asker) {
        headers.add(ASKER, Wire.bytes(asker));
    }

    static @Nullable String text(Headers headers, String name) {
        var header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    static @Nullable Asker asker(Headers headers) {
        var header = headers.lastHeader(ASKER);
        return header == null ? null : Wire.read(header.value(), Asker.class);
    }

    /** Comma-joined, with a comma inside an element percent-encoded. */
    static String joined(List<String> values) {
        return values.stream()
                .map(value -> value.replace("%", "%25").replace(",", "%2C"))
                .collect(Collectors.joining(","));
    }

    static List<String> split(@Nullable String joined) {
        return joined == null || joined.isEmpty()
                ? List.of()
                : Arrays.stream(joined.split(",", -1))
                        .map(value -> value.replace("%2C", ",").replace("%25", "%"))
                        .toList();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
