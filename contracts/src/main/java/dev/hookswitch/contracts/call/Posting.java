package dev.hookswitch.contracts.call;

/**
 * One line of the ledger.
 *
 * @param account for example {@code talk:video} or {@code used:video}
 * @param amount whole units, negative for a debit of the app's account
 * @param unit {@code voice-seconds}, {@code video-seconds} or {@code licences}
 */
public record Posting(String account, long amount, String unit) {}
