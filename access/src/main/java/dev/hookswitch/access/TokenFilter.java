package dev.hookswitch.access;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Demands a token for every REST method that does not say {@link NoToken}, and of the kinds it says. */
@Provider
@Priority(Priorities.AUTHENTICATION)
public class TokenFilter implements ContainerRequestFilter {
    private static final String SCHEME = "bearer ";

    /** JAX-RS makes filters before the configuration of the run is known, so this is looked up later. */
    private final Instance<TokenVerifier> verifier;

    private final CurrentCaller current;

    @Context
    @SuppressWarnings("NullAway.Init") // set by JAX-RS, a proxy of the current request
    ResourceInfo resource;

    TokenFilter(Instance<TokenVerifier> verifier, CurrentCaller current) {
        this.verifier = verifier;
        this.current = current;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        var method = resource.getResourceMethod();
        var token = bearer(request);
        if (token == null) {
            if (annotation(method, NoToken.class) == null) {
                throw new TokenRefused(TokenFault.MISSING).asProblem();
            }
            return;
        }
        try {
            current.set(
                    method.isAnnotationPresent(ForLeaving.class)
                            ? verifier.get().verifyForLeaving(token)
                            : verifier.get().verify(token));
        } catch (TokenRefused e) {
            throw e.asProblem();
        }
        var callers = annotation(method, Callers.class);
        if (callers != null
                && !Arrays.asList(callers.value()).contains(current.get().kind())) {
            throw Problem.forbidden("This is for the token of %s, not of %s."
                            .formatted(
                                    Arrays.stream(callers.value())
                                            .map(TokenFilter::word)
                                            .collect(Collectors.joining(" or ")),
                                    word(current.get().kind())))
                    .asException();
        }
    }

    private static String word(CallerKind kind) {
        return kind == CallerKind.APP || kind == CallerKind.OPERATOR
                ? "an " + kind.name().toLowerCase(Locale.ROOT)
                : "a " + kind.name().toLowerCase(Locale.ROOT);
    }

    private static <A extends Annotation> @Nullable A annotation(Method method, Class<A> type) {
        var own = method.getAnnotation(type);
        return own != null ? own : method.getDeclaringClass().getAnnotation(type);
    }

    /** The scheme's name is not case-sensitive (RFC 9110 §11.1). */
    private static @Nullable String bearer(ContainerRequestContext request) {
        var header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).strip()
                : null;
    }
}
