package dev.hookswitch.local;

import dev.hookswitch.contracts.Service;
import dev.hookswitch.engines.KafkaEngine;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The AOT caches (JEP 483, 515) of the services and of Kafka: their classes loaded and linked, and which of their code is
 * hot. They lie in the checkout's build directory.
 *
 * <p>A cache fits exactly the jars and the JVM it was made with, so its name is their digest. Without it a JVM starts as
 * any other.
 */
final class AotCaches {
    private static final long ASSEMBLED_WITHIN_SECONDS = 180;

    private final Path directory;

    /** By part; the command up to its options for a cache, and the files that it must fit. */
    private final Map<String, Recipe> recipes = new LinkedHashMap<>();

    private record Recipe(List<String> command, Path cache) {}

    private AotCaches(Path directory) {
        this.directory = directory;
    }

    static AotCaches of(Checkout checkout) {
        var caches = new AotCaches(checkout.path().resolve("target/aot"));
        for (var service : Service.values()) {
            var jar = checkout.jar(service);
            caches.add(
                    service.wireName(),
                    ServiceLaunch.command(jar, List.of()),
                    jarsBelow(Objects.requireNonNull(jar.getParent())));
        }
        var classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .toList();
        caches.add("kafka", KafkaEngine.command(List.of()), classPath);
        return caches;
    }

    private void add(String part, List<String> command, List<Path> files) {
        recipes.put(part, new Recipe(command, directory.resolve(part + "-" + digest(command, files) + ".aot")));
    }

    private static List<Path> jarsBelow(Path application) {
        try (var files = Files.walk(application)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(List<String> command, List<Path> files) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(Runtime.version().toString().getBytes(StandardCharsets.UTF_8));
            digest.update(String.join(" ", command).getBytes(StandardCharsets.UTF_8));
            for (var file : files) {
                digest.update("%s %d %s\n"
                        .formatted(file, Files.size(file), Files.getLastModifiedTime(file))
                        .getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether every part has its cache. */
    boolean areThere() {
        return recipes.values().stream().allMatch(recipe -> Files.exists(recipe.cache()));
    }

    /** Where a part's cache is, or will be. */
    Path cache(String part) {
        return recipe(part).cache();
    }

    /** Each part with its cache, where there is one. */
    StartUp use() {
        return part -> {
            var cache = cache(part);
            return Files.exists(cache) ? List.of("-XX:AOTCache=" + cache) : List.of();
        };
    }

    /** How the JVM of a part and the part's cache stand to each other. */
    enum Standing {
        NOT_MADE,
        USED,
        /** The JVM is older than the cache; the next one will use it. */
        MADE_SINCE,
        /** The JVM went on without it, with no more than a line in the part's log. */
        REFUSED
    }

    /** Only the process's memory tells whether its JVM has taken the cache. */
    Standing standing(String part, ProcessHandle process) {
        var cache = cache(part);
        if (!Files.exists(cache)) {
            return Standing.NOT_MADE;
        }
        try (var mapped = Files.lines(Path.of("/proc", Long.toString(process.pid()), "maps"))) {
            if (mapped.anyMatch(line -> line.endsWith(cache.toString()))) {
                return Standing.USED;
            }
            var madeAt = Files.getLastModifiedTime(cache).toInstant();
            var isOlder = process.info().startInstant().map(madeAt::isAfter).orElse(true);
            return isOlder ? Standing.MADE_SINCE : Standing.REFUSED;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those for which a cache can be made. */
    Set<String> parts() {
        return Collections.unmodifiableSet(recipes.keySet());
    }

    /** Each part writes what it does into this directory when it ends. */
    StartUp record(Path into) {
        return part -> List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + recorded(into, part));
    }

    /** Makes the caches of what was recorded, one after the other; those of earlier builds go. */
    void assemble(Path from) throws IOException, InterruptedException {
        for (var part : recipes.keySet()) {
            assemble(part, from);
        }
        try (var files = Files.list(directory)) {
            for (var file : files.filter(this::isOld).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    void assemble(String part, Path from) throws IOException, InterruptedException {
        var recipe = recipe(part);
        Files.createDirectories(directory);
        var made = from.resolve(part + ".aot");
        var command = Stream.of(
                        recipe.command().subList(0, 1),
                        List.of(
                                "-XX:AOTMode=create",
                                "-XX:AOTConfiguration=" + recorded(from, part),
                                "-XX:AOTCache=" + made),
                        recipe.command().subList(1, recipe.command().size()))
                .flatMap(List::stream)
                .toList();
        var log = from.resolve(part + ".log").toFile();
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        try {
            if (!process.waitFor(ASSEMBLED_WITHIN_SECONDS, TimeUnit.SECONDS)
                    || process.exitValue() != 0
                    || !Files.exists(made)) {
                throw new LocalFailed("The start-up cache of " + part + " could not be made: "
                        + Files.readString(log.toPath()).strip());
            }
        } finally {
            process.destroyForcibly();
        }
        Files.move(made, recipe.cache(), StandardCopyOption.REPLACE_EXISTING);
    }

    private boolean isOld(Path file) {
        return file.toString().endsWith(".aot")
                && recipes.values().stream().noneMatch(recipe -> recipe.cache().equals(file));
    }

    private Recipe recipe(String part) {
        var recipe = recipes.get(part);
        if (recipe == null) {
            throw new IllegalArgumentException("no such part: " + part);
        }
        return recipe;
    }

    private static Path recorded(Path directory, String part) {
        return directory.resolve(part + ".recorded");
    }
}
