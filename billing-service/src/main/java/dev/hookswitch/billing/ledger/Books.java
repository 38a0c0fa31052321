package dev.hookswitch.billing.ledger;

import dev.hookswitch.billing.BillingConfig;
import dev.hookswitch.billing.ledger.core.Book;
import dev.hookswitch.billing.ledger.core.Terms;
import dev.hookswitch.contracts.billing.BillingCommand;
import dev.hookswitch.contracts.billing.BillingCommand.DeadlinePassed;
import dev.hookswitch.contracts.billing.BillingEvent;
import dev.hookswitch.contracts.billing.BillingEvent.ChargingSet;
import dev.hookswitch.contracts.billing.BillingEvent.HoldCaptured;
import dev.hookswitch.contracts.billing.BillingEvent.HoldExpired;
import dev.hookswitch.contracts.billing.BillingEvent.HoldPlaced;
import dev.hookswitch.contracts.billing.BillingEvent.HoldRefused;
import dev.hookswitch.contracts.billing.BillingEvent.HoldVoided;
import dev.hookswitch.contracts.billing.BillingEvent.LicenceActivated;
import dev.hookswitch.contracts.billing.BillingEvent.LicencesAdded;
import dev.hookswitch.contracts.billing.BillingEvent.TimeAdded;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.messaging.Aggregates;
import dev.hookswitch.messaging.core.Deadline;
import dev.hookswitch.messaging.core.Decision;
import dev.hookswitch.messaging.core.Labels;
import dev.hookswitch.messaging.core.Outgoing;
import dev.hookswitch.messaging.core.Received;
import dev.hookswitch.messaging.core.Recorded;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Books as their log sees them: one load and one save per batch, of those accounts and transfers that it names. */
@Singleton
public class Books implements Aggregates<Book, BillingCommand, BillingEvent, Terms> {
    private final Terms terms;

    Books(BillingConfig config) {
        this.terms = new Terms(config.holdMax(), config.unchargedMax(), config.holdLife());
    }

    @Override
    public Book absent(String key) {
        return Book.empty(new AppId(key));
    }

    @Override
    public Map<String, Stored<Book>> load(Connection tx, Collection<Received<BillingCommand>> batch)
            throws SQLException {
        return BookStore.load(tx, batch);
    }

    @Override
    public Terms facts(Connection tx, Map<String, Stored<Book>> loaded, Collection<Received<BillingCommand>> batch) {
        return terms;
    }

    @Override
    public Decision<BillingEvent> decide(Book book, Received<BillingCommand> in, Terms facts) {
        return Book.decide(book, in, facts);
    }

    @Override
    public Book evolve(Book book, Recorded<BillingEvent> event) {
        return Book.evolve(book, event);
    }

    @Override
    public List<Deadline> deadlines(Book book) {
        return book.deadlines();
    }

    @Override
    public BillingCommand deadlinePassed(String key, Deadline deadline) {
        return new DeadlinePassed(new AppId(key), deadline.which(), deadline.due());
    }

    /** None: who asked is answered, and nobody else has to act. */
    @Override
    public List<Outgoing> outgoing(Recorded<BillingEvent> event) {
        return List.of();
    }

    @Override
    public Labels labels(Book after, Recorded<BillingEvent> event) {
        return new Labels(after.app().value(), parties(event.event()), List.of("app"));
    }

    private static List<String> parties(BillingEvent event) {
        return switch (event) {
            case HoldPlaced e -> List.of(subject(e.device()));
            case LicenceActivated e -> List.of(subject(e.device()));
            case HoldRefused _,
                    HoldCaptured _,
                    HoldVoided _,
                    HoldExpired _,
                    TimeAdded _,
                    LicencesAdded _,
                    ChargingSet _ -> List.of();
        };
    }

    private static String subject(Sn device) {
        return new Party.Device(device).subject();
    }

    @Override
    public void save(Connection tx, Collection<Change<Book>> changes) throws SQLException {
        BookStore.save(tx, changes);
    }

    @Override
    public List<Live<Book>> live(Connection tx, int partition) throws SQLException {
        return BookStore.live(tx, partition);
    }
}
