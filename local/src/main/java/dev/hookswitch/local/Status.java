package dev.hookswitch.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hookswitch.local.PlatformState.PartState;
import dev.hookswitch.local.PlatformState.Stage;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.Operator;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** {@code ./hookswitch status}: how each part of the running platform is doing. */
final class Status {
    private static final String ROW = "%-10s %8s  %-10s %7s %5s %8s %8s%n";

    /** What the table and the lines below it say in words of their own. */
    private static final List<String> SAID = List.of("service", "instance", "log", "lag");

    private final List<String> notes = new ArrayList<>();
    private boolean isWell = true;

    private Status() {}

    /** Argument: data directory. */
    public static void main(String[] args) {
        var data = DataDirectory.at(Path.of(args[0]));
        var state = data.supervisor().flatMap(_ -> data.state());
        if (state.isEmpty()) {
            System.out.println("Hookswitch does not run in " + data.path() + ". Start it: ./hookswitch up");
            System.exit(1);
            return;
        }
        var status = new Status();
        status.print(data, state.get());
        System.exit(status.isWell ? 0 : 1);
    }

    private void print(DataDirectory data, PlatformState state) {
        System.out.printf(
                "Hookswitch at %s (%s), process %d, data in %s%n%n",
                state.address(), state.stage().name().toLowerCase(Locale.ROOT), state.pid(), data.path());
        System.out.printf(ROW, "part", "process", "health", "lag", "dead", "memory", "restarts");
        isWell = state.stage() == Stage.READY;
        var token = operatorToken(state, data);
        var total = row("supervisor", state.pid(), Memory.of(state.pid()), "serves", "", "", Optional.empty());
        try (var health = new Health()) {
            for (var part : state.parts()) {
                total += part.port() == 0 ? engine(part) : service(part, health, token);
            }
        }
        System.out.printf(ROW, "", "", "", "", "", mebibytes(total), "");
        printHosts(state);
        notes.add(AotNote.of(data, state.parts()));
        if (!notes.isEmpty()) {
            System.out.println();
            notes.forEach(System.out::println);
        }
    }

    /** All that a client of the platform connects to: REST and the gateway's socket are at one address. */
    private static void printHosts(PlatformState state) {
        System.out.printf("%nHosts and ports of the gateway, for SIM cards with directed traffic:%n");
        for (var address : state.network()) {
            System.out.printf("%-40s TCP %d  https, wss%n", address.getHost(), address.getPort());
        }
        if (state.network().isEmpty()) {
            var address = URI.create(state.address());
            System.out.printf(
                    "%-40s TCP %d  http, ws: this machine only; ./hookswitch up --lan opens it to others%n",
                    address.getHost(), address.getPort());
        }
        System.out.println("Sound and picture do not pass here: they go from side to side.");
    }

    private Optional<String> operatorToken(PlatformState state, DataDirectory data) {
        try {
            return data.existingSecret("operator")
                    .map(secret -> Operator.withSecret(Api.at(URI.create(state.address())), secret)
                            .api()
                            .token());
        } catch (UncheckedIOException | IllegalStateException e) {
            notes.add("The services' own figures cannot be read: there is no token, " + e.getMessage());
            isWell = false;
            return Optional.empty();
        }
    }

    private long engine(PartState part) {
        isWell &= part.ready();
        return row(
                part.name(),
                part.pid(),
                Memory.ofTree(part.pid()),
                part.ready() ? "serves" : "away",
                "",
                "",
                Optional.of(part.restarts()));
    }

    private long service(PartState part, Health health, Optional<String> token) {
        var ready = health.isReady(part.port());
        var figures = token.map(operator -> figures(part, operator)).orElse(MissingNode.getInstance());
        var log = figures.path("log");
        var lag = sum(log, "lag") + readerLag(figures);
        var dead = sum(log, "deadLetters");
        isWell &= ready && dead == 0;
        note(part, figures);
        var hasLog = log.has("partitions");
        return row(
                part.name(),
                part.pid(),
                Memory.ofTree(part.pid()),
                ready ? "serves" : part.ready() ? "not well" : "away",
                hasLog || figures.has("lag") ? Long.toString(lag) : "",
                hasLog ? Long.toString(dead) : "",
                Optional.of(part.restarts()));
    }

    private JsonNode figures(PartState part, String token) {
        try {
            return Api.at(URI.create("http://127.0.0.1:" + part.port()))
                    .as(token)
                    .get("/internal/v1/status")
                    .ok();
        } catch (UncheckedIOException | IllegalStateException e) {
            notes.add(part.name() + " does not tell its figures: " + e.getMessage());
            return MissingNode.getInstance();
        }
    }

    private static long sum(JsonNode log, String figure) {
        return StreamSupport.stream(log.path("partitions").spliterator(), false)
                .mapToLong(partition -> partition.path(figure).asLong())
                .sum();
    }

    /** What a gateway, which owns no log, is behind the rooms' events, by partition. */
    private static long readerLag(JsonNode figures) {
        return StreamSupport.stream(figures.path("lag").spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .sum();
    }

    /** What the service says beyond its log, and what is wrong with its log. */
    private void note(PartState part, JsonNode figures) {
        var log = figures.path("log");
        log.path("retrying").forEach(what -> notes.add(part.name() + " waits: " + what.asText()));
        log.path("losses").forEach(what -> notes.add(part.name() + " went on behind a loss: " + what.asText()));
        for (var partition : log.path("partitions")) {
            if (partition.hasNonNull("stopped")) {
                isWell = false;
                notes.add("%s partition %d has stopped: %s"
                        .formatted(
                                part.name(),
                                partition.path("partition").asInt(),
                                partition.path("stopped").asText()));
            }
        }
        var facts = new ArrayList<String>();
        figures.properties().forEach(figure -> {
            if (!SAID.contains(figure.getKey())) {
                facts.add(words(figure.getKey()) + " " + inWords(figure.getValue()));
            }
        });
        if (!facts.isEmpty()) {
            notes.add("%-10s %s".formatted(part.name(), String.join(" · ", facts)));
        }
    }

    /** {@code oldestOpenQuestion} is "oldest open question". */
    private static String words(String camelCase) {
        return camelCase.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }

    private static String inWords(JsonNode value) {
        if (!value.isObject()) {
            return value.isContainerNode() ? value.toString() : sinceWhen(value.asText());
        }
        var words = new ArrayList<String>();
        value.properties().forEach(entry -> words.add(entry.getKey() + " " + inWords(entry.getValue())));
        return words.isEmpty() ? "none" : String.join(", ", words);
    }

    /** An instant as its age; anything else as it is. */
    private static String sinceWhen(String text) {
        try {
            var age = Duration.between(Instant.parse(text), Instant.now()).toSeconds();
            return age >= 0 ? age + " s ago" : "in " + -age + " s";
        } catch (DateTimeParseException e) {
            return text;
        }
    }

    private static long row(
            String name, long pid, long memory, String health, String lag, String dead, Optional<Integer> restarts) {
        System.out.printf(
                ROW,
                name,
                pid,
                health,
                lag,
                dead,
                mebibytes(memory),
                restarts.map(String::valueOf).orElse(""));
        return memory;
    }

    private static String mebibytes(long bytes) {
        return bytes / (1024 * 1024) + " MiB";
    }
}
