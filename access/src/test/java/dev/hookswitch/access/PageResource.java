package dev.hookswitch.access;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.Map;

/** What a page may ask for, as far as its origin goes. */
@Path("/v1/test")
public class PageResource {
    @GET
    @NoToken
    public Map<String, String> read() {
        return Map.of("read", "yes");
    }

    @PUT
    public void write(Map<String, String> body) {}
}
