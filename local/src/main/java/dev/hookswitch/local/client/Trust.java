package dev.hookswitch.local.client;

import dev.hookswitch.local.LocalFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/** Whose certificates a client believes: those of the authorities that Java knows, or of one authority alone. */
public record Trust(SSLContext context) {
    /** A file with the authority's certificate in PEM, as {@code up --lan} writes it. */
    public static final String FILE = "HOOKSWITCH_CA";

    /** As the environment says; throws {@link LocalFailed} if it names no certificate. */
    static Trust fromEnvironment() {
        return Optional.ofNullable(System.getenv(FILE))
                .filter(file -> !file.isBlank())
                .map(file -> inAuthority(Path.of(file)))
                .orElseGet(Trust::asJava);
    }

    /** In the authorities that Java knows. */
    static Trust asJava() {
        try {
            return new Trust(SSLContext.getDefault());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In what this authority vouches for, and in nothing else; throws {@link LocalFailed} if the file has no certificate. */
    public static Trust inAuthority(Path file) {
        try (var in = Files.newInputStream(file)) {
            var authorities = KeyStore.getInstance("PKCS12");
            authorities.load(null, null);
            var number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                authorities.setCertificateEntry("authority-" + number++, certificate);
            }
            if (number == 0) {
                throw new LocalFailed(FILE + " names " + file + ", in which there is no certificate.");
            }
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(authorities);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return new Trust(context);
        } catch (IOException e) {
            throw new LocalFailed(FILE + " names " + file + ", which cannot be read.", e);
        } catch (GeneralSecurityException e) {
            throw new LocalFailed(FILE + " names " + file + ", which is no certificate in PEM.", e);
        }
    }

    /** Why there is no connection by TLS, and what can be done. */
    static String inWords(SSLException failure) {
        return failure.getMessage() + ". If its certificate is from an authority of its own, set " + FILE
                + " to a file with that authority's certificate (ca.crt of up --lan)";
    }
}
