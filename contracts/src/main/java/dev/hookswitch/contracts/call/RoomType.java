package dev.hookswitch.contracts.call;

/** Voice only, or voice and video (contract §1.3 {@code roomType}). */
public enum RoomType {
    VOICE,
    VIDEO
}
