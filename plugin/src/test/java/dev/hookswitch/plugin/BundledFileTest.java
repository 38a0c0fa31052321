package dev.hookswitch.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundledFileTest {
    @ParameterizedTest
    @CsvSource({
        "register.js, text/javascript; charset=utf-8",
        "worker.js, text/javascript; charset=utf-8",
        "demo/phone.html, text/html; charset=utf-8",
        "demo/demo.js, text/javascript; charset=utf-8",
        "demo/demo.css, text/css; charset=utf-8"
    })
    void hasItsMediaType(String name, String mediaType) {
        assertThat(BundledFile.named(name).orElseThrow().mediaType()).isEqualTo(mediaType);
    }

    @Test
    void anotherContentHasAnotherTag() {
        var page = BundledFile.named("demo/phone.html").orElseThrow();
        assertThat(page.content()).isNotEmpty();
        assertThat(page.tag())
                .isNotEqualTo(BundledFile.named("demo/demo.js").orElseThrow().tag());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "absent.js",
                "BundledFile.class",
                "../plugin/demo/demo.js",
                "demo/../demo/demo.js",
                "/demo/demo.js",
                "demo"
            })
    void nothingElseIsGiven(String name) {
        assertThat(BundledFile.named(name)).isEmpty();
    }
}
