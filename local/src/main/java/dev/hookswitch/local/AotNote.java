package dev.hookswitch.local;

import dev.hookswitch.local.AotCaches.Standing;
import dev.hookswitch.local.PlatformState.PartState;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What {@code status} says of the {@link AotCaches}: nobody would notice that they are not made, or not used. */
final class AotNote {
    private AotNote() {}

    static String of(DataDirectory data, List<PartState> parts) {
        var said = new ArrayList<String>();
        try {
            var names = byStanding(AotCaches.of(Checkout.find()), parts);
            names.forEach((standing, those) -> said.add(words(standing) + String.join(", ", those)));
            if (names.containsKey(Standing.NOT_MADE)) {
                AotTraining.failure(AotTraining.log(data)).ifPresent(said::add);
            }
        } catch (LocalFailed | UncheckedIOException e) {
            // A build is at work beneath it, or a process has just ended.
            said.add("not known now: " + e.getMessage());
        }
        return "%-10s %s".formatted("caches", String.join(" · ", said));
    }

    private static Map<Standing, List<String>> byStanding(AotCaches caches, List<PartState> parts) {
        var names = new EnumMap<Standing, List<String>>(Standing.class);
        for (var part : parts) {
            // All gateways have one cache.
            var kind = caches.parts().contains(part.name()) ? part.name() : part.kind();
            if (caches.parts().contains(kind)) {
                ProcessHandle.of(part.pid())
                        .map(process -> caches.standing(kind, process))
                        .ifPresent(standing -> names.computeIfAbsent(standing, _ -> new ArrayList<>())
                                .add(part.name()));
            }
        }
        return names;
    }

    private static String words(Standing standing) {
        return switch (standing) {
            case NOT_MADE -> "not made for ";
            case USED -> "used by ";
            case MADE_SINCE -> "made, for the next start of ";
            case REFUSED -> "refused by the JVM of ";
        };
    }
}
