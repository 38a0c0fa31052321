package dev.hookswitch.auth.rights;

import dev.hookswitch.auth.rights.core.GrantCounts;
import dev.hookswitch.auth.rights.core.Holder;
import dev.hookswitch.auth.rights.core.HolderKey;
import dev.hookswitch.auth.rights.core.Registered;
import dev.hookswitch.auth.rights.core.Rights;
import dev.hookswitch.contracts.auth.AuthCommand;
import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.messaging.Aggregates;
import dev.hookswitch.messaging.core.Deadline;
import dev.hookswitch.messaging.core.Decision;
import dev.hookswitch.messaging.core.Labels;
import dev.hookswitch.messaging.core.Outgoing;
import dev.hookswitch.messaging.core.Received;
import dev.hookswitch.messaging.core.Recorded;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Rights as their log sees them. They wait for nothing and tell no other service what to do. */
final class RightsAggregates implements Aggregates<Holder, AuthCommand, AuthEvent, Registered> {
    private final GrantCounts.Limits limits;

    RightsAggregates(GrantCounts.Limits limits) {
        this.limits = limits;
    }

    @Override
    public Holder absent(String key) {
        return Rights.absent(HolderKey.parse(key));
    }

    @Override
    public Map<String, Stored<Holder>> load(Connection tx, Collection<Received<AuthCommand>> batch)
            throws SQLException {
        return RightsStore.load(tx, batch);
    }

    @Override
    public Registered facts(Connection tx, Map<String, Stored<Holder>> loaded, Collection<Received<AuthCommand>> batch)
            throws SQLException {
        return RightsStore.registered(tx, batch, limits);
    }

    @Override
    public Decision<AuthEvent> decide(Holder holder, Received<AuthCommand> in, Registered registered) {
        return Rights.decide(holder, in, registered);
    }

    @Override
    public Holder evolve(Holder holder, Recorded<AuthEvent> event) {
        return Rights.evolve(holder, event);
    }

    @Override
    public Registered changed(Registered registered, String key, Holder before, Holder after) {
        return registered.after(HolderKey.parse(key), before, after);
    }

    @Override
    public List<Deadline> deadlines(Holder holder) {
        return List.of();
    }

    @Override
    public AuthCommand deadlinePassed(String key, Deadline deadline) {
        throw new IllegalStateException("rights wait for nothing");
    }

    @Override
    public List<Outgoing> outgoing(Recorded<AuthEvent> event) {
        return List.of();
    }

    @Override
    public Labels labels(Holder after, Recorded<AuthEvent> event) {
        return Rights.labels(event.event());
    }

    @Override
    public void save(Connection tx, Collection<Change<Holder>> changes) throws SQLException {
        RightsStore.save(tx, changes);
    }

    @Override
    public List<Live<Holder>> live(Connection tx, int partition) {
        return List.of();
    }
}
