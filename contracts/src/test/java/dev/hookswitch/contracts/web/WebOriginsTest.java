package dev.hookswitch.contracts.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebOriginsTest {
    @Test
    void settingNamesThemOneByOne() {
        var origins = WebOrigins.parse("https://shop.example, http://127.0.0.1:5173,https://shop.example");
        assertThat(origins.all()).containsExactly("https://shop.example", "http://127.0.0.1:5173");
        assertThat(origins).hasToString("https://shop.example,http://127.0.0.1:5173");
    }

    @Test
    void withoutTheSettingThereIsNone() {
        assertThat(WebOrigins.parse("").all()).isEmpty();
        assertThat(WebOrigins.parse(" ").all()).isEmpty();
    }

    @Test
    void onlyTheVerySameOriginIsAllowed() {
        var origins = WebOrigins.parse("https://shop.example");
        assertThat(origins.allow("https://shop.example")).isTrue();
        for (var other : new String[] {
            "http://shop.example",
            "https://shop.example:8443",
            "https://www.shop.example",
            "https://shop.example.evil",
            "null"
        }) {
            assertThat(origins.allow(other)).as(other).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shop.example",
                "http://localhost:3000",
                "http://[::1]:3000",
                "https://xn--fiq228c.example",
                "capacitor://localhost"
            })
    void whatABrowserSendsIsOne(String text) {
        assertThat(WebOrigins.parse(text).all()).containsExactly(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "null",
                "shop.example",
                "https://shop.example/",
                "https://shop.example/calls",
                "https://Shop.example",
                "https://*.shop.example",
                "https://shop.example:443",
                "http://shop.example:80",
                "https://user@shop.example",
                "https://shop.example,,http://localhost"
            })
    void anythingElseIsNamedAndRefused(String text) {
        assertThatThrownBy(() -> WebOrigins.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no web origin");
    }
}
