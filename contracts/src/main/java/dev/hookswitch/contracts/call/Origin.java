package dev.hookswitch.contracts.call;

/** How a side left a call: by the page's button, by closing the page, or by {@code forceHangUpVoip} (contract §2.3). */
public enum Origin {
    MANUAL,
    UNLOAD_CALL_PAGE,
    FORCE_FROM_APP
}
