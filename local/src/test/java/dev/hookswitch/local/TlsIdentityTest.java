package dev.hookswitch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and keys that somebody brings along, and what may be wrong with them. */
class TlsIdentityTest {
    private final Instant now = Instant.now();

    @TempDir
    Path folder;

    private DataDirectory data;
    private TlsIdentity real;
    private Path certificate;
    private Path key;

    @BeforeEach
    void bring() throws Exception {
        data = DataDirectory.own(folder.resolve("data")).orElseThrow();
        real = Authority.of(data).identity(new MachineNames(List.of(), List.of("calls.example")), now);
        certificate = file(
                "cert.pem",
                pem("CERTIFICATE", real.chain().get(0).getEncoded())
                        + pem("CERTIFICATE", real.chain().get(1).getEncoded()));
        key = file("key.pem", pem("PRIVATE KEY", real.key().getEncoded()));
    }

    @AfterEach
    void giveUp() {
        data.close();
    }

    private Path file(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(bytes)
                + "\n-----END " + what + "-----\n";
    }

    private void refused(Path certificate, Path key, Instant at, String... words) {
        assertThatThrownBy(() -> TlsIdentity.read(certificate, key, at))
                .isInstanceOf(LocalFailed.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(words).doesNotContain("\n"));
    }

    @Test
    void chainAndKeyAreTaken() {
        var read = TlsIdentity.read(certificate, key, now);
        assertThat(read.chain()).isEqualTo(real.chain());
        assertThat(read.hosts()).contains("calls.example");
        assertThat(read.toString()).doesNotContain("Key");
    }

    @Test
    void missingFileIsNamed() {
        refused(folder.resolve("none.pem"), key, now, "There is no file", "none.pem", "--cert");
        refused(certificate, folder.resolve("none.key"), now, "There is no file", "none.key", "--key");
    }

    @Test
    void unreadableFileIsNamed() {
        refused(folder, key, now, folder.toString(), "cannot be read", "--cert");
        refused(certificate, folder, now, folder.toString(), "cannot be read", "--key");
    }

    @Test
    void fileThatIsSomethingElseIsNamed() throws Exception {
        var other = file("other.pem", "nothing of the kind");
        refused(other, key, now, "no certificate in PEM", "--cert");
        refused(certificate, other, now, "no private key in PEM", "--key");
        refused(certificate, certificate, now, "no private key in PEM", "--key");
        refused(key, key, now, "no certificate in PEM", "--cert");
    }

    @Test
    void keyOfAnotherCertificateIsNamed() throws Exception {
        for (var algorithm : List.of("EC", "RSA")) {
            var other =
                    KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();
            refused(
                    certificate,
                    file("other.pem", pem("PRIVATE KEY", other.getEncoded())),
                    now,
                    "is not the one of the certificate",
                    "other.pem");
        }
    }

    @Test
    void spoiltKeyIsNotQuoted() throws Exception {
        var spoilt = file("spoilt.pem", pem("PRIVATE KEY", "a secret thing".getBytes(StandardCharsets.UTF_8)));
        refused(certificate, spoilt, now, "spoilt.pem");
        assertThatThrownBy(() -> TlsIdentity.read(certificate, spoilt, now))
                .hasMessageNotContaining(
                        Base64.getEncoder().encodeToString("a secret".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void encryptedKeyIsNamed() throws Exception {
        var encrypted = file("locked.pem", pem("ENCRYPTED PRIVATE KEY", new byte[40]));
        refused(certificate, encrypted, now, "encrypted with a password", "openssl pkey");
        var older = file("older.pem", "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n");
        refused(certificate, older, now, "encrypted with a password", "openssl pkey");
    }

    @Test
    void expiredCertificateIsNamed() {
        refused(certificate, key, now.plus(Duration.ofDays(400)), "has expired", "renew it");
        refused(certificate, key, now.minus(Duration.ofDays(2)), "valid only from", "clock");
    }
}
