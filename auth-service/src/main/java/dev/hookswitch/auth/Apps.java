package dev.hookswitch.auth;

import dev.hookswitch.access.Caller;
import dev.hookswitch.access.Problem;
import dev.hookswitch.contracts.call.AppId;
import java.util.Optional;

/** Which app a request is about: a caller's own, or the one the operator names. */
public final class Apps {
    private Apps() {}

    /**
     * The app; somebody else's is a 403 problem.
     *
     * @param named the query parameter {@code app}
     */
    public static AppId of(Caller caller, Optional<AppId> named) {
        return switch (caller) {
            case Caller.Operator _ ->
                named.orElseThrow(() -> Problem.ofField("app", "The operator says with ?app= which app is meant.")
                        .asException());
            case Caller.App c -> own(c.app(), named);
            case Caller.User c -> own(c.app(), named);
            case Caller.Device c -> own(c.app(), named);
            case Caller.Service _ ->
                throw Problem.forbidden("Services have nothing to do here.").asException();
        };
    }

    private static AppId own(AppId own, Optional<AppId> named) {
        if (named.isPresent() && !named.get().equals(own)) {
            throw Problem.forbidden("This belongs to another app.").asException();
        }
        return own;
    }
}
