package dev.hookswitch.local;

import dev.hookswitch.contracts.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The checkout of Hookswitch whose built services are run. */
record Checkout(Path path) {
    /** What the launcher names, or else the checkout that the working directory is in. */
    static Checkout find() {
        var named = System.getProperty("hookswitch.checkout");
        if (named != null) {
            return new Checkout(Path.of(named));
        }
        var working = Path.of("").toAbsolutePath();
        for (Path path = working; path != null; path = path.getParent()) {
            if (Files.exists(path.resolve("hookswitch")) && Files.exists(path.resolve("pom.xml"))) {
                return new Checkout(path);
            }
        }
        throw new LocalFailed("There is no checkout of Hookswitch at or above " + working + ".");
    }

    /** Where {@code ./hookswitch pack} puts the plugin's tarball. */
    Path npmPackage() {
        return path.resolve("plugin/target/wmpf-voip.tgz");
    }

    /** What starts a service. */
    Path jar(Service service) {
        return Optional.of(path.resolve(service.program()).resolve("target/quarkus-app/quarkus-run.jar"))
                .filter(Files::exists)
                .orElseThrow(() -> new LocalFailed(
                        service.program() + " is not built. Build everything: ./mvnw -DskipTests package"));
    }
}
