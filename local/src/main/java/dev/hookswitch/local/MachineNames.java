package dev.hookswitch.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How other machines may call this one at the moment.
 *
 * @param addresses of the networks it is in, without loopback and link-local ones; the one towards the internet first
 * @param hostNames its own name, and the name by which it answers in the local network where it does (mDNS)
 */
record MachineNames(List<InetAddress> addresses, List<String> hostNames) {
    /** More than any machine at hand; it bounds the certificate. */
    private static final int ADDRESSES_MAX = 32;

    /** What a certificate's names may be (RFC 1123): a name that DNS could not have is left out. */
    private static final Pattern HOST_NAME = Pattern.compile("(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
            + "(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

    /** Any address outside; nothing is sent to it, it is asked only which way would be taken. */
    private static final InetSocketAddress OUTSIDE = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 9);

    static MachineNames now() {
        try {
            var addresses = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress()
                            && !address.isLinkLocalAddress()
                            && !address.isMulticastAddress())
                    .map(address -> InetAddress.ofLiteral(literal(address)))
                    .distinct();
            return new MachineNames(preferred(addresses), ownNames());
        } catch (SocketException e) {
            throw new LocalFailed("The addresses of this machine cannot be read.", e);
        }
    }

    private static List<InetAddress> preferred(Stream<InetAddress> addresses) {
        var way = wayOut();
        return addresses
                .sorted(Comparator.comparing((InetAddress address) -> !way.equals(Optional.of(address)))
                        .thenComparing(address -> !(address instanceof Inet4Address))
                        .thenComparing(InetAddress::getHostAddress))
                .limit(ADDRESSES_MAX)
                .toList();
    }

    private static Optional<InetAddress> wayOut() {
        try (var socket = new DatagramSocket()) {
            socket.connect(OUTSIDE);
            return Optional.of(socket.getLocalAddress());
        } catch (SocketException | UncheckedIOException e) {
            // There is no way out: all addresses count the same.
            return Optional.empty();
        }
    }

    private static List<String> ownNames() {
        try {
            var name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            if (name.equals("localhost") || !HOST_NAME.matcher(name).matches()) {
                return List.of();
            }
            return Stream.of(name, name.split("\\.", 2)[0] + ".local")
                    .distinct()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Without the interface's name, which some IPv6 addresses carry. */
    static String literal(InetAddress address) {
        return address.getHostAddress().split("%", 2)[0];
    }

    /** With what the machine calls itself. */
    MachineNames withLoopback() {
        return new MachineNames(
                Stream.concat(
                                addresses.stream(),
                                Stream.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1")))
                        .toList(),
                Stream.concat(hostNames.stream(), Stream.of("localhost")).toList());
    }

    /** Addresses and names in one list, as a certificate has them. */
    List<String> all() {
        return Stream.concat(addresses.stream().map(MachineNames::literal), hostNames.stream())
                .toList();
    }

    /** What a person is told to type: IPv4, or IPv6 where there is nothing else. */
    List<String> toType() {
        var four = addresses.stream().filter(Inet4Address.class::isInstance).toList();
        return (four.isEmpty() ? addresses : four)
                .stream().map(MachineNames::literal).toList();
    }
}
