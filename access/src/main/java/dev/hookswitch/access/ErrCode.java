package dev.hookswitch.access;

/** The contract's codes (§3.2, §3.6) for what is no service's own: tokens, bad input, a platform that is away. */
public final class ErrCode {
    public static final int BUSY = -1;
    /** A device's token (contract §3.1: voipToken of a hardware device). */
    public static final int BAD_DEVICE_TOKEN = 13;

    public static final int REQUEST_FAILED = 1002;
    public static final int BAD_PARAMETER = 1004;
    public static final int BAD_TOKEN = 40001;
    public static final int TOO_OFTEN = 45011;
    public static final int NOT_AUTHORISED = 48001;

    private ErrCode() {}
}
