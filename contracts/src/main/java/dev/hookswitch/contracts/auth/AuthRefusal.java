package dev.hookswitch.contracts.auth;

import dev.hookswitch.contracts.Message;

/** Why auth-service did not carry out a command. */
public sealed interface AuthRefusal extends Message {
    record NoSuchApp() implements AuthRefusal {}

    record NoSuchDevice() implements AuthRefusal {}

    record NoSuchUser() implements AuthRefusal {}

    /** There is no grant to revoke. */
    record NoSuchGrant() implements AuthRefusal {}

    /** Nobody has asked this user yet, and the user cannot ask itself. */
    record NotAsked() implements AuthRefusal {}

    /** Another token than the sender knows is current in this line. */
    record AppTokenChanged() implements AuthRefusal {}

    /** The device has the grants of as many users as it may. */
    record DeviceFull(int max) implements AuthRefusal {}

    /** The user has given or refused as many grants as one may. */
    record UserFull(int max) implements AuthRefusal {}
}
