package dev.hookswitch.messaging;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A whole record as one byte string, because what cannot be read may break any column it is put in: key, value, number
 * of headers, then each header's name and value; every part with its length before it, -1 for none.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DeadRecord(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {

    static byte[] bytesOf(ConsumerRecord<byte[], byte[]> record) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            write(out, record.key());
            write(out, record.value());
            var headers = record.headers().toArray();
            out.writeInt(headers.length);
            for (var header : headers) {
                write(out, Ce.bytes(header.key()));
                write(out, header.value());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static DeadRecord of(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            var key = read(in);
            var value = read(in);
            var headers = new RecordHeaders();
            var count = in.readInt();
            for (int i = 0; i < count; i++) {
                var name = read(in);
                var header = read(in);
                headers.add(name == null ? "" : new String(name, java.nio.charset.StandardCharsets.UTF_8), header);
            }
            return new DeadRecord(key, value, headers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(DataOutputStream out, byte @Nullable [] part) throws IOException {
        if (part == null) {
            out.writeInt(-1);
        } else {
            out.writeInt(part.length);
            out.write(part);
        }
    }

    private static byte @Nullable [] read(DataInputStream in) throws IOException {
        var length = in.readInt();
        return length < 0 ? null : in.readNBytes(length);
    }
}
