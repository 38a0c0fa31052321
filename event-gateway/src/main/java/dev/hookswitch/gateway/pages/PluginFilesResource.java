package dev.hookswitch.gateway.pages;

import dev.hookswitch.access.NoToken;
import dev.hookswitch.access.Problem;
import dev.hookswitch.contracts.problem.Reason;
import dev.hookswitch.plugin.BundledFile;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

/** The script that a page includes, so that no registry is needed. */
@Path("/plugin/{file}")
@NoToken
public class PluginFilesResource {
    @GET
    @RunOnVirtualThread
    public Response file(@PathParam("file") String file, @Context Request request) {
        var bundled = BundledFile.named(file)
                .orElseThrow(() -> Problem.of(404, Reason.NO_SUCH_RESOURCE, "The plugin has no file of this name.")
                        .asException());
        var tag = new EntityTag(bundled.tag());
        var unchanged = request.evaluatePreconditions(tag);
        var response = unchanged == null ? Response.ok(bundled.content(), bundled.mediaType()) : unchanged;
        return response.tag(tag)
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .header("X-Content-Type-Options", "nosniff")
                // Everybody's, and nothing of anybody is in it. Pages of other origins load it as a script, as a module
                // and
                // into a worker, also those that let in only what says so (Cross-Origin-Embedder-Policy).
                .header("Access-Control-Allow-Origin", "*")
                .header("Cross-Origin-Resource-Policy", "cross-origin")
                .build();
    }
}
