package dev.hookswitch.access;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Refuses bodies above the bound before they are in memory, by their announced length or while they are read. */
@Provider
@Priority(100)
public class BodyLimit implements ContainerRequestFilter {
    private final long bytesMax;

    BodyLimit(AccessConfig config) {
        bytesMax = config.bodyBytesMax();
    }

    @Override
    public void filter(ContainerRequestContext request) {
        var announced = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        if (announced == null) {
            if (request.getHeaderString("Transfer-Encoding") != null) {
                request.setEntityStream(new Bounded(request.getEntityStream(), bytesMax));
            }
        } else if (Long.parseLong(announced) > bytesMax) {
            throw tooLarge(bytesMax);
        }
    }

    private static ProblemException tooLarge(long bytesMax) {
        return Problem.of(
                        413,
                        "body-too-large",
                        ErrCode.BAD_PARAMETER,
                        "The request's body may have at most %d bytes.".formatted(bytesMax))
                .asException();
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
                throw tooLarge(bytesMax);
            }
        }
    }
}
