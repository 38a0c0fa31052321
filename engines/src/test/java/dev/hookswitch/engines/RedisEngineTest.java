package dev.hookswitch.engines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisEngineTest {
    @TempDir
    Path directory;

    @Test
    void keySurvivesAKillAndAStopAtTheSameAddress() throws IOException {
        try (var redis = new RedisEngine(directory)) {
            redis.start();
            var address = redis.address();
            assertThat(ask(address, auth(address), "SET device online")).containsExactly("+OK", "+OK");

            redis.killForcibly();
            assertThat(redis.isRunning()).isFalse();
            redis.start();
            assertThat(redis.address()).isEqualTo(address);
            assertThat(ask(address, auth(address), "GET device")).containsExactly("+OK", "$6", "online");

            redis.stop();
            redis.start();
            assertThat(ask(address, auth(address), "GET device")).containsExactly("+OK", "$6", "online");
        }
        try (var next = new RedisEngine(directory)) {
            next.start();
            assertThat(ask(next.address(), auth(next.address()), "GET device")).containsExactly("+OK", "$6", "online");
        }
    }

    @Test
    void withoutThePasswordNothingIsTold() throws IOException {
        try (var redis = new RedisEngine(directory)) {
            redis.start();
            assertThat(ask(redis.address(), "GET device"))
                    .singleElement()
                    .asString()
                    .startsWith("-NOAUTH");
            assertThat(redis.address().toString())
                    .doesNotContain(redis.address().password());
        }
    }

    private static String auth(RedisAddress address) {
        return "AUTH " + address.password();
    }

    private static List<String> ask(RedisAddress address, String... commands) throws IOException {
        try (var socket = new Socket(address.host(), address.port())) {
            socket.setSoTimeout(10_000);
            var request = String.join("\r\n", commands) + "\r\nQUIT\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            var answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .lines()
                    .toList();
            return answers.subList(0, answers.size() - 1);
        }
    }
}
