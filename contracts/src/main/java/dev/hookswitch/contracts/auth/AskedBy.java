package dev.hookswitch.contracts.auth;

/** Who has asked a user to allow a device to call. */
public enum AskedBy {
    /** The app's server, which speaks for its users. */
    SERVER,
    /** A page to which the app's server gave an snTicket for the device. */
    TICKET,
    /** Nobody: the user has switched it on again in the settings. */
    SETTINGS
}
