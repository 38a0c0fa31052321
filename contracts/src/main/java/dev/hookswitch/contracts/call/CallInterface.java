package dev.hookswitch.contracts.call;

/** Which of the plugin's three interfaces placed the call (contract §1.3–§1.5). */
public enum CallInterface {
    INIT_BY_CALLER,
    CALL_DEVICE,
    CALL_WMPF
}
