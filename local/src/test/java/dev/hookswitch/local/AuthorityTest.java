package dev.hookswitch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityTest {
    private static final MachineNames AT_HOME = new MachineNames(
            List.of(InetAddress.ofLiteral("192.168.178.20"), InetAddress.ofLiteral("2001:db8::20")),
            List.of("laptop", "laptop.local"));
    private static final MachineNames AT_WORK =
            new MachineNames(List.of(InetAddress.ofLiteral("10.1.2.3")), List.of("laptop", "laptop.local"));

    @TempDir
    Path folder;

    private DataDirectory data;

    @BeforeEach
    void own() {
        data = DataDirectory.own(folder.resolve("data")).orElseThrow();
    }

    @AfterEach
    void giveUp() {
        data.close();
    }

    @Test
    void certificateIsForTheMachinesNamesAndVerifiesWithTheAuthorityAlone() throws Exception {
        var authority = Authority.of(data);
        var identity = authority.identity(AT_HOME, Instant.now());

        assertThat(identity.hosts())
                .containsExactly(
                        "192.168.178.20",
                        "2001:db8:0:0:0:0:0:20",
                        "127.0.0.1",
                        "0:0:0:0:0:0:0:1",
                        "laptop",
                        "laptop.local",
                        "localhost");
        verify(identity, handedOut(authority));
        assertThat(identity.certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(authority.certificate().getBasicConstraints()).isZero();
        assertThat(identity.certificate().getBasicConstraints()).isEqualTo(-1);
        assertThat(Duration.between(
                        Instant.now(), identity.certificate().getNotAfter().toInstant()))
                .isLessThan(Duration.ofDays(398));
    }

    /** What a phone downloads. */
    private static X509Certificate handedOut(Authority authority) throws Exception {
        assertThat(Files.readString(authority.certificateFile()).strip()).isEqualTo(authority.pem());
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(authority.pem().getBytes(StandardCharsets.US_ASCII)));
    }

    private static void verify(TlsIdentity identity, X509Certificate anchor) throws Exception {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(Instant.now()));
        CertPathValidator.getInstance("PKIX")
                .validate(
                        CertificateFactory.getInstance("X.509").generateCertPath(List.of(identity.certificate())),
                        parameters);
    }

    @Test
    void bothAreMadeOnceAndKept() {
        var authority = Authority.of(data);
        var identity = authority.identity(AT_HOME, Instant.now());
        var after = Authority.of(data);
        assertThat(after.certificate()).isEqualTo(authority.certificate());
        assertThat(after.identity(AT_HOME, Instant.now()).certificate()).isEqualTo(identity.certificate());
    }

    @Test
    void otherAddressesAreGivenANewCertificateOfTheSameAuthority() throws Exception {
        var authority = Authority.of(data);
        var before = authority.identity(AT_HOME, Instant.now());
        var after = authority.identity(AT_WORK, Instant.now());

        assertThat(after.certificate()).isNotEqualTo(before.certificate());
        assertThat(after.hosts()).contains("10.1.2.3").doesNotContain("192.168.178.20");
        verify(after, handedOut(authority));
        assertThat(Authority.of(data).certificate()).isEqualTo(authority.certificate());
    }

    @Test
    void certificateThatIsNearlyOverIsRenewed() {
        var authority = Authority.of(data);
        var before = authority.identity(AT_HOME, Instant.now());
        var over = before.certificate().getNotAfter().toInstant();
        assertThat(authority.identity(AT_HOME, over.minus(Duration.ofDays(40))).certificate())
                .isEqualTo(before.certificate());
        assertThat(authority.identity(AT_HOME, over.minus(Duration.ofDays(20))).certificate())
                .isNotEqualTo(before.certificate());
    }

    @Test
    void privateKeysAreTheOwnersAlone() throws Exception {
        Authority.of(data).identity(AT_HOME, Instant.now());
        try (var files = Files.list(data.tls())) {
            var all = files.toList();
            assertThat(all)
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyInAnyOrder("authority.p12", "ca.crt");
            for (var file : all) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.tls())))
                .isEqualTo("rwx------");
    }

    @Test
    void spoiltFileIsNamed() throws Exception {
        Authority.of(data);
        Files.writeString(data.tls().resolve("authority.p12"), "spoilt");
        assertThatThrownBy(() -> Authority.of(data))
                .isInstanceOf(LocalFailed.class)
                .hasMessageContaining(data.tls().toString())
                .hasMessageContaining("Delete that folder");
    }

    @Test
    void machineWithoutANetworkHasACertificateToo() {
        var offline = new MachineNames(List.of(), List.of());
        assertThat(Authority.of(data).identity(offline, Instant.now()).hosts())
                .containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1", "localhost");
        assertThat(offline.toType()).isEmpty();
    }
}
