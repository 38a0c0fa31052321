package dev.hookswitch.gateway.live;

import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.live.CloseCode;
import dev.hookswitch.gateway.GatewayConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** All open sockets of this gateway, by whom they belong to. Thread-safe. */
@ApplicationScoped
class Sockets {
    private record Subject(AppId app, String subject) {}

    private final Map<Subject, List<PartySocket>> parties = new ConcurrentHashMap<>();
    private final Map<AppId, List<AppSocket>> apps = new ConcurrentHashMap<>();
    private final int perSubjectMax;

    Sockets(GatewayConfig config) {
        this.perSubjectMax = config.socketsPerSubject();
    }

    /** False if the subject has as many as it may have. An older socket of the same installation goes. */
    boolean add(Socket socket) {
        return switch (socket) {
            case PartySocket party -> add(party);
            case AppSocket subscriber -> put(apps, subscriber.app(), subscriber);
        };
    }

    private boolean add(PartySocket socket) {
        var older = of(socket.app(), socket.subject(), socket.endpointId());
        older.ifPresent(known -> {
            known.link().close(CloseCode.REPLACED, "this installation has connected anew");
            remove(known);
        });
        return put(parties, new Subject(socket.app(), socket.subject()), socket);
    }

    private <K, S> boolean put(Map<K, List<S>> into, K key, S socket) {
        var list = into.compute(key, (_, known) -> {
            if (known == null) {
                return List.of(socket);
            }
            if (known.size() >= perSubjectMax) {
                return known;
            }
            var more = new ArrayList<>(known);
            more.add(socket);
            return List.copyOf(more);
        });
        return list.contains(socket);
    }

    void remove(Socket socket) {
        switch (socket) {
            case PartySocket party -> without(parties, new Subject(party.app(), party.subject()), party);
            case AppSocket subscriber -> without(apps, subscriber.app(), subscriber);
        }
    }

    private static <K, S> void without(Map<K, List<S>> from, K key, S socket) {
        from.computeIfPresent(key, (_, known) -> {
            var left = known.stream().filter(other -> !other.equals(socket)).toList();
            return left.isEmpty() ? null : left;
        });
    }

    List<PartySocket> of(AppId app, String subject) {
        return parties.getOrDefault(new Subject(app, subject), List.of());
    }

    Optional<PartySocket> of(AppId app, String subject, EndpointId endpoint) {
        return of(app, subject).stream()
                .filter(socket -> socket.endpointId().equals(endpoint))
                .findFirst();
    }

    List<AppSocket> of(AppId app) {
        return apps.getOrDefault(app, List.of());
    }

    void forEach(Consumer<Socket> action) {
        parties.values().forEach(list -> list.forEach(action));
        apps.values().forEach(list -> list.forEach(action));
    }

    /** The sockets of users and devices. */
    int ofParties() {
        return parties.values().stream().mapToInt(List::size).sum();
    }

    int ofApps() {
        return apps.values().stream().mapToInt(List::size).sum();
    }
}
