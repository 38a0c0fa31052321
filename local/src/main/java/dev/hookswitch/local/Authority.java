package dev.hookswitch.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The certificate authority of one data directory, made once with the JDK's keytool, and the certificate of the front
 * door that it vouches for, made anew when the machine's names change or the time is nearly over.
 *
 * <p>Both private keys are in one PKCS #12 file of mode 600; its password is a secret of the data directory. For one
 * thread at a time.
 */
final class Authority {
    /** The authority's certificate in PEM, for whoever is to believe it; no secret. */
    static final String CERTIFICATE_FILE = "ca.crt";

    private static final String AUTHORITY = "authority";
    private static final String DOOR = "door";

    private static final int AUTHORITY_DAYS = 3650;

    /** Apple's systems take no server certificate that is good for longer than 825 days, others none above 398. */
    private static final int DOOR_DAYS = 397;

    private static final Duration RENEWED_BEFORE = Duration.ofDays(30);

    /** It is a JVM of its own, on a machine that may be busy with the rest of the start. */
    private static final Duration KEYTOOL_WITHIN = Duration.ofMinutes(1);

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private static final String PASSWORD = "HOOKSWITCH_KEYTOOL_PASSWORD";
    private static final int KEYTOOL_SAYS_MAX = 2000;

    private final Path folder;
    private final Path file;
    private final String password;
    private KeyStore keys;

    private Authority(Path folder, String password) {
        this.folder = folder;
        this.file = folder.resolve("authority.p12");
        this.password = password;
        if (!Files.exists(file)) {
            replace(
                    Optional.empty(),
                    Stream.of(
                            "-alias",
                            AUTHORITY,
                            "-dname",
                            "CN=" + commonName(),
                            "-ext",
                            "bc:c=ca:true,pathlen:0",
                            "-ext",
                            "ku:c=keyCertSign,cRLSign",
                            "-validity",
                            Integer.toString(AUTHORITY_DAYS)));
        }
        this.keys = read(file);
        DataDirectory.write(certificateFile(), pem());
    }

    /** The one of this data directory, made at the first call. */
    static Authority of(DataDirectory data) {
        return new Authority(data.tls(), data.secret("authority"));
    }

    /** As it is listed on the phones that trust it: it must be found there again to be removed. */
    private static String commonName() {
        var host = MachineNames.now().hostNames().stream().findFirst().orElse("this machine");
        return "Hookswitch on " + host + " (" + LocalDate.now(ZoneOffset.UTC) + ")";
    }

    X509Certificate certificate() {
        return certificate(AUTHORITY).orElseThrow(this::unreadable);
    }

    /** In PEM. */
    String pem() {
        try {
            var lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
            return "-----BEGIN CERTIFICATE-----\n"
                    + lines.encodeToString(certificate().getEncoded()) + "\n-----END CERTIFICATE-----";
        } catch (CertificateEncodingException e) {
            throw new LocalFailed("The certificate of the authority cannot be written.", e);
        }
    }

    /** Where {@link #pem} is kept. */
    Path certificateFile() {
        return folder.resolve(CERTIFICATE_FILE);
    }

    /** What the front door shows: for these names, and good for a while from now on. */
    TlsIdentity identity(MachineNames names, Instant now) {
        var wanted = names.withLoopback();
        var isGood = door().filter(there -> there.hosts().equals(wanted.all()))
                .filter(there -> there.certificate().getNotAfter().toInstant().isAfter(now.plus(RENEWED_BEFORE)))
                .isPresent();
        if (!isGood) {
            renew(wanted);
        }
        return door().orElseThrow(this::unreadable);
    }

    private void renew(MachineNames names) {
        var alternatives = Stream.concat(
                names.addresses().stream().map(address -> "ip:" + MachineNames.literal(address)),
                names.hostNames().stream().map(name -> "dns:" + name));
        replace(
                Optional.of(keys),
                Stream.of(
                        "-alias",
                        DOOR,
                        "-signer",
                        AUTHORITY,
                        "-dname",
                        "CN=" + names.hostNames().getFirst(),
                        "-ext",
                        "san=" + alternatives.collect(Collectors.joining(",")),
                        "-ext",
                        "eku=serverAuth",
                        "-ext",
                        "ku:c=digitalSignature",
                        // A phone's clock may be a little behind.
                        "-startdate",
                        "-1H",
                        "-validity",
                        Integer.toString(DOOR_DAYS)));
        keys = read(file);
    }

    /** A new key pair in a copy of the file, which then takes the file's place: a crash leaves the old or the new one. */
    private void replace(Optional<KeyStore> old, Stream<String> options) {
        var fresh = folder.resolve("authority.p12.new");
        try {
            Files.deleteIfExists(fresh);
            if (old.isPresent()) {
                old.get().deleteEntry(DOOR);
                Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
                try (var out = Files.newOutputStream(fresh)) {
                    old.get().store(out, password.toCharArray());
                }
            }
            keytool(fresh, options);
            Files.setPosixFilePermissions(fresh, OWNER_ONLY);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | GeneralSecurityException e) {
            throw new LocalFailed(
                    "The certificate authority in " + folder + " cannot be written: " + e.getMessage(), e);
        }
    }

    private void keytool(Path store, Stream<String> options) throws IOException {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:+UseSerialGC",
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                // Not in the command line, which everybody on the machine can read.
                "-storepass:env",
                PASSWORD,
                // What small devices know, too.
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-sigalg",
                "SHA256withECDSA"));
        command.addAll(options.toList());
        var output = folder.resolve("keytool.log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put(PASSWORD, password);
        var process = builder.start();
        try {
            if (!process.waitFor(KEYTOOL_WITHIN.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
                var said = Files.readString(output);
                throw new LocalFailed("The JDK's keytool could not make the certificate: "
                        + said.substring(0, Math.min(said.length(), KEYTOOL_SAYS_MAX))
                                .strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalFailed("Interrupted while a certificate was made.", e);
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(output);
        }
    }

    private KeyStore read(Path from) {
        try (var in = Files.newInputStream(from)) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable();
        }
    }

    private LocalFailed unreadable() {
        return new LocalFailed("The certificate authority in " + folder + " cannot be read. Delete that folder, and a"
                + " new one is made; who trusted the old one must then be given the new one.");
    }

    private Optional<X509Certificate> certificate(String alias) {
        try {
            return Optional.ofNullable((X509Certificate) keys.getCertificate(alias));
        } catch (GeneralSecurityException e) {
            throw unreadable();
        }
    }

    private Optional<TlsIdentity> door() {
        try {
            if (!keys.containsAlias(DOOR)) {
                return Optional.empty();
            }
            var chain = Arrays.stream(keys.getCertificateChain(DOOR))
                    .map(X509Certificate.class::cast)
                    .toList();
            return Optional.of(new TlsIdentity((PrivateKey) keys.getKey(DOOR, password.toCharArray()), chain));
        } catch (GeneralSecurityException e) {
            throw unreadable();
        }
    }
}
