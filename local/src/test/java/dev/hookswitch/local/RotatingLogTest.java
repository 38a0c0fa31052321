package dev.hookswitch.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingLogTest {
    @TempDir
    Path folder;

    @Test
    void whatAPartWritesIsBounded() throws IOException {
        var log = new RotatingLog(folder.resolve("room.log"), 20_000);
        log.drain(new ByteArrayInputStream(new byte[1_000_000]));
        assertThat(Files.size(folder.resolve("room.log"))).isLessThanOrEqualTo(20_000);
        assertThat(Files.size(folder.resolve("room.log.1"))).isLessThanOrEqualTo(20_000);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void nextProcessWritesAfterTheLast() throws IOException {
        var log = new RotatingLog(folder.resolve("room.log"), 20_000);
        log.drain(new ByteArrayInputStream("one\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        log.drain(new ByteArrayInputStream("two\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(folder.resolve("room.log")).content().isEqualTo("one\ntwo\n");
    }
}
