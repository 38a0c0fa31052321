package dev.hookswitch.stories;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** docs/demo-devices.md as a test reads it, and the same words for what a command has printed. */
final class DemoPage {
    private static final String COMMAND = "./hookswitch call ";
    private static final String EXIT_CODE = "Exit code ";

    /** It says that a socket was seen, and comes when it comes; the page leaves it out. */
    private static final String LEFT_OUT = "SideCameBack";

    /** Comes as soon as the caller's program has come to it, whatever the device has done by then. */
    private static final String JOINED = "RoomJoined";

    private static final String TALKS = "TalkStarted";

    private DemoPage() {}

    /**
     * One device's section.
     *
     * @param arguments of {@code call}
     * @param joins who enters the room, at any time while the call lasts
     * @param steps what else happens, in order; the rows of one step come in any order
     */
    record Section(String sn, List<String> arguments, int exitCode, List<Row> joins, List<List<Row>> steps) {
        boolean isAnswered() {
            return steps.stream().flatMap(List::stream).anyMatch(row -> row.is(TALKS));
        }

        @Override
        public String toString() {
            return sn;
        }
    }

    /** A row of the table: the event and what it is to each side's program. */
    record Row(String event, String caller, String device) {
        boolean is(String type) {
            return event.startsWith("`" + type + "`");
        }

        @Override
        public String toString() {
            return event + " | " + caller + " | " + device;
        }
    }

    static Stream<Section> sections() {
        var text = read(checkout().resolve("docs/demo-devices.md"));
        return Stream.of(text.split("\n## "))
                .skip(1)
                .filter(part -> part.startsWith("demo-"))
                .map(DemoPage::section);
    }

    private static Section section(String text) {
        var lines = text.lines().toList();
        var command = first(lines, COMMAND).orElseThrow();
        var joins = new ArrayList<Row>();
        var steps = new ArrayList<List<Row>>();
        var number = "";
        for (var line : lines) {
            var cells = line.split("\\|", -1);
            if (cells.length != 6 || !cells[1].strip().matches("[0-9]+")) {
                continue;
            }
            var row = new Row(cells[2].strip(), cells[3].strip(), cells[4].strip());
            if (row.is(JOINED)) {
                joins.add(row);
                continue;
            }
            if (!cells[1].strip().equals(number)) {
                number = cells[1].strip();
                steps.add(new ArrayList<>());
            }
            steps.getLast().add(row);
        }
        return new Section(
                lines.getFirst().strip(),
                List.of(command.split(" ")),
                Integer.parseInt(first(lines, EXIT_CODE).orElseThrow().split("\\W", 2)[0]),
                joins,
                steps);
    }

    private static Optional<String> first(List<String> lines, String start) {
        return lines.stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .findFirst();
    }

    /** What was printed, cut into the page's steps; within a step in one order, as the page's are by {@link #sorted}. */
    static List<List<Row>> steps(List<JsonNode> printed, List<List<Row>> like) {
        var rows = events(printed)
                .filter(line ->
                        !List.of(LEFT_OUT, JOINED).contains(line.path("type").asText()))
                .map(DemoPage::row)
                .toList();
        var steps = new ArrayList<List<Row>>();
        var next = 0;
        for (var step : like) {
            var end = Math.min(rows.size(), next + step.size());
            steps.add(rows.subList(next, end));
            next = end;
        }
        if (next < rows.size()) {
            steps.add(rows.subList(next, rows.size()));
        }
        return sorted(steps);
    }

    /** Who was seen to enter the room. */
    static List<Row> joins(List<JsonNode> printed) {
        return events(printed)
                .filter(line -> line.path("type").asText().equals(JOINED))
                .map(DemoPage::row)
                .toList();
    }

    private static Stream<JsonNode> events(List<JsonNode> printed) {
        return printed.stream().filter(line -> line.path("kind").asText().equals("event"));
    }

    static List<List<Row>> sorted(List<List<Row>> steps) {
        return steps.stream()
                .map(step -> step.stream()
                        .sorted(Comparator.comparing(Row::toString))
                        .toList())
                .toList();
    }

    private static Row row(JsonNode line) {
        var data = line.path("data");
        var details = new ArrayList<String>();
        detail(details, "by", data.path("by").path("party").path("openId"));
        detail(details, "by", data.path("by").path("party").path("sn"));
        detail(details, "stage", data.path("stage"));
        detail(details, "cause", data.path("cause").path("kind"));
        return new Row(
                named(line.path("type").asText(), details), plugin(line.path("caller")), plugin(line.path("listener")));
    }

    private static String plugin(JsonNode events) {
        return StreamSupport.stream(events.spliterator(), false)
                .map(event -> {
                    var details = new ArrayList<String>();
                    var data = event.path("data");
                    detail(details, "status", data.path("status"));
                    detail(details, "origin", data.path("origin"));
                    detail(details, "errMsg", data.path("error").path("errMsg"));
                    detail(details, "reason", data.path("reason"));
                    return named(event.path("eventName").asText(), details);
                })
                .collect(Collectors.joining(" · "));
    }

    private static void detail(List<String> details, String name, JsonNode value) {
        if (value.isTextual()) {
            details.add(name + ": " + value.asText());
        }
    }

    private static String named(String name, List<String> details) {
        return "`" + name + "`" + (details.isEmpty() ? "" : " {" + String.join(", ", details) + "}");
    }

    /** The checkout that these tests are run in. */
    static Path checkout() {
        for (Path path = Path.of("").toAbsolutePath(); path != null; path = path.getParent()) {
            if (Files.exists(path.resolve("hookswitch")) && Files.exists(path.resolve("docs"))) {
                return path;
            }
        }
        throw new IllegalStateException("not run in a checkout");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
