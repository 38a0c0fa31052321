package dev.hookswitch.contracts;

/**
 * Who waits for the verdict on a command: a process (kind {@code instance}) or an aggregate of another service's log,
 * for example kind {@code room}.
 *
 * <p>Kind and name only select among destinations the answering service was configured with; nothing on the wire names
 * a topic.
 *
 * @param command the id of the command that is to be answered, at most {@value #COMMAND_CHARS_MAX} characters
 */
public record Asker(String kind, String name, String command) {
    public static final int COMMAND_CHARS_MAX = 256;

    /** A waiting process; its answer goes to the topic {@code answers}. */
    public static final String INSTANCE = "instance";

    public static Asker instance(String name, String command) {
        return new Asker(INSTANCE, name, command);
    }
}
