package dev.hookswitch.local.terminal;

import dev.hookswitch.local.LocalFailed;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What the commands call, phone and watch have in common: which platform and app, how lines are printed, how it ends. */
@Command
abstract sealed class TerminalCommand implements Callable<Integer> permits CallCommand, PhoneCommand, WatchCommand {
    /** Exit codes; docs/terminal.md says what each means. */
    static final int AS_ASKED = 0;

    static final int NOT_POSSIBLE = 1;
    static final int NOT_UNDERSTOOD = 2;
    static final int REFUSED = 3;
    static final int NOT_ANSWERED = 4;
    static final int BROKEN_OFF = 5;

    static final Duration CONNECTS_WITHIN = Duration.ofSeconds(20);

    private final Path data;

    @Option(names = "--address", paramLabel = "<url>")
    private Optional<URI> address = Optional.empty();

    @Option(names = "--app", paramLabel = "<appid>")
    private Optional<String> app = Optional.empty();

    @Option(names = "--json")
    private boolean isJson;

    TerminalCommand(Path data) {
        this.data = data;
    }

    Target target() {
        return Target.of(data, address, app);
    }

    /** For people. */
    Printer printer() {
        return Printer.TEXT;
    }

    void print(Line line) {
        (isJson ? Printer.JSON : printer()).print(System.out, line);
    }

    /** The command of this name. */
    private static TerminalCommand named(String name, Path data) {
        return switch (name) {
            case "call" -> new CallCommand(data);
            case "phone" -> new PhoneCommand(data);
            case "watch" -> new WatchCommand(data);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Arguments: the command's name, the data directory, then the command's own. */
    public static void main(String[] args) {
        var own = List.of(args).subList(2, args.length);
        System.exit(execute(args[0], Path.of(args[1]), own, System.err));
    }

    /** Returns the exit code. */
    static int execute(String name, Path data, List<String> arguments, PrintStream errors) {
        return new CommandLine(named(name, data))
                .registerConverter(Duration.class, new Durations())
                .setParameterExceptionHandler((e, _) -> {
                    errors.println(e.getMessage() + "; see ./hookswitch " + name + " --help");
                    return NOT_UNDERSTOOD;
                })
                .setExecutionExceptionHandler((e, _, _) -> {
                    if (e instanceof LocalFailed) {
                        errors.println(e.getMessage());
                        return NOT_POSSIBLE;
                    }
                    throw e;
                })
                .execute(arguments.toArray(String[]::new));
    }

    /** What one hears of a side's own socket; the events it is told, the app's server is told too. */
    final class Troubles implements Counterpart.Log {
        private final String who;
        private boolean wasConnected;

        Troubles(String who) {
            this.who = who;
        }

        @Override
        public void connected() {
            if (wasConnected) {
                print(new Line.Note(who + " is connected again"));
            }
            wasConnected = true;
        }

        @Override
        public void away(String why) {
            print(new Line.Note(who + ": " + why));
        }

        @Override
        public void refused(String why) {
            print(new Line.Note(who + ": " + why));
        }
    }

    /** {@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h}. */
    static final class Durations implements ITypeConverter<Duration> {
        private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

        @Override
        public Duration convert(String text) {
            var parts = TIME.matcher(text.toLowerCase(Locale.ROOT));
            if (!parts.matches()) {
                throw new TypeConversionException("'" + text + "' is no time such as 500ms, 10s, 2m or 1h");
            }
            var number = Long.parseLong(parts.group(1));
            return switch (parts.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
            };
        }
    }
}
