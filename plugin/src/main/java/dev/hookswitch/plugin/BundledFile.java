package dev.hookswitch.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * One of the files that the build has bundled for browsers, with what HTTP has to say of it. It is to be served with
 * {@code Cache-Control: no-cache}, so that a browser asks each time whether its copy is still the one with this tag.
 */
public final class BundledFile {
    /** Names of this build only: no dot segments, nothing hidden. */
    private static final Pattern NAME = Pattern.compile("([a-z0-9-]+/)?[a-z0-9-]+\\.[a-z]+");

    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8");

    private static final Map<String, BundledFile> READ = new ConcurrentHashMap<>();

    private final byte[] content;
    private final String mediaType;
    private final String tag;

    private BundledFile(byte[] content, String mediaType) {
        this.content = content;
        this.mediaType = mediaType;
        this.tag = HexFormat.of().formatHex(sha256(content), 0, 8);
    }

    /** The file of this name below the plugin's bundles, such as {@code register.js} or {@code demo/demo.js}. */
    public static Optional<BundledFile> named(String name) {
        // What is not there is not remembered: names come from outside, and memory is bounded.
        var known = Optional.ofNullable(READ.get(name)).or(() -> read(name));
        known.ifPresent(file -> READ.put(name, file));
        return known;
    }

    private static Optional<BundledFile> read(String name) {
        var mediaType = MEDIA_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (mediaType == null || !NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        try (var file = BundledFile.class.getResourceAsStream(name)) {
            return file == null ? Optional.empty() : Optional.of(new BundledFile(file.readAllBytes(), mediaType));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public byte[] content() {
        return content.clone();
    }

    public String mediaType() {
        return mediaType;
    }

    /** Another content has another one; without the quotes of an {@code ETag} (RFC 9110 §8.8.3). */
    public String tag() {
        return tag;
    }
}
