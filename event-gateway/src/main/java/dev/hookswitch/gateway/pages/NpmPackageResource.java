package dev.hookswitch.gateway.pages;

import dev.hookswitch.access.NoToken;
import dev.hookswitch.access.Problem;
import dev.hookswitch.contracts.problem.Reason;
import dev.hookswitch.gateway.GatewayConfig;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.file.Files;

/** The plugin for who bundles a page: {@code npm install https://calls.example/plugin/wmpf-voip.tgz}, and no registry is needed. */
@Path("/plugin/wmpf-voip.tgz")
@NoToken
public class NpmPackageResource {
    private final GatewayConfig config;

    NpmPackageResource(GatewayConfig config) {
        this.config = config;
    }

    /** Its build needs Node, which the platform's does not; so it may be missing, or be made while this process runs. */
    @GET
    @RunOnVirtualThread
    public Response npmPackage() {
        var packed = config.npmPackage()
                .filter(Files::isRegularFile)
                .orElseThrow(() -> Problem.of(
                                404,
                                Reason.NO_SUCH_RESOURCE,
                                "This platform has no npm package of the plugin: ./hookswitch pack in its checkout makes one.")
                        .asException());
        return Response.ok(packed.toFile(), "application/gzip")
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }
}
