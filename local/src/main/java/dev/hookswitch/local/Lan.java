package dev.hookswitch.local;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The front door towards the network under {@code up --lan}: which certificate it shows, and where it is reached. While
 * it is open, an authority of its own gives it a new certificate when the machine's addresses change or the old one is
 * nearly over.
 */
final class Lan implements AutoCloseable {
    /** A laptop that has moved to another network is reached again within this time. */
    private static final Duration LOOKS_EVERY = Duration.ofMinutes(1);

    /** Somebody should see to it; an authority that renews by itself has done so by then. */
    private static final Duration NEARLY_OVER = Duration.ofDays(14);

    private final UpOptions.Lan options;
    private final Optional<Authority> authority;
    private final Progress progress;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("certificate").factory());

    private volatile TlsIdentity shown;
    private volatile List<String> hosts;
    private boolean wasRefused;

    private Lan(
            UpOptions.Lan options,
            Optional<Authority> authority,
            TlsIdentity shown,
            List<String> hosts,
            Progress progress) {
        this.options = options;
        this.authority = authority;
        this.shown = shown;
        this.hosts = hosts;
        this.progress = progress;
    }

    /** Reads the certificate that was brought along, or makes one; throws {@link LocalFailed} if that cannot be. */
    static Lan prepare(DataDirectory data, UpOptions.Lan options, Progress progress) {
        var now = Instant.now();
        if (options.brought().isPresent()) {
            var brought = options.brought().get();
            var identity = TlsIdentity.read(brought.certificate(), brought.key(), now);
            var until = identity.certificate().getNotAfter().toInstant();
            if (until.isBefore(now.plus(NEARLY_OVER))) {
                progress.says("the certificate in " + brought.certificate() + " expires at " + until);
            }
            return new Lan(options, Optional.empty(), identity, hosts(identity), progress);
        }
        var names = MachineNames.now();
        var authority = Authority.of(data);
        return new Lan(options, Optional.of(authority), authority.identity(names, now), names.toType(), progress);
    }

    /** As the certificate says; a wildcard names no host. */
    private static List<String> hosts(TlsIdentity identity) {
        return identity.hosts().stream()
                .filter(Predicate.not(host -> host.startsWith("*")))
                .toList();
    }

    /** {@code onChange} is told when it is reached at other addresses. */
    void open(FrontDoor door, Runnable onChange) {
        door.openToNetwork(options.port(), shown);
        // What it throws is told by itself.
        var _ = clock.scheduleWithFixedDelay(
                () -> lookSafely(door, onChange),
                LOOKS_EVERY.toMillis(),
                LOOKS_EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void lookSafely(FrontDoor door, Runnable onChange) {
        try {
            look(door, MachineNames.now(), Instant.now(), onChange);
            wasRefused = false;
        } catch (RuntimeException e) {
            // The next look tries again; what is shown so far goes on being shown.
            if (!wasRefused) {
                progress.says("the certificate is not renewed: " + e.getMessage());
            }
            wasRefused = true;
        }
    }

    /** Shows another certificate if these names or this time need one. */
    void look(FrontDoor door, MachineNames names, Instant now, Runnable onChange) {
        if (authority.isEmpty()) {
            return;
        }
        var fresh = authority.get().identity(names, now);
        if (!fresh.certificate().equals(shown.certificate())) {
            door.show(fresh);
            shown = fresh;
            hosts = names.toType();
            progress.says("a new certificate is shown to the network, at " + addresses());
            onChange.run();
        }
    }

    /** The one to be typed first comes first; none while the machine is in no network. */
    List<URI> addresses() {
        return hosts.stream()
                .map(host -> URI.create(
                        "https://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + options.port()))
                .toList();
    }

    /** Nobody's who brought a certificate along. */
    Optional<Authority> authority() {
        return authority;
    }

    /** For the person at the terminal: addresses, QR code, and what others need to believe it. */
    String told() {
        var text = new StringBuilder();
        var addresses = addresses();
        addresses.forEach(
                address -> text.append("On the network: ").append(address).append('\n'));
        if (addresses.isEmpty()) {
            text.append(
                    authority.isPresent()
                            ? "On the network: no address yet; ./hookswitch status names it once this machine has one.\n"
                            : "On the network: port " + options.port() + " at the hosts of its certificate, "
                                    + shown.hosts() + "\n");
        } else {
            text.append(QrCode.of(addresses.getFirst().toString()));
        }
        authority.ifPresent(own -> text.append("Its certificate authority: ")
                .append(own.certificateFile())
                .append("\n  also at /")
                .append(Authority.CERTIFICATE_FILE)
                .append(" of these addresses; SHA-256 ")
                .append(fingerprint(own.certificate()))
                .append("\nHow phones and other machines come to trust it: docs/another-machine.md\n"));
        return text.toString();
    }

    /** As systems show it to whoever is to trust the certificate. */
    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.ofDelimiter(":")
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
