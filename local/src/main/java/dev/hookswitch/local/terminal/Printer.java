package dev.hookswitch.local.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.Charge;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.EndCause;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.live.PluginEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prints lines as they come, for a person or for a program. Thread-safe. */
enum Printer {
    TEXT {
        @Override
        String text(Line line) {
            return switch (line) {
                case Line.Call call ->
                    "%s calls %s (%s, app %s), room %s"
                            .formatted(
                                    call.caller(),
                                    call.listener(),
                                    Wire.name(call.roomType()),
                                    call.app().value(),
                                    call.room().value());
                case Line.Event event -> event(event);
                case Line.End end -> end(end);
                case Line.Refused refused -> "refused with %d: %s".formatted(refused.errCode(), refused.errMsg());
                case Line.Note note -> "-- " + note.text();
            };
        }
    },
    /** Calls that happen at the same time are told apart by their rooms' last digits. */
    TEXT_OF_MANY {
        @Override
        String text(Line line) {
            return switch (line) {
                case Line.Event event -> tag(event.room()) + TEXT.text(event);
                case Line.End end -> tag(end.room()) + " " + TEXT.text(end);
                case Line.Call _, Line.Refused _, Line.Note _ -> TEXT.text(line);
            };
        }

        private static String tag(RoomId room) {
            return "…" + room.value().substring(Math.max(0, room.value().length() - TAG_DIGITS));
        }
    },
    JSON {
        @Override
        String text(Line line) {
            return Wire.text(line);
        }
    };

    private static final int TAG_DIGITS = 4;

    /** What tells an event from others of its type. */
    private static final List<String> DETAILS = List.of("stage", "chargeType", "reminder", "problem");

    abstract String text(Line line);

    void print(PrintStream out, Line line) {
        // One write, so that lines of two threads do not mix.
        out.println(text(line));
    }

    private static String event(Line.Event event) {
        var words = new ArrayList<String>();
        words.add(detail(event.data()));
        if (!event.caller().isEmpty()) {
            words.add("caller: " + plugin(event.caller()));
        }
        if (!event.listener().isEmpty()) {
            words.add("listener: " + plugin(event.listener()));
        }
        words.removeIf(String::isEmpty);
        return "%9.3f s %+7d ms  %-17s %s"
                .formatted(
                        event.sinceCall().toMillis() / 1e3,
                        event.sincePrevious().toMillis(),
                        event.type(),
                        String.join("  ", words))
                .stripTrailing();
    }

    private static String detail(JsonNode data) {
        var words = new ArrayList<String>();
        if (data.path("by").isObject()) {
            words.add(data.path("by").path("party").path("openId").asText()
                    + data.path("by").path("party").path("sn").asText());
        }
        for (var field : DETAILS) {
            if (data.path(field).isTextual()) {
                words.add(data.path(field).asText());
            }
        }
        words.add(data.path("cause").path("kind").asText());
        words.add(data.path("objection").path("reason").asText());
        words.removeIf(String::isEmpty);
        return String.join(" ", words);
    }

    /** {@code hangUpVoip endByCaller manual, endVoip 5 s}. */
    private static String plugin(List<PluginEvent> events) {
        var names = new ArrayList<String>();
        for (var event : events) {
            var words = new ArrayList<String>();
            words.add(event.eventName());
            words.add(event.data().path("status").asText());
            words.add(event.data().path("origin").asText());
            if (event.data().has("keepTime")) {
                words.add(event.data().path("keepTime").asLong() + " s");
            }
            words.removeIf(String::isEmpty);
            names.add(String.join(" ", words));
        }
        return String.join(", ", names);
    }

    private static String end(Line.End end) {
        var text = new StringBuilder();
        if (end.objection().isPresent()) {
            var objection = end.objection().get();
            text.append(
                    "refused with %d %s: %s".formatted(objection.errCode(), objection.reason(), objection.errMsg()));
        } else {
            text.append("ended: ").append(end.cause().map(Printer::words).orElse(end.reason()));
            text.append("; talked ").append(seconds(end.talked()));
        }
        text.append(System.lineSeparator()).append("bill: ").append(bill(end.bill(), end.chargeType()));
        end.bill()
                .ifPresent(bill -> bill.postings()
                        .forEach(line -> text.append(System.lineSeparator())
                                .append("  %+8d %-14s %s".formatted(line.amount(), line.unit(), line.account()))));
        return text.toString();
    }

    private static String words(EndCause cause) {
        return switch (cause) {
            case EndCause.Cancelled(var origin) -> "the caller cancelled (" + Wire.name(origin) + ")";
            case EndCause.Rejected(var origin) -> "the listener rejected (" + Wire.name(origin) + ")";
            case EndCause.Busy() -> "the listener is busy";
            case EndCause.NoAnswer() -> "nobody answered in time";
            case EndCause.Unreachable() -> "nobody could be reached";
            case EndCause.HungUp(var by, var origin) -> "the " + Wire.name(by) + " hung up (" + Wire.name(origin) + ")";
            case EndCause.TimeLimit() -> "the call's time limit was reached";
            case EndCause.CreditUsedUp() -> "the talking time is used up";
            case EndCause.MaxCallTime() -> "the longest time of any call was reached";
            case EndCause.Revoked() -> "a right was revoked, or a side disabled";
            case EndCause.EndedByServer() -> "the app's server ended it";
            case EndCause.EndedByOperator() -> "an operator ended it";
            case EndCause.Vetoed() -> "the device's server refused it";
            case EndCause.JoinTimeout(var missing) -> "the " + Wire.name(missing) + " was not connected in time";
            case EndCause.JoinFailed(var side, var code, var errMsg) ->
                "the " + Wire.name(side) + " could not join: " + code + " " + errMsg;
            case EndCause.Aborted(var side, var errMsg) -> "the " + Wire.name(side) + " gave up: " + errMsg;
            case EndCause.Lost(var side) -> "the " + Wire.name(side) + "'s network was lost";
            case EndCause.BothLost() -> "both sides' networks were lost";
        };
    }

    private static String bill(Optional<Charge> bill, Optional<ChargeType> chargeType) {
        return bill.map(charge -> switch (charge.chargeType()) {
                    case DURATION -> "%d s charged".formatted(charge.charged().toSeconds());
                    case LICENSE -> "covered by the device's licence";
                })
                .orElse(chargeType.isPresent() ? "nothing charged" : "nothing");
    }

    private static String seconds(Duration time) {
        return "%.3f s".formatted(time.toMillis() / 1e3);
    }
}
