package dev.hookswitch.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresEngineTest {
    @TempDir
    Path directory;

    @Test
    void committedRowSurvivesAKillAndAStopAtTheSameAddress() throws SQLException {
        Database calls;
        try (var postgres = new PostgresEngine(directory)) {
            postgres.start();
            calls = postgres.database("calls");
            execute(calls, "CREATE TABLE room (id text)");
            execute(calls, "INSERT INTO room VALUES ('before the kill')");

            postgres.killForcibly();
            assertThat(postgres.isRunning()).isFalse();
            postgres.start();
            execute(calls, "INSERT INTO room VALUES ('after the kill')");

            postgres.stop();
            postgres.start();
            assertThat(query(calls, "SELECT string_agg(id, ', ') FROM room"))
                    .isEqualTo("before the kill, after the kill");
        }
        try (var next = new PostgresEngine(directory)) {
            next.start();
            assertThat(query(next.database("calls"), "SELECT count(*) FROM room"))
                    .isEqualTo("2");
        }
    }

    @Test
    void sessionsAreDurableAndNeedThePassword() throws SQLException {
        try (var postgres = new PostgresEngine(directory)) {
            postgres.start();
            var admin = postgres.address().administration();
            assertThat(query(admin, "SHOW fsync")).isEqualTo("on");
            assertThat(query(admin, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(query(admin, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(query(admin, "SHOW max_connections")).isEqualTo("200");
            assertThat(query(admin, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(admin, "SHOW server_encoding")).isEqualTo("UTF8");
            assertThat(query(admin, "SELECT left(rolpassword, 13) FROM pg_authid WHERE rolname = 'postgres'"))
                    .isEqualTo("SCRAM-SHA-256");

            var guessed = new Database(admin.jdbcUrl(), admin.user(), "guessed");
            assertThatThrownBy(() -> query(guessed, "SELECT 1"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void roleOfOneDatabaseCannotEnterAnother() {
        try (var postgres = new PostgresEngine(directory)) {
            postgres.start();
            var room = postgres.database("room");
            var billing = postgres.database("billing");

            var stranger = new Database(billing.jdbcUrl(), room.user(), room.password());
            assertThatThrownBy(() -> query(stranger, "SELECT 1"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void secretsAreTheirOwnersAloneAndInNoText() throws Exception {
        try (var postgres = new PostgresEngine(directory)) {
            postgres.start();
            var room = postgres.database("room");

            assertThat(Files.getPosixFilePermissions(directory.resolve("postgres/postgres.secret")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(room.toString()).doesNotContain(room.password());
            assertThat(postgres.address().toString())
                    .doesNotContain(postgres.address().password());
            assertThat(Files.readString(postgres.log()))
                    .doesNotContain(room.password(), postgres.address().password());
        }
    }

    @Test
    void portTakenWhileTheEngineWasDownIsNamed() throws Exception {
        try (var postgres = new PostgresEngine(directory)) {
            postgres.start();
            int port = postgres.address().port();
            postgres.stop();

            try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThatThrownBy(postgres::start)
                        .isInstanceOf(EngineFailed.class)
                        .hasMessageContaining("Port " + port);
                try (var next = new PostgresEngine(directory)) {
                    next.start();
                    assertThat(next.address().port()).isNotEqualTo(port);
                }
            }
            // Where the address is not given out yet, the engine just takes another port.
            assertThat(postgres.isRunning()).isFalse();
        }
    }

    @Test
    void pausedServerAnswersWhenItGoesOn() throws Exception {
        try (var postgres = new PostgresEngine(directory)) {
            postgres.start();
            postgres.pause();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> Files.readString(Path.of("/proc/" + postgres.pid() + "/stat"))
                            .contains(") T "));
            postgres.resume();
            assertThat(query(postgres.address().administration(), "SELECT 1")).isEqualTo("1");
        }
    }

    private static void execute(Database database, String sql) throws SQLException {
        try (var session = database.dataSource().getConnection();
                var statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(Database database, String sql) throws SQLException {
        try (var session = database.dataSource().getConnection();
                var statement = session.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
