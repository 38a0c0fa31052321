package dev.hookswitch.billing.ledger.core;

import dev.hookswitch.contracts.call.Posting;
import dev.hookswitch.contracts.call.RoomType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The accounts of an app's book. Every app has the same few, so a book is small whatever its app does.
 *
 * <p>{@code talk} and {@code licences} are what the app may use up, {@code held} what calls in progress have set aside,
 * {@code used} what is gone. {@code bought} and {@code grace} are the other side of what came in, paid or given away:
 * they alone may fall below zero, so that each unit always sums to zero.
 */
public enum Account {
    TALK_VOICE("talk:voice", "voice-seconds", true),
    HELD_VOICE("held:voice", "voice-seconds", true),
    USED_VOICE("used:voice", "voice-seconds", true),
    BOUGHT_VOICE("bought:voice", "voice-seconds", false),
    GRACE_VOICE("grace:voice", "voice-seconds", false),
    TALK_VIDEO("talk:video", "video-seconds", true),
    HELD_VIDEO("held:video", "video-seconds", true),
    USED_VIDEO("used:video", "video-seconds", true),
    BOUGHT_VIDEO("bought:video", "video-seconds", false),
    GRACE_VIDEO("grace:video", "video-seconds", false),
    LICENCES("licences", "licences", true),
    USED_LICENCES("used:licences", "licences", true),
    BOUGHT_LICENCES("bought:licences", "licences", false);

    private static final Map<String, Account> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Account::ledgerName, Function.identity()));

    private final String ledgerName;
    private final String unit;
    private final boolean floored;

    Account(String ledgerName, String unit, boolean floored) {
        this.ledgerName = ledgerName;
        this.unit = unit;
        this.floored = floored;
    }

    /** The account's name in postings and tables. */
    public String ledgerName() {
        return ledgerName;
    }

    public String unit() {
        return unit;
    }

    /** The least the account may hold; the accounts on the far side of the book have none. */
    public Optional<Long> floor() {
        return floored ? Optional.of(0L) : Optional.empty();
    }

    public static Account named(String ledgerName) {
        var account = BY_NAME.get(ledgerName);
        if (account == null) {
            throw new IllegalArgumentException("no account is called " + ledgerName);
        }
        return account;
    }

    Posting posting(long amount) {
        return new Posting(ledgerName, amount, unit);
    }

    static Account talk(RoomType type) {
        return type == RoomType.VOICE ? TALK_VOICE : TALK_VIDEO;
    }

    static Account grace(RoomType type) {
        return type == RoomType.VOICE ? GRACE_VOICE : GRACE_VIDEO;
    }

    static Account bought(RoomType type) {
        return type == RoomType.VOICE ? BOUGHT_VOICE : BOUGHT_VIDEO;
    }

    static Account held(RoomType type) {
        return type == RoomType.VOICE ? HELD_VOICE : HELD_VIDEO;
    }

    /** Where what was held goes when it has been talked. */
    Account usedOf() {
        return switch (this) {
            case HELD_VOICE -> USED_VOICE;
            case HELD_VIDEO -> USED_VIDEO;
            case TALK_VOICE,
                    USED_VOICE,
                    BOUGHT_VOICE,
                    GRACE_VOICE,
                    TALK_VIDEO,
                    USED_VIDEO,
                    BOUGHT_VIDEO,
                    GRACE_VIDEO,
                    LICENCES,
                    USED_LICENCES,
                    BOUGHT_LICENCES -> throw new IllegalArgumentException(ledgerName + " holds nothing for a call");
        };
    }

    boolean isHeld() {
        return this == HELD_VOICE || this == HELD_VIDEO;
    }
}
