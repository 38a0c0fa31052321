package dev.hookswitch.local;

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

    /** What starts a service. */
    /** Where {@code ./hookswitch pack} puts the plugin's tarball. */
    Path npmPackage() {
        return path.resolve("plugin/target/wmpf-voip.tgz");
    }

    Path jar(Service service) {
        return Optional.of(path.resolve(service.module()).resolve("target/quarkus-app/quarkus-run.jar"))
                .filter(Files::exists)
                .orElseThrow(() -> new LocalFailed(
                        service.module() + " is not built. Build everything: ./mvnw -DskipTests package"));
    }
}
