package dev.hookswitch.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./hookswitch} looks at before Java runs, and what it says of a command line that it does not understand. */
class LauncherTest {
    private static final String LAUNCHER =
            Checkout.find().path().resolve("hookswitch").toString();

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();

    /** All that was printed, and how it ended. */
    private record Said(int exitCode, String text) {}

    private Said bash(String... arguments) throws IOException, InterruptedException {
        var said = directory.resolve("said");
        var process = new ProcessBuilder(arguments).redirectErrorStream(true).redirectOutput(said.toFile());
        process.environment().put("HOOKSWITCH_DATA", directory.resolve("data").toString());
        List.of("REDIS_HOSTS", "DATABASE_URL").forEach(process.environment()::remove);
        process.environment().putAll(environment);
        var started = process.start();
        try {
            assertThat(started.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            started.destroyForcibly();
        }
        return new Said(started.exitValue(), Files.readString(said).strip());
    }

    /** A function of the launcher. */
    private Said function(String... nameAndArguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("bash", "-c", ". \"$1\"; shift; \"$@\"", "bash", LAUNCHER));
        command.addAll(List.of(nameAndArguments));
        return bash(command.toArray(String[]::new));
    }

    private Said launcher(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(LAUNCHER));
        command.addAll(List.of(arguments));
        return bash(command.toArray(String[]::new));
    }

    /** A program of this name comes first on the path. */
    private void program(String name, String script) throws IOException {
        var file = Files.createDirectories(directory.resolve("bin")).resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        environment.put("PATH", file.getParent() + ":" + System.getenv("PATH"));
    }

    private void system(String name, String machine, String libc) throws IOException {
        program("uname", "[ $1 = -s ] && echo %s || echo %s".formatted(name, machine));
        program("getconf", libc);
    }

    @Test
    void systemThatServersRunOnIsTaken() throws IOException, InterruptedException {
        system("Linux", "aarch64", "echo glibc 2.34");
        environment.put("REDIS_HOSTS", "redis://127.0.0.1:1");
        assertThat(function("demand_system")).isEqualTo(new Said(0, ""));
    }

    @Test
    void whatIsMissingIsSaidFirst() throws IOException, InterruptedException {
        system("Darwin", "arm64", "exit 1");
        assertThat(function("demand_system").text()).contains("runs on Linux, and this is Darwin");
        system("Linux", "riscv64", "echo glibc 2.39");
        assertThat(function("demand_system").text()).contains("x86-64 and arm64, and this is riscv64");
        system("Linux", "x86_64", "echo glibc 2.31");
        assertThat(function("demand_system").text())
                .contains("glibc 2.34 or newer, and this system's is glibc 2.31")
                .contains("set REDIS_HOSTS and DATABASE_URL");
        system("Linux", "x86_64", "exit 1");
        assertThat(function("demand_system"))
                .satisfies(said -> assertThat(said.text()).contains("this system's is another (musl, as on Alpine?)"))
                .satisfies(said -> assertThat(said.exitCode()).isOne());
    }

    @Test
    void oldLibraryIsNoMatterWhereServersAreElsewhere() throws IOException, InterruptedException {
        system("Linux", "x86_64", "exit 1");
        environment.put("REDIS_HOSTS", "redis://127.0.0.1:1");
        environment.put("DATABASE_URL", "postgresql://user:password@127.0.0.1:1/db");
        assertThat(function("demand_system")).isEqualTo(new Said(0, ""));
    }

    private Path jdk(String name, String version) throws IOException {
        var jdk = directory.resolve(name);
        var javac = Files.createDirectories(jdk.resolve("bin")).resolve("javac");
        Files.writeString(javac, "#!/bin/sh\n");
        assertThat(javac.toFile().setExecutable(true)).isTrue();
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
        return jdk;
    }

    @Test
    void jdkOfJavaHomeIsTakenIfItIsNewEnough() throws IOException, InterruptedException {
        var wanted = jdk("wanted", "25.0.1");
        environment.put("JAVA_HOME", wanted.toString());
        assertThat(function("find_jdk")).isEqualTo(new Said(0, wanted.toString()));
    }

    @Test
    void jdkOnThePathIsFoundBehindItsLinks() throws IOException, InterruptedException {
        environment.put("JAVA_HOME", jdk("old", "1.8.0_402").toString());
        var wanted = jdk("wanted", "26");
        var path = Files.createDirectories(directory.resolve("bin"));
        var alternatives = Files.createSymbolicLink(directory.resolve("alternatives"), wanted.resolve("bin/javac"));
        Files.createSymbolicLink(path.resolve("javac"), path.relativize(alternatives));
        environment.put("PATH", path + ":" + System.getenv("PATH"));
        assertThat(function("find_jdk"))
                .isEqualTo(new Said(0, wanted.toRealPath().toString()));
    }

    @Test
    void runTimeWithoutCompilerIsNoJdk() throws IOException, InterruptedException {
        var runTime = jdk("run-time", "25.0.1");
        Files.delete(runTime.resolve("bin/javac"));
        assertThat(function("jdk_major", runTime.toString())).isEqualTo(new Said(0, ""));
        assertThat(function("jdk_major", jdk("good", "25").toString())).isEqualTo(new Said(0, "25"));
        assertThat(function("jdk_major", directory.resolve("nowhere").toString()))
                .isEqualTo(new Said(0, ""));
    }

    private String mirror(String mirrors) throws IOException, InterruptedException {
        var settings = directory.resolve("home/.m2/settings.xml");
        Files.createDirectories(settings.getParent());
        Files.writeString(
                settings,
                "<settings>\n<mirrors>%s</mirrors>\n</settings>\n".formatted(mirrors),
                StandardCharsets.UTF_8);
        environment.put("HOME", directory.resolve("home").toString());
        environment.put("MVNW_REPOURL", "");
        var said = bash("bash", "-c", ". \"$1\"; use_maven_mirror; echo \"$MVNW_REPOURL\"", "bash", LAUNCHER);
        assertThat(said.exitCode()).isZero();
        return said.text();
    }

    private static String entry(String of, String url) {
        return "<mirror>\n  <id>m</id>\n  <mirrorOf>%s</mirrorOf>\n  <url> %s </url>\n</mirror>".formatted(of, url);
    }

    @Test
    void mavenComesFromTheMirrorThatTheSettingsName() throws IOException, InterruptedException {
        assertThat(mirror("")).isEmpty();
        assertThat(mirror(entry("central", "https://one.example/maven/"))).isEqualTo("https://one.example/maven");
        assertThat(mirror(entry("internal", "https://one.example") + entry("*", "https://two.example")))
                .isEqualTo("https://two.example");
        assertThat(mirror("<!-- " + entry("*", "https://old.example") + " -->")).isEmpty();
        assertThat(mirror(entry("*,!central", "https://one.example"))).isEmpty();
    }

    @Test
    void deviceFindsThePlatformOfItsDataDirectory() throws IOException, InterruptedException {
        program("node", "echo v20.0.0");
        program("npm", "exit 1");
        assertThat(launcher("device", "door").text()).contains("does not run in", "./hookswitch up");

        var self = ProcessHandle.current().pid();
        try (var data = DataDirectory.own(directory.resolve("data")).orElseThrow()) {
            DataDirectory.write(data.path().resolve("supervisor.pid"), Long.toString(self));
            data.write(new PlatformState(
                    self,
                    Instant.EPOCH,
                    PlatformState.Stage.READY,
                    "http://127.0.0.1:8500",
                    List.of(URI.create("https://192.0.2.1:8443")),
                    Optional.of("127.0.0.1:9092"),
                    List.of(new PlatformState.PartState("auth", "auth", self, 1, 0, true))));
            assertThat(function("address_needed", data.path().toString(), "door"))
                    .isEqualTo(new Said(0, "http://127.0.0.1:8500"));
            assertThat(function("address_needed", data.path().toString(), "door", "--address", "http://127.0.0.1:1"))
                    .isEqualTo(new Said(0, ""));
        }
    }

    @Test
    void argumentsThatACommandDoesNotTakeAreRefused() throws IOException, InterruptedException {
        assertThat(launcher("down", "now").text()).contains("down takes nothing more, but was given: now");
        assertThat(launcher("status", "--json").exitCode()).isOne();
        assertThat(launcher("dead", "list", "room").text()).contains("dead list takes nothing more");
        assertThat(launcher("dead").text()).contains("./hookswitch dead list");
        assertThat(launcher("fly").text()).contains("There is no command fly.");
    }

    @Test
    void helpIsGivenWhereverItIsAskedFor() throws IOException, InterruptedException {
        assertThat(launcher("dead", "list", "--help"))
                .isEqualTo(launcher("dead", "--help"))
                .satisfies(said -> assertThat(said.text()).startsWith("./hookswitch dead list"));
        assertThat(launcher("up", "--port", "8500", "-h").text()).contains("[--no-demo]");
    }

    @Test
    void logsShowWhatWasWrittenBeforeTheFileWasFull() throws IOException, InterruptedException {
        var logs = Files.createDirectories(directory.resolve("data/logs"));
        Files.writeString(logs.resolve("room.log.1"), "earlier\n".repeat(300) + "just before\n");
        Files.writeString(logs.resolve("room.log"), "now\n");
        assertThat(launcher("logs", "room").text().lines())
                .hasSize(200)
                .startsWith("earlier")
                .endsWith("just before", "now");
        Files.writeString(logs.resolve("room.log"), "now\n".repeat(300));
        assertThat(launcher("logs", "room-service").text().lines()).hasSize(200).containsOnly("now");
    }
}
