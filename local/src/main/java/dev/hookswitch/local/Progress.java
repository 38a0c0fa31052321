package dev.hookswitch.local;

/** Is told what the platform is doing, line by line, from any thread. */
@FunctionalInterface
public interface Progress {
    void says(String line);
}
