package dev.hookswitch.push.callbacks.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookswitch.contracts.Bounds;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackUrlTest {
    @ParameterizedTest
    @ValueSource(strings = {"https://example.org/ring?a=1", "HTTP://example.org:8080", "https://[2001:4860::1]/x"})
    void httpAddressesMayBeSet(String url) {
        assertThatCode(() -> new CallbackUrl(url)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org",
                "ftp://example.org/",
                "file:///etc/passwd",
                "jar:https://example.org/",
                "https://user:password@example.org/",
                "https:///ring",
                "https://example.org/#x",
                "https://exa mple.org/",
                "//example.org/"
            })
    void othersMayNot(String url) {
        assertThatThrownBy(() -> new CallbackUrl(url)).isInstanceOf(Bounds.Broken.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "127.0.0.1",
                "127.255.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "192.0.0.8",
                "198.18.0.1",
                "203.0.113.5",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "fe80::1",
                "fc00::1",
                "fd12::1",
                "ff02::1",
                "64:ff9b::a00:1",
                "2001:db8::1",
                "2002:7f00:1::"
            })
    void noAppReachesInside(String address) throws UnknownHostException {
        assertThat(CallbackUrl.isPublic(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "100.63.0.1",
                "172.32.0.1",
                "192.0.1.1",
                "198.20.0.1",
                "2606:4700::1",
                "2002:101:101::"
            })
    void thePublicInternetIsPublic(String address) throws UnknownHostException {
        assertThat(CallbackUrl.isPublic(InetAddress.getByName(address))).isTrue();
    }
}
