package dev.hookswitch.contracts.call;

import dev.hookswitch.contracts.problem.Reason;

/**
 * Why a service says no to a call.
 *
 * @param errCode the contract's code (§3.1, §3.2)
 * @param reason the same in one machine-readable word, such as {@code not-granted}
 * @param errMsg one sentence for the developer that says what to do
 */
public record Objection(int errCode, String reason, String errMsg) {
    public static Objection of(Reason reason, String errMsg) {
        return new Objection(reason.code().number(), reason.slug(), errMsg);
    }
}
