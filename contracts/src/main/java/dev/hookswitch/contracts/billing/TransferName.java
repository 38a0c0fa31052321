package dev.hookswitch.contracts.billing;

import java.util.regex.Pattern;

/** The characters of a transfer's name; an interface cannot keep its constants to itself. */
final class TransferName {
    static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_.:/-]+");

    private TransferName() {}
}
