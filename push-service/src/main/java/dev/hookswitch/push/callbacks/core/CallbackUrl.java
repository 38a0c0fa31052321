package dev.hookswitch.push.callbacks.core;

import dev.hookswitch.contracts.Bounds;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where a developer's server listens: an absolute http or https address without credentials; at most
 * {@value #BYTES_MAX} bytes.
 */
public record CallbackUrl(String value) {
    public static final int BYTES_MAX = 2048;

    public CallbackUrl {
        Bounds.bytes("url", value, BYTES_MAX);
        var uri = parsed(value);
        var scheme = uri.getScheme();
        if (scheme == null || !(isScheme(scheme, "http") || isScheme(scheme, "https"))) {
            throw new Bounds.Broken("url must begin with http:// or https://");
        }
        if (uri.getHost() == null) {
            throw new Bounds.Broken("url must name a host");
        }
        if (uri.getRawUserInfo() != null) {
            throw new Bounds.Broken("url must not carry credentials; requests are signed instead");
        }
        if (uri.getRawFragment() != null) {
            throw new Bounds.Broken("url must not have a fragment");
        }
    }

    public URI uri() {
        return URI.create(value);
    }

    private static URI parsed(String value) {
        try {
            return new URI(value);
        } catch (URISyntaxException e) {
            throw new Bounds.Broken("url is not a URL: " + e.getReason());
        }
    }

    private static boolean isScheme(String scheme, String name) {
        return scheme.toLowerCase(Locale.ROOT).equals(name);
    }

    /** Whether an address belongs to the public internet, so that no app reaches what only the platform may reach. */
    public static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        return switch (address) {
            case Inet4Address v4 -> isPublic4(v4.getAddress(), 0);
            case Inet6Address v6 -> isPublic6(v6.getAddress());
            default -> false;
        };
    }

    /** Beside what Java knows: IANA's special-purpose blocks that are not reachable from everywhere. */
    private static boolean isPublic4(byte[] bytes, int at) {
        int a = bytes[at] & 0xff;
        int b = bytes[at + 1] & 0xff;
        int c = bytes[at + 2] & 0xff;
        return switch (a) {
            case 0, 10, 127 -> false;
            case 100 -> b < 64 || b > 127; // shared between carriers and customers
            case 169 -> b != 254;
            case 172 -> b < 16 || b > 31;
            case 192 -> !(b == 168 || (b == 0 && (c == 0 || c == 2)));
            case 198 -> !(b == 18 || b == 19 || (b == 51 && c == 100)); // benchmarks, documentation
            case 203 -> !(b == 0 && c == 113);
            default -> a < 224;
        };
    }

    private static boolean isPublic6(byte[] bytes) {
        int first = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
        if (first == 0x2002) {
            return isPublic4(bytes, 2); // 6to4 carries an IPv4 address
        }
        var isDocumentation = first == 0x2001 && bytes[2] == 0x0d && (bytes[3] & 0xff) == 0xb8;
        var isTeredo = first == 0x2001 && bytes[2] == 0 && bytes[3] == 0;
        // Everything public is in 2000::/3; NAT64, unique local and mapped addresses are not.
        return (first & 0xe000) == 0x2000 && !isDocumentation && !isTeredo;
    }
}
