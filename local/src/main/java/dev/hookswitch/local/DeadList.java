package dev.hookswitch.local;

import dev.hookswitch.messaging.DeadLetters;
import java.nio.file.Path;

/** {@code ./hookswitch dead list}: the commands that no service could read or store. */
final class DeadList {
    private DeadList() {}

    /** Argument: data directory. */
    public static void main(String[] args) {
        KafkaClientLog.warningsOnly();
        var data = DataDirectory.at(Path.of(args[0]));
        var brokers = data.state().flatMap(PlatformState::kafka);
        if (data.supervisor().isEmpty() || brokers.isEmpty()) {
            System.out.println("Hookswitch does not run in " + data.path() + ". Start it: ./hookswitch up");
            System.exit(1);
            return;
        }
        var letters = DeadLetters.list(brokers.get());
        for (var letter : letters) {
            System.out.printf(
                    "%s  %s/%d/%d  %s  %s  %s%n",
                    letter.time(),
                    letter.topic(),
                    letter.partition(),
                    letter.offset(),
                    letter.type(),
                    letter.id(),
                    letter.reason());
        }
        System.out.println(letters.isEmpty() ? "There are no dead letters." : letters.size() + " dead letters.");
    }
}
