package dev.hookswitch.local;

import dev.hookswitch.contracts.Wire;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** {@code GET /demo/facts}: what the demo's pages show of this machine's platform. */
final class DemoFacts implements Handler<HttpServerRequest> {
    static final String PATH = "/demo/facts";

    private static final String PHONE = "/demo/phone";

    private final Supplier<List<URI>> network;
    private final BooleanSupplier hasMedia;

    /**
     * {@code network} are the addresses at which other machines reach the platform, {@code hasMedia} is whether the devices
     * that behave send picture and sound.
     */
    DemoFacts(Supplier<List<URI>> network, BooleanSupplier hasMedia) {
        this.network = network;
        this.hasMedia = hasMedia;
    }

    /** @param phone the phone's seat for another machine; empty unless the platform is open to the network */
    private record Facts(Optional<Phone> phone, boolean testNumbersHaveMedia) {}

    private record Phone(String address, QrCode.Drawing code) {}

    @Override
    public void handle(HttpServerRequest request) {
        if (!Document.isRead(request)) {
            return;
        }
        var phone = address(request)
                .map(address -> address + PHONE)
                .map(address -> new Phone(address, QrCode.drawing(address)));
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(Buffer.buffer(Wire.bytes(new Facts(phone, hasMedia.getAsBoolean()))));
    }

    /** The one that the page itself was reached by, which is proven, or else the first. */
    private Optional<URI> address(HttpServerRequest request) {
        var addresses = network.get();
        var asked = request.authority();
        return addresses.stream()
                .filter(address -> asked != null && address.getAuthority().equals(asked.toString()))
                .findFirst()
                .or(() -> addresses.stream().findFirst());
    }
}
