package dev.hookswitch.local.terminal;

import dev.hookswitch.local.terminal.Behaviour.OnRing;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The demo's devices that behave, like a telephone company's test numbers. docs/demo-devices.md says what each gives. */
public enum DemoDevice {
    ANSWERS,
    REFUSES,
    /** A user talks to it all the time, see {@link HeldLine}. */
    BUSY,
    SILENT,
    /** It never has a socket, and its model leaves it to the platform to reach it. */
    OFFLINE,
    DROPS,
    HANGS_UP;

    /** The user who talks to the busy device. */
    public static final String NEIGHBOUR = "demo-neighbour";

    private static final Duration REACTS_AFTER = Duration.ofSeconds(2);
    private static final Duration LEAVES_AFTER = Duration.ofSeconds(5);

    /** {@code demo-hangs-up}. */
    public String sn() {
        return "demo-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether there is such a one, which the platform plays itself. */
    public static boolean isOne(String sn) {
        return Arrays.stream(values()).anyMatch(device -> device.sn().equals(sn));
    }

    Model model() {
        return this == OFFLINE ? Model.WOKEN : Model.LISTENING;
    }

    /** What it does; empty for the one that is never there. */
    Optional<Behaviour> behaviour() {
        var answers = Behaviour.of(new OnRing.Answers(REACTS_AFTER));
        return switch (this) {
            case ANSWERS -> Optional.of(answers);
            case REFUSES -> Optional.of(Behaviour.of(new OnRing.Rejects(REACTS_AFTER)));
            case BUSY -> Optional.of(Behaviour.of(new OnRing.AnswersOnly(NEIGHBOUR)));
            case SILENT -> Optional.of(Behaviour.of(new OnRing.Rings()));
            case OFFLINE -> Optional.empty();
            case DROPS -> Optional.of(answers.thatDrops(LEAVES_AFTER));
            case HANGS_UP -> Optional.of(answers.thatHangsUp(Optional.of(LEAVES_AFTER)));
        };
    }

    /** Their two models. */
    enum Model {
        /** Linux: the developer reminds it, so it is never unreachable. */
        LISTENING("demo-test-number-linux", "linux"),
        /** Android: the platform reminds it, and says so when nobody could be reached. */
        WOKEN("demo-test-number-android", "android");

        private final String id;
        private final String system;

        Model(String id, String system) {
            this.id = id;
            this.system = system;
        }

        String id() {
            return id;
        }

        String system() {
            return system;
        }
    }
}
