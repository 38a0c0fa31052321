package dev.hookswitch.local;

import dev.hookswitch.local.client.Api;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** A platform's front door and the secret of its operator: of the platform that runs here, or of another one. */
record OperatorDoor(Api api, String secret) {
    static final String OPERATOR_SECRET = "HOOKSWITCH_OPERATOR_SECRET";

    /**
     * The door of the platform that runs in the data directory, or at the address if there is one.
     *
     * @throws LocalFailed if nothing runs there, or the environment does not have the other operator's secret
     */
    static OperatorDoor of(DataDirectory data, Optional<String> elsewhere) {
        return elsewhere.map(OperatorDoor::at).orElseGet(() -> here(data));
    }

    private static OperatorDoor here(DataDirectory data) {
        var platform = RunningPlatform.on(data.path());
        return new OperatorDoor(Api.at(platform.address()), data.secret("operator"));
    }

    private static OperatorDoor at(String address) {
        var secret = System.getenv(OPERATOR_SECRET);
        if (secret == null || secret.isBlank()) {
            throw new LocalFailed("Set " + OPERATOR_SECRET + " to the secret of the operator of " + address + ".");
        }
        return new OperatorDoor(Api.at(uri(address)), secret);
    }

    private static URI uri(String address) {
        try {
            var uri = new URI(address);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Said below, as for every other text that is no address.
        }
        throw new LocalFailed("--address must be the platform's, http://host:port, not " + address + ".");
    }

    @Override
    public String toString() {
        return api.address().toString();
    }
}
