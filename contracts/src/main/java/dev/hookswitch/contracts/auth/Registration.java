package dev.hookswitch.contracts.auth;

import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Sn;
import java.util.Optional;

/** Are both sides of a call registered with the app? Asked of auth-service at {@value #PATH} before there is a room. */
public final class Registration {
    public static final String PATH = "/internal/v1/registration";

    private Registration() {}

    /** What {@code POST} takes; a {@code modelId} only where the call names one. */
    public record Question(AppId app, Sn sn, OpenId openId, Optional<ModelId> modelId) {}

    /** 200; nothing is missing where both are registered. */
    public record Answer(Optional<Missing> missing) {}

    /** The first id that the app does not have, and the same objection as the check of the call would raise. */
    public record Missing(Id id, Objection objection) {}

    public enum Id {
        SN,
        MODEL_ID,
        OPEN_ID
    }
}
