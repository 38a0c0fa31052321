package dev.hookswitch.local;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;

/** What a server shows by TLS: its private key, and the certificates that vouch for it, its own first. */
record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
    /** What a subject alternative name is, RFC 5280 §4.2.1.6. */
    private static final int DNS_NAME = 2;

    private static final int IP_ADDRESS = 7;

    private static final String ENCRYPTED = "ENCRYPTED";

    /**
     * What somebody brings along, in PEM.
     *
     * @throws LocalFailed saying in one sentence what is wrong with which file, and what to do
     */
    static TlsIdentity read(Path certificateFile, Path keyFile, Instant now) {
        var certificates = bytes("--cert", certificateFile);
        var own = first(certificateFile, certificates);
        var keyText = new String(bytes("--key", keyFile), StandardCharsets.ISO_8859_1);
        if (keyText.contains(ENCRYPTED)) {
            throw new LocalFailed(
                    "The key in " + keyFile + " is encrypted with a password, which nobody could type at a"
                            + " start; take one without: openssl pkey -in " + keyFile + " -out key.pem");
        }
        if (!keyText.contains("PRIVATE KEY-----")) {
            throw new LocalFailed("The file " + keyFile + " has no private key in PEM: it would begin with -----BEGIN"
                    + " PRIVATE KEY-----; name the right file with --key.");
        }
        try {
            var managers = new PemKeyCertOptions()
                    .setCertValue(Buffer.buffer(certificates))
                    .setKeyValue(Buffer.buffer(keyText, StandardCharsets.ISO_8859_1.name()))
                    .getKeyManagerFactory(null)
                    .getKeyManagers();
            var manager = (X509KeyManager) managers[0];
            var alias = manager.getServerAliases(own.getPublicKey().getAlgorithm(), null)[0];
            var identity = new TlsIdentity(manager.getPrivateKey(alias), List.of(manager.getCertificateChain(alias)));
            if (identity.isKeyOfTheCertificate()) {
                return identity.still(certificateFile, now);
            }
        } catch (Exception e) {
            if (e instanceof LocalFailed failed) {
                throw failed;
            }
            // The library's own words may quote the file; said below.
        }
        throw new LocalFailed("The key in " + keyFile + " is not the one of the certificate in " + certificateFile
                + ", or it is in a form that is not understood; name the two that belong together, or make the key"
                + " plain: openssl pkey -in " + keyFile + " -out key.pem");
    }

    private static byte[] bytes(String option, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new LocalFailed("There is no file " + file + "; name an existing one with " + option + ".", e);
        } catch (IOException e) {
            throw new LocalFailed(
                    "The file " + file + " cannot be read; see that this user may read it, or name another with "
                            + option + ".",
                    e);
        }
    }

    private static X509Certificate first(Path file, byte[] bytes) {
        try {
            var all = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes));
            if (!all.isEmpty()) {
                return (X509Certificate) all.iterator().next();
            }
        } catch (CertificateException e) {
            // Said below.
        }
        throw new LocalFailed("The file " + file + " has no certificate in PEM: it would begin with -----BEGIN"
                + " CERTIFICATE-----; name the right file with --cert.");
    }

    private boolean isKeyOfTheCertificate() throws GeneralSecurityException {
        var text = "whose key is it".getBytes(StandardCharsets.US_ASCII);
        var algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        var signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(text);
        var verifying = Signature.getInstance(algorithm);
        verifying.initVerify(certificate().getPublicKey());
        verifying.update(text);
        return verifying.verify(signing.sign());
    }

    private TlsIdentity still(Path file, Instant now) {
        var until = certificate().getNotAfter().toInstant();
        if (until.isBefore(now)) {
            throw new LocalFailed("The certificate in " + file + " has expired at " + until
                    + "; renew it where it came from, and start again.");
        }
        var from = certificate().getNotBefore().toInstant();
        if (from.isAfter(now)) {
            throw new LocalFailed("The certificate in " + file + " is valid only from " + from
                    + "; look at this machine's clock, or wait.");
        }
        return this;
    }

    /** The server's own. */
    X509Certificate certificate() {
        return chain.getFirst();
    }

    /** The hosts that the certificate is for, as it names them; wildcards too. */
    List<String> hosts() {
        try {
            return Optional.ofNullable(certificate().getSubjectAlternativeNames()).stream()
                    .flatMap(names -> names.stream())
                    .flatMap(name -> switch ((Integer) name.getFirst()) {
                        case DNS_NAME -> Optional.of((String) name.get(1)).stream();
                        case IP_ADDRESS ->
                            Optional.of(MachineNames.literal(InetAddress.ofLiteral((String) name.get(1)))).stream();
                        default -> Optional.<String>empty().stream();
                    })
                    .toList();
        } catch (CertificateParsingException e) {
            throw new LocalFailed("The names in the certificate cannot be read.", e);
        }
    }

    /** As the front door takes it. */
    KeyCertOptions options() {
        try {
            // In memory only; the password is asked for by the type.
            var password = DataDirectory.newSecret().toCharArray();
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("door", key, password, chain.toArray(Certificate[]::new));
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, password);
            return KeyCertOptions.wrap(managers);
        } catch (GeneralSecurityException | IOException e) {
            throw new LocalFailed("The key and the certificates cannot be used.", e);
        }
    }

    @Override
    public String toString() {
        return certificate().getSubjectX500Principal().getName();
    }
}
