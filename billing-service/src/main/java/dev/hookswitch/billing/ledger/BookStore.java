package dev.hookswitch.billing.ledger;

import dev.hookswitch.billing.ledger.core.Account;
import dev.hookswitch.billing.ledger.core.Book;
import dev.hookswitch.billing.ledger.core.Transfer;
import dev.hookswitch.billing.ledger.core.Transfer.OnHold;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.billing.BillingCommand;
import dev.hookswitch.contracts.billing.BillingCommand.ActivateLicence;
import dev.hookswitch.contracts.billing.BillingCommand.AddLicences;
import dev.hookswitch.contracts.billing.BillingCommand.AddTime;
import dev.hookswitch.contracts.billing.BillingCommand.Capture;
import dev.hookswitch.contracts.billing.BillingCommand.DeadlinePassed;
import dev.hookswitch.contracts.billing.BillingCommand.Hold;
import dev.hookswitch.contracts.billing.BillingCommand.SetCharging;
import dev.hookswitch.contracts.billing.BillingCommand.VoidHold;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.Posting;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.messaging.Aggregates.Change;
import dev.hookswitch.messaging.Aggregates.Live;
import dev.hookswitch.messaging.Aggregates.Stored;
import dev.hookswitch.messaging.core.Received;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Books in PostgreSQL, whole batches at a time. */
final class BookStore {
    /** The form of a transfer's JSON; a later form gets another number and reads this one too. */
    static final int SHAPE = 1;

    private BookStore() {}

    /** Parts of a book while they come in. */
    private static final class Parts {
        private final AppId app;
        private long seq;
        private Instant at = Instant.EPOCH;
        private boolean charging;
        private int partition;
        private final Map<Account, Long> accounts = new EnumMap<>(Account.class);
        private final Map<String, Transfer> transfers = new HashMap<>();
        private final Map<Sn, Instant> licences = new HashMap<>();
        private Optional<Instant> otherExpiry = Optional.empty();

        Parts(String app) {
            this.app = new AppId(app);
        }

        Stored<Book> stored() {
            return new Stored<>(
                    new Book(app, charging, accounts, transfers, licences, otherExpiry), seq, at, partition);
        }
    }

    static Map<String, Stored<Book>> load(Connection tx, Collection<Received<BillingCommand>> batch)
            throws SQLException {
        var books = new LinkedHashMap<String, Parts>();
        batch.forEach(in -> books.computeIfAbsent(in.key(), Parts::new));
        loadBooks(tx, books);
        loadAccounts(tx, books);
        loadTransfers(tx, books, batch);
        loadLicences(tx, books, batch);
        for (var in : batch) {
            if (in.command() instanceof DeadlinePassed passed) {
                loadDue(tx, parts(books, in.key()), passed.due());
            }
        }
        loadOtherExpiry(tx, books);
        var stored = new HashMap<String, Stored<Book>>();
        books.forEach((app, parts) -> {
            if (parts.seq > 0) {
                stored.put(app, parts.stored());
            }
        });
        return stored;
    }

    private static Parts parts(Map<String, Parts> books, String app) {
        return Objects.requireNonNull(books.get(app), "a book that was not asked for");
    }

