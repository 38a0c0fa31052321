package dev.hookswitch.access;

import dev.hookswitch.contracts.problem.Reason;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Refuses bodies that are longer than the bound, and absent ones unless the method says {@link OptionalBody}. */
@Provider
public class Bodies implements ReaderInterceptor {
    /** JAX-RS makes interceptors before the configuration of the run is known, so this is looked up later. */
    private final Instance<AccessConfig> config;

    @Context
    @SuppressWarnings("NullAway.Init") // set by JAX-RS, a proxy of the current request
    ResourceInfo resource;

    Bodies(Instance<AccessConfig> config) {
        this.config = config;
    }

    @Override
    public @Nullable Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        context.setInputStream(
                new Bounded(context.getInputStream(), config.get().bodyBytesMax()));
        var body = context.proceed();
        if (body == null && !resource.getResourceMethod().isAnnotationPresent(OptionalBody.class)) {
            throw Problem.of(400, Reason.BAD_INPUT, "This needs a body, a JSON object.")
                    .asException();
        }
        return body;
    }

    private static final class Bounded extends FilterInputStream {
        private final long bytesMax;
        private long left;

        Bounded(InputStream in, long bytesMax) {
            super(in);
            this.bytesMax = bytesMax;
            this.left = bytesMax;
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int bytes) {
            left -= bytes;
            if (left < 0) {
                throw Problem.of(
                                413,
                                Reason.BODY_TOO_LARGE,
                                "The request's body may have at most %d bytes.".formatted(bytesMax))
                        .asException();
            }
        }
    }
}
