package dev.hookswitch.contracts.call;

/** Whether a side starts with its camera on (contract, appendix A). */
public enum CameraStatus {
    ON,
    OFF;

    /** {@code cameraStatus}: 0 on, 1 off; anything else is the default, on. */
    public static CameraStatus of(int cameraStatus) {
        return cameraStatus == 1 ? OFF : ON;
    }
}
