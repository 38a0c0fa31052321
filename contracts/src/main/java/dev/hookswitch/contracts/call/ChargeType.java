package dev.hookswitch.contracts.call;

/** What a call uses up: talking time of the app, or the licence of the device (contract §5.1). */
public enum ChargeType {
    DURATION,
    LICENSE
}
