package dev.hookswitch.contracts.web;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The origins whose pages may call the platform besides its own pages, each as a browser writes it into {@code Origin}
 * (RFC 6454 §6.2): {@code https://shop.example}, {@code http://127.0.0.1:5173}. None is a pattern: they are compared as text.
 */
public record WebOrigins(List<String> all) {
    /** The setting that lists them, separated by commas: the same for every part of the platform. */
    public static final String SETTING = "HOOKSWITCH_ORIGINS";

    /** Only the platform's own pages may call. */
    public static final WebOrigins NONE = new WebOrigins(List.of());

    /** Web views of apps have schemes of their own. {@code null}, what files and sandboxed frames send, is nobody's. */
    private static final Pattern ORIGIN =
            Pattern.compile("[a-z][a-z0-9+.-]{0,31}://([a-z0-9_.-]{1,253}|\\[[0-9a-f:.]{2,45}\\])(:[1-9][0-9]{0,4})?");

    private static final Pattern OF_ITS_OWN_PORT = Pattern.compile("https://.*:443|http://.*:80");

    /**
     * Each once.
     *
     * @throws IllegalArgumentException saying which is wrong, and how one is written
     */
    public static WebOrigins of(Collection<String> texts) {
        var all = texts.stream().map(String::strip).distinct().toList();
        all.stream().filter(text -> !isOne(text)).findFirst().ifPresent(wrong -> {
            throw new IllegalArgumentException("\"" + wrong + "\" is no web origin. Write each as browsers do, such as"
                    + " https://shop.example or http://127.0.0.1:5173: in small letters, without a path or a slash at the"
                    + " end, without port 443 of https or 80 of http.");
        });
        return new WebOrigins(all);
    }

    /** Reads the setting. */
    public static WebOrigins parse(String text) {
        return of(text.isBlank() ? List.of() : Arrays.asList(text.split(",", -1)));
    }

    /** Whether a page can have this origin, and be let in by its name. */
    public static boolean isOne(String text) {
        return ORIGIN.matcher(text).matches() && !OF_ITS_OWN_PORT.matcher(text).matches();
    }

    public boolean allow(String origin) {
        return all.contains(origin);
    }

    /** As the setting says it. */
    @Override
    public String toString() {
        return String.join(",", all);
    }
}
