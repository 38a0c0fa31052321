package dev.hookswitch.access;

import java.time.Instant;

/** What a well-signed token says: who, until when, and the token's id ({@code jti}). */
public record Verified(Caller caller, Instant issuedAt, Instant expiresAt, String tokenId) {}
