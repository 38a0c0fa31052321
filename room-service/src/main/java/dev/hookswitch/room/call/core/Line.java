package dev.hookswitch.room.call.core;

import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.Side;

/** A user or a device as something that can be engaged: it is in at most one live room. {@code <appid>/<subject>}. */
public record Line(String value) {
    public static Line of(Call call, Side side) {
        return new Line(call.app().value() + "/" + call.member(side).party().subject());
    }
}
