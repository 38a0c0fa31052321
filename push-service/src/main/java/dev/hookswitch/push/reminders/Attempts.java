package dev.hookswitch.push.reminders;

import dev.hookswitch.contracts.push.PushCommand.Attempted;
import dev.hookswitch.push.reminders.core.Reminder.Trying;
import dev.hookswitch.push.transports.Transport;
import dev.hookswitch.push.transports.Transport.Delivery.Failed;
import dev.hookswitch.push.transports.Transport.Delivery.Took;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes one attempt by every transport: reached as soon as one took it, hopeless when none may by another attempt. */
@Singleton
class Attempts {
    private final List<Transport> transports;

    Attempts(@All List<Transport> transports) {
        this.transports = transports;
    }

    Attempted make(Trying trying) {
        var room = trying.call().room();
        var names = new ArrayList<String>();
        var problems = new ArrayList<String>();
        var retry = false;
        for (var transport : transports) {
            switch (transport.deliver(trying.call(), trying.until())) {
                case Took _ -> {
                    return new Attempted(room, trying.attempt(), transport.name(), Optional.empty(), false);
                }
                case Failed failed -> {
                    names.add(transport.name());
                    problems.add(failed.problem());
                    retry |= failed.retry();
                }
            }
        }
        return new Attempted(
                room,
                trying.attempt(),
                String.join(", ", names),
                Optional.of(problems.isEmpty() ? "no transport" : String.join("; ", problems)),
                retry);
    }
}
