package dev.hookswitch.engines;

import java.io.File;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A coturn of this machine: the relay for media that find no direct way (RFC 8656). Who has the secret makes credentials that
 * expire (draft-uberti-behave-turn-rest-00). Unlike the other engines its program is not brought along: it is Debian's package
 * {@value #PACKAGE}, {@code turnserver} on the {@code PATH}.
 */
public final class CoturnEngine extends LocalEngine {
    public static final String PACKAGE = "coturn";
    private static final String PROGRAM = "turnserver";

    /** Which peers it relays to. */
    public enum Peers {
        /** Not to private, loopback, link-local, mapped or otherwise special addresses: no way into the network behind it. */
        PUBLIC,
        /** To loopback too: for tests, where all sides are on one machine. */
        LOOPBACK_TOO
    }

    /**
     * Where clients reach it, and whom it relays to. Of several addresses each is listened and relayed at.
     *
     * @param addresses of this machine, IP literals; at least one
     */
    public record Network(List<String> addresses, Peers peers) {
        public static final Network LOOPBACK = new Network(List.of(EngineHome.LOOPBACK), Peers.PUBLIC);

        public Network {
            if (addresses.isEmpty()) {
                throw new IllegalArgumentException("a relay listens at one address at least");
            }
            addresses = List.copyOf(addresses);
        }

        public Network with(Peers others) {
            return new Network(addresses, others);
        }
    }

    /** Not {@code ::}: coturn takes it for every address there is, and relays to none of the unspecified ones anyway. */
    private static final List<String> LOOPBACK_RANGES = List.of("127.0.0.0-127.255.255.255", "::1");

    /** RFC 6890 and what has been added since; the ranges within IPv6 that stand for IPv4 would be a way around the others. */
    private static final List<String> SPECIAL_RANGES = List.of(
            "0.0.0.0-0.255.255.255",
            "10.0.0.0-10.255.255.255",
            "100.64.0.0-100.127.255.255",
            "169.254.0.0-169.254.255.255",
            "172.16.0.0-172.31.255.255",
            "192.0.0.0-192.0.0.255",
            "192.0.2.0-192.0.2.255",
            "192.88.99.0-192.88.99.255",
            "192.168.0.0-192.168.255.255",
            "198.18.0.0-198.19.255.255",
            "198.51.100.0-198.51.100.255",
            "203.0.113.0-203.0.113.255",
            "240.0.0.0-255.255.255.255",
            "::ffff:0.0.0.0-::ffff:255.255.255.255",
            "64:ff9b::-64:ff9b::ffff:ffff",
            "64:ff9b:1::-64:ff9b:1:ffff:ffff:ffff:ffff:ffff",
            "2001::-2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff",
            "2002::-2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            "fc00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            "fe80::-febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff");

    /** RFC 8489 §5: a binding request and its answer. */
    private static final short BINDING = 0x0001;

    private static final short BOUND = 0x0101;
    private static final int MAGIC_COOKIE = 0x2112A442;
    private static final int HEADER_BYTES = 20;
    private static final Duration ANSWERS_WITHIN = Duration.ofMillis(200);

    private final Path program;
    private final Network network;

    /**
     * Nothing is started yet. The engine's files go below {@code dataDirectory/coturn}.
     *
     * @throws EngineFailed if it is not installed
     */
    public CoturnEngine(Path dataDirectory, Network network) {
        this.program =
                program().orElseThrow(() -> new EngineFailed("There is no " + PROGRAM + "; install " + PACKAGE + "."));
        this.network = network;
        super("coturn", dataDirectory, "TERM");
    }

    public static boolean isInstalled() {
        return program().isPresent();
    }

    private static Optional<Path> program() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** For WebRTC's {@code iceServers}: over UDP first, over TCP where a network lets no UDP pass. After the first start. */
    public List<String> urls() {
        int port = home.keptPort("coturn");
        return network.addresses().stream()
                .map(address -> address.contains(":") ? "[" + address + "]" : address)
                .flatMap(host -> Stream.of("udp", "tcp").map(how -> "turn:" + host + ":" + port + "?transport=" + how))
                .toList();
    }

    /** What credentials are made with; the same for ever in this directory. */
    public String secret() {
        return home.secret("coturn");
    }

    @Override
    void serve() throws IOException {
        int port = home.port("coturn");
        var data = Files.createDirectories(home.path("data"));
        home.write("turnserver.conf", configuration(port, data));
        server.launch(
                data,
                List.of(program.toString(), "-c", home.path("turnserver.conf").toString()));
        server.awaitReady(() -> answers(port));
    }

    private String configuration(int port, Path data) {
        var lines = new ArrayList<String>();
        network.addresses().forEach(address -> {
            lines.add("listening-ip=" + address);
            lines.add("relay-ip=" + address);
        });
        lines.add("listening-port=" + port);
        lines.add("use-auth-secret");
        lines.add("static-auth-secret=" + secret());
        lines.add("realm=hookswitch");
        lines.add("fingerprint");
        lines.add("stale-nonce=600");
        // A side gathers one at each address over UDP and TCP, and again when it restarts ICE.
        lines.add("user-quota=32");
        lines.add("total-quota=2000");
        lines.add("no-tls");
        lines.add("no-dtls");
        lines.add("no-cli");
        lines.add("no-rfc5780");
        lines.add("no-tcp-relay");
        lines.add("no-multicast-peers");
        denied(network.peers()).forEach(range -> lines.add("denied-peer-ip=" + range));
        if (network.peers() == Peers.LOOPBACK_TOO) {
            lines.add("allow-loopback-peers");
        }
        // Two sides that both need the relay meet at its own address, which is a private one in most houses.
        network.addresses().stream()
                .filter(address -> !address.equals(EngineHome.LOOPBACK) && !address.equals("::1"))
                .forEach(address -> lines.add("allowed-peer-ip=" + address));
        lines.add("userdb=" + data.resolve("turndb"));
        lines.add("pidfile=" + data.resolve("turnserver.pid"));
        lines.add("log-file=stdout");
        lines.add("simple-log");
        return String.join("\n", lines);
    }

    /** The ranges that a relay of whoever runs the platform must not lead to, as coturn's {@code denied-peer-ip} has them. */
    public static List<String> denied(Peers peers) {
        return switch (peers) {
            case PUBLIC ->
                Stream.concat(LOOPBACK_RANGES.stream(), SPECIAL_RANGES.stream()).toList();
            case LOOPBACK_TOO -> SPECIAL_RANGES;
        };
    }

    private boolean answers(int port) {
        try (var socket = new DatagramSocket()) {
            socket.setSoTimeout((int) ANSWERS_WITHIN.toMillis());
            var request = ByteBuffer.allocate(HEADER_BYTES)
                    .putShort(BINDING)
                    .putShort((short) 0)
                    .putInt(MAGIC_COOKIE)
                    .array();
            var to = new InetSocketAddress(network.addresses().getFirst(), port);
            socket.send(new DatagramPacket(request, request.length, to));
            var answer = new DatagramPacket(new byte[512], 512);
            socket.receive(answer);
            return ByteBuffer.wrap(answer.getData()).getShort() == BOUND;
        } catch (IOException e) {
            return false;
        }
    }
}
