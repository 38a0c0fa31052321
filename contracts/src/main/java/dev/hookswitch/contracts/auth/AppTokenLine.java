package dev.hookswitch.contracts.auth;

/** The lines in which an app has one token at a time, each without a word about the other. */
public enum AppTokenLine {
    /** A new one at every request ({@code /cgi-bin/token}). */
    TOKEN,
    /** The same one until it ends or is to be renewed ({@code /cgi-bin/stable_token}). */
    STABLE
}
