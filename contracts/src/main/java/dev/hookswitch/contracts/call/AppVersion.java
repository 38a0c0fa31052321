package dev.hookswitch.contracts.call;

/** Which version of the Mini Program the listener opens (contract, appendix A). */
public enum AppVersion {
    RELEASE(0),
    DEVELOP(1),
    TRIAL(2);

    private final int appType;

    AppVersion(int appType) {
        this.appType = appType;
    }

    /** {@code appType} of the push message: 0 release, 1 developer, 2 trial (contract §6.2). */
    public int appType() {
        return appType;
    }
}
