package dev.hookswitch.contracts.auth;

import dev.hookswitch.contracts.Message;

/** Why auth-service did not carry out a command. */
public sealed interface AuthRefusal extends Message {
    record NoSuchApp() implements AuthRefusal {}

    record NoSuchDevice() implements AuthRefusal {}

    record NoSuchUser() implements AuthRefusal {}

    /** There is no grant to revoke. */
    record NoSuchGrant() implements AuthRefusal {}
}
