package dev.hookswitch.contracts.call;

/** Who tells a listener without a socket that it is called: the platform, or the developer's own channel (contract §7.5). */
public enum Reminder {
    PLATFORM,
    DEVELOPER
}
