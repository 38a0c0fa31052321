package dev.hookswitch.local;

import java.nio.file.Path;
import java.time.Duration;

/** {@code ./hookswitch down}: asks the supervisor to stop the platform and waits until it is gone. */
final class Down {
    /** Services, then three engines, each with its own limit before it is ended by force. */
    private static final Duration STOPS_WITHIN = Duration.ofMinutes(2);

    private Down() {}

    /** Argument: data directory. */
    public static void main(String[] args) {
        var data = DataDirectory.at(Path.of(args[0]));
        var supervisor = data.supervisor();
        if (supervisor.isEmpty()) {
            System.out.println("Hookswitch does not run in " + data.path() + ".");
            return;
        }
        data.mark(Supervisor.STOP_MARK);
        if (!Endings.isGone(supervisor.get(), STOPS_WITHIN)) {
            System.out.println(
                    "Hookswitch still runs (process " + supervisor.get().pid() + "); ./hookswitch logs supervisor");
            System.exit(1);
        }
        System.out.println("Hookswitch is down. Its data stay in " + data.path() + ".");
    }
}