    private static void loadBooks(Connection tx, Map<String, Parts> books) throws SQLException {
        try (var statement =
                tx.prepareStatement("SELECT app, seq, at, charging, partition FROM book WHERE app = ANY (?)")) {
            setTexts(statement, 1, books.keySet());
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    var parts = parts(books, row.getString(1));
                    parts.seq = row.getLong(2);
                    parts.at = instant(row, 3);
                    parts.charging = row.getBoolean(4);
                    parts.partition = row.getInt(5);
                }
            }
        }
    }

    /** All of an app's, who has at most {@code Account.values().length}. */
    private static void loadAccounts(Connection tx, Map<String, Parts> books) throws SQLException {
        try (var statement = tx.prepareStatement("SELECT app, account, balance FROM account WHERE app = ANY (?)")) {
            setTexts(statement, 1, books.keySet());
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    parts(books, row.getString(1)).accounts.put(Account.named(row.getString(2)), row.getLong(3));
                }
            }
        }
    }

    private static void loadTransfers(
            Connection tx, Map<String, Parts> books, Collection<Received<BillingCommand>> batch) throws SQLException {
        var apps = new ArrayList<String>();
        var names = new ArrayList<String>();
        for (var in : batch) {
            transferOf(in.command()).ifPresent(name -> {
                apps.add(in.key());
                names.add(name);
            });
        }
        try (var statement = tx.prepareStatement("""
                SELECT t.app, t.transfer, t.shape, t.value
                FROM unnest(?::text[], ?::text[]) AS wanted (app, transfer)
                JOIN transfer t ON t.app = wanted.app AND t.transfer = wanted.transfer
                """)) {
            setTexts(statement, 1, apps);
            setTexts(statement, 2, names);
            readTransfers(statement, books);
        }
    }

    private static Optional<String> transferOf(BillingCommand command) {
        return switch (command) {
            case Hold c -> Optional.of(c.transfer());
            case Capture c -> Optional.of(c.transfer());
            case VoidHold c -> Optional.of(c.transfer());
            case AddTime c -> Optional.of(c.transfer());
            case AddLicences c -> Optional.of(c.transfer());
            case ActivateLicence c -> Optional.of(c.transfer());
            case DeadlinePassed _, SetCharging _ -> Optional.empty();
        };
    }

    /** Bounded, so that a long absence is worked off in pieces; ties stay together, since they share one deadline. */
    private static void loadDue(Connection tx, Parts book, Instant due) throws SQLException {
        try (var statement = tx.prepareStatement("""
                SELECT app, transfer, shape, value FROM transfer
                WHERE app = ? AND expires_at <= ?
                ORDER BY expires_at FETCH FIRST 1000 ROWS WITH TIES
                """)) {
            statement.setString(1, book.app.value());
            statement.setObject(2, due.atOffset(ZoneOffset.UTC));
            readTransfers(statement, Map.of(book.app.value(), book));
        }
    }

    private static void readTransfers(PreparedStatement statement, Map<String, Parts> books) throws SQLException {
        try (var row = statement.executeQuery()) {
            while (row.next()) {
                parts(books, row.getString(1))
                        .transfers
                        .put(row.getString(2), transfer(row.getInt(3), row.getString(4)));
            }
        }
    }

    static Transfer transfer(int shape, String value) {
        if (shape != SHAPE) {
            throw new IllegalStateException("a transfer in the unknown form " + shape);
        }
        return Wire.read(value, Transfer.class);
    }

    private static void loadLicences(
            Connection tx, Map<String, Parts> books, Collection<Received<BillingCommand>> batch) throws SQLException {
        var apps = new ArrayList<String>();
        var devices = new ArrayList<String>();
        for (var in : batch) {
            deviceOf(in.command()).ifPresent(device -> {
                apps.add(in.key());
                devices.add(device.value());
            });
        }
        try (var statement = tx.prepareStatement("""
                SELECT l.app, l.sn, l.valid_until
                FROM unnest(?::text[], ?::text[]) AS wanted (app, sn)
                JOIN licence l ON l.app = wanted.app AND l.sn = wanted.sn
                """)) {
            setTexts(statement, 1, apps);
            setTexts(statement, 2, devices);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    parts(books, row.getString(1)).licences.put(new Sn(row.getString(2)), instant(row, 3));
                }
            }
        }
    }

    private static Optional<Sn> deviceOf(BillingCommand command) {
        return switch (command) {
            case Hold c -> Optional.of(c.device());
            case ActivateLicence c -> Optional.of(c.device());
            case Capture _, VoidHold _, DeadlinePassed _, AddTime _, AddLicences _, SetCharging _ -> Optional.empty();
        };
    }

    private static void loadOtherExpiry(Connection tx, Map<String, Parts> books) throws SQLException {
        var apps = new ArrayList<String>();
        var names = new ArrayList<String>();
        books.forEach((app, parts) -> parts.transfers.forEach((name, transfer) -> {
            if (transfer instanceof OnHold) {
                apps.add(app);
                names.add(name);
            }
        }));
        try (var statement = tx.prepareStatement("""
                SELECT wanted.app, first.expires_at
                FROM unnest(?::text[]) AS wanted (app)
                CROSS JOIN LATERAL (
                    SELECT t.expires_at FROM transfer t
                    WHERE t.app = wanted.app AND t.expires_at IS NOT NULL
                    AND (t.app, t.transfer) NOT IN (SELECT * FROM unnest(?::text[], ?::text[]))
                    ORDER BY t.expires_at LIMIT 1) AS first
                """)) {
            setTexts(statement, 1, books.keySet());
            setTexts(statement, 2, apps);
            setTexts(statement, 3, names);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    parts(books, row.getString(1)).otherExpiry = Optional.of(instant(row, 2));
                }
            }
        }
    }

    static List<Live<Book>> live(Connection tx, int partition) throws SQLException {
        try (var statement = tx.prepareStatement("""
                SELECT b.app, b.charging, (SELECT min(t.expires_at) FROM transfer t WHERE t.app = b.app AND t.expires_at IS NOT NULL)
                FROM book b WHERE b.partition = ?
                """)) {
            statement.setInt(1, partition);
            var live = new ArrayList<Live<Book>>();
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    var parts = new Parts(row.getString(1));
                    parts.charging = row.getBoolean(2);
                    var first = row.getObject(3, OffsetDateTime.class);
                    if (first != null) {
                        parts.otherExpiry = Optional.of(first.toInstant());
                        live.add(new Live<>(parts.app.value(), parts.stored().state()));
                    }
                }
            }
            return live;
        }
    }

    static void save(Connection tx, Collection<Change<Book>> changes) throws SQLException {
        saveBooks(tx, changes);
        saveAccounts(tx, changes);
        saveTransfers(tx, changes);
        saveLicences(tx, changes);
    }

    private static void saveBooks(Connection tx, Collection<Change<Book>> changes) throws SQLException {
        try (var statement = tx.prepareStatement("""
                INSERT INTO book (app, partition, seq, at, charging)
                SELECT * FROM unnest(?::text[], ?::integer[], ?::bigint[], ?::timestamptz[], ?::boolean[])
                ON CONFLICT (app) DO UPDATE SET seq = EXCLUDED.seq, at = EXCLUDED.at, charging = EXCLUDED.charging
                """)) {
            setTexts(statement, 1, changes.stream().map(Change::key).toList());
            set(statement, 2, "int4", changes.stream().map(Change::partition));
            set(
                    statement,
                    3,
                    "int8",
                    changes.stream().map(change -> change.after().seq()));
            set(
                    statement,
                    4,
                    "timestamptz",
                    changes.stream().map(change -> at(change.after().at())));
            set(
                    statement,
                    5,
                    "bool",
                    changes.stream().map(change -> change.after().state().charging()));
            statement.executeUpdate();
        }
    }

    private record Balance(String app, Account account, long balance) {}

    private static void saveAccounts(Connection tx, Collection<Change<Book>> changes) throws SQLException {
        var balances = changes.stream()
                .flatMap(change -> {
                    var before = change.before().state().accounts();
                    return change.after().state().accounts().entrySet().stream()
                            .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
                            .map(entry -> new Balance(change.key(), entry.getKey(), entry.getValue()));
                })
                .toList();
        try (var statement = tx.prepareStatement("""
                INSERT INTO account (app, account, unit, balance, floor)
                SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])
                ON CONFLICT (app, account) DO UPDATE SET balance = EXCLUDED.balance
                """)) {
            setTexts(statement, 1, balances.stream().map(Balance::app).toList());
            setTexts(
                    statement,
                    2,
                    balances.stream().map(b -> b.account().ledgerName()).toList());
            setTexts(
                    statement, 3, balances.stream().map(b -> b.account().unit()).toList());
            set(statement, 4, "int8", balances.stream().map(Balance::balance));
            set(
                    statement,
                    5,
                    "int8",
                    balances.stream().map(b -> b.account().floor().orElse(null)));
            statement.executeUpdate();
        }
    }

    private record Row(String app, Instant at, String name, Optional<Transfer> before, Transfer after) {}

    private static void saveTransfers(Connection tx, Collection<Change<Book>> changes) throws SQLException {
        var rows = changes.stream()
                .flatMap(change -> {
                    var before = change.before().state().transfers();
                    return change.after().state().transfers().entrySet().stream()
                            .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
                            .map(entry -> new Row(
                                    change.key(),
                                    change.after().at(),
                                    entry.getKey(),
                                    Optional.ofNullable(before.get(entry.getKey())),
                                    entry.getValue()));
                })
                .toList();
        try (var statement = tx.prepareStatement("""
                INSERT INTO transfer (app, transfer, at, shape, value, expires_at)
                SELECT * FROM unnest(?::text[], ?::text[], ?::timestamptz[], ?::integer[], ?::text[], ?::timestamptz[])
                ON CONFLICT (app, transfer) DO UPDATE
                SET at = EXCLUDED.at, shape = EXCLUDED.shape, value = EXCLUDED.value, expires_at = EXCLUDED.expires_at
                """)) {
            setTexts(statement, 1, rows.stream().map(Row::app).toList());
            setTexts(statement, 2, rows.stream().map(Row::name).toList());
            set(statement, 3, "timestamptz", rows.stream().map(row -> at(row.at())));
            set(statement, 4, "int4", rows.stream().map(_ -> SHAPE));
            setTexts(
                    statement,
                    5,
                    rows.stream().map(row -> Wire.text(row.after())).toList());
            set(
                    statement,
                    6,
                    "timestamptz",
                    rows.stream().map(row -> row.after() instanceof OnHold hold ? at(hold.expiresAt()) : null));
            statement.executeUpdate();
        }
        savePostings(tx, rows);
    }

    private record Line(Row row, int n, Posting posting) {}

    /** The lines a transfer has got in this batch: whole steps, which the database holds to a sum of zero. */
    private static void savePostings(Connection tx, List<Row> rows) throws SQLException {
        var lines = new ArrayList<Line>();
        for (var row : rows) {
            var all = row.after().lines();
            for (int n = row.before().map(before -> before.lines().size()).orElse(0); n < all.size(); n++) {
                lines.add(new Line(row, n, all.get(n)));
            }
        }
        try (var statement = tx.prepareStatement("""
                INSERT INTO posting (app, transfer, n, at, account, unit, amount)
                SELECT * FROM unnest(
                    ?::text[], ?::text[], ?::integer[], ?::timestamptz[], ?::text[], ?::text[], ?::bigint[])
                """)) {
            setTexts(statement, 1, lines.stream().map(line -> line.row().app()).toList());
            setTexts(statement, 2, lines.stream().map(line -> line.row().name()).toList());
            set(statement, 3, "int4", lines.stream().map(Line::n));
            set(
                    statement,
                    4,
                    "timestamptz",
                    lines.stream().map(line -> at(line.row().at())));
            setTexts(
                    statement,
                    5,
                    lines.stream().map(line -> line.posting().account()).toList());
            setTexts(
                    statement,
                    6,
                    lines.stream().map(line -> line.posting().unit()).toList());
            set(statement, 7, "int8", lines.stream().map(line -> line.posting().amount()));
            statement.executeUpdate();
        }
    }

    private record Valid(String app, Sn device, Instant until) {}

    private static void saveLicences(Connection tx, Collection<Change<Book>> changes) throws SQLException {
        var licences = changes.stream()
                .flatMap(change -> {
                    var before = change.before().state().licences();
                    return change.after().state().licences().entrySet().stream()
                            .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
                            .map(entry -> new Valid(change.key(), entry.getKey(), entry.getValue()));
                })
                .toList();
        try (var statement = tx.prepareStatement("""
                INSERT INTO licence (app, sn, valid_until)
                SELECT * FROM unnest(?::text[], ?::text[], ?::timestamptz[])
                ON CONFLICT (app, sn) DO UPDATE SET valid_until = EXCLUDED.valid_until
                """)) {
            setTexts(statement, 1, licences.stream().map(Valid::app).toList());
            setTexts(
                    statement,
                    2,
                    licences.stream().map(valid -> valid.device().value()).toList());
            set(statement, 3, "timestamptz", licences.stream().map(valid -> at(valid.until())));
            statement.executeUpdate();
        }
    }

    /** One transfer, for those who only look. */
    static Optional<Transfer> read(Connection connection, AppId app, String name) throws SQLException {
        try (var statement =
                connection.prepareStatement("SELECT shape, value FROM transfer WHERE app = ? AND transfer = ?")) {
            statement.setString(1, app.value());
            statement.setString(2, name);
            try (var row = statement.executeQuery()) {
                return row.next() ? Optional.of(transfer(row.getInt(1), row.getString(2))) : Optional.empty();
            }
        }
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** As PostgreSQL reads it in an array. */
    private static String at(Instant instant) {
        return Wire.millis(instant);
    }

    private static void setTexts(PreparedStatement statement, int index, Collection<String> values)
            throws SQLException {
        set(statement, index, "text", values.stream());
    }

    private static void set(
            PreparedStatement statement, int index, String type, Stream<? extends @Nullable Object> values)
            throws SQLException {
        statement.setArray(index, statement.getConnection().createArrayOf(type, values.toArray()));
    }
}
