package dev.hookswitch.engines;

import java.io.IOException;

/** Sends signals that Java itself cannot: STOP and CONT make a process hang and go on. */
public final class Signals {
    private Signals() {}

    /**
     * Sends one signal and returns when it is delivered.
     *
     * @param signal as kill(1) names it, without SIG
     * @throws EngineFailed if there is no such process or it is another user's
     */
    public static void send(long pid, String signal) {
        try {
            var kill = new ProcessBuilder("kill", "-s", signal, Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (kill.waitFor() != 0) {
                throw new EngineFailed("Signal " + signal + " could not be sent to process " + pid + ".");
            }
        } catch (IOException e) {
            throw new EngineFailed("Signal " + signal + " could not be sent to process " + pid + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineFailed("Interrupted while sending " + signal + " to process " + pid + ".", e);
        }
    }
}
