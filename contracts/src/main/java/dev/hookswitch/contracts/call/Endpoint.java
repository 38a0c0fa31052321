package dev.hookswitch.contracts.call;

/** One installation of a party: which of a user's phones, or the device itself. */
public record Endpoint(Party party, EndpointId id) {}
