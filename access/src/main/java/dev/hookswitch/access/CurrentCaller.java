package dev.hookswitch.access;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The caller of the request that is being answered; inject it into a resource. */
@RequestScoped
public class CurrentCaller {
    private @Nullable Verified verified;

    void set(Verified value) {
        verified = value;
    }

    /** The caller; without a token in the request, which only {@link NoToken} lets pass, a 401 problem. */
    public Caller get() {
        return verified().caller();
    }

    public Verified verified() {
        var known = verified;
        if (known == null) {
            throw new TokenRefused(TokenFault.MISSING).asProblem();
        }
        return known;
    }

    public Optional<Caller> ifAny() {
        return Optional.ofNullable(verified).map(Verified::caller);
    }
}
