package dev.hookswitch.contracts.push;

/** What is known on both sides of the interface about pushTokens that programs have written into them. */
public final class GivenTokens {
    /** Of one party and version of its program: firmware has one, and another while it is changed. */
    public static final int PER_PARTY_MAX = 8;

    private GivenTokens() {}
}
