package dev.hookswitch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.Service;
import dev.hookswitch.contracts.auth.AuthCommand;
import dev.hookswitch.contracts.billing.BillingCommand;
import dev.hookswitch.contracts.push.PushCommand;
import dev.hookswitch.contracts.room.RoomCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Owners are upgraded before those who ask them: what the services' code does, {@link Service} says, and the docs tell. */
class UpgradeOrderTest {
    private static final Path CHECKOUT = Path.of("..");
    private static final Path PAGE = CHECKOUT.resolve("docs/rolling-change.md");
    private static final Pattern NUMBERED = Pattern.compile("(?m)^\\d+\\. `([a-z]+-(?:service|gateway))`");

    private static final Map<Service, Class<? extends Message>> COMMANDS = Map.of(
            Service.AUTH, AuthCommand.class,
            Service.BILLING, BillingCommand.class,
            Service.PUSH, PushCommand.class,
            Service.ROOM, RoomCommand.class);

    @ParameterizedTest
    @EnumSource
    void whoIsAskedIsWhoIsToldCommandsAndRequests(Service service) throws IOException {
        var code = new ClassFileImporter().importPath(module(service).resolve("target/classes"));
        assertThat(code).isNotEmpty();
        var asked = EnumSet.noneOf(Service.class);
        COMMANDS.forEach((owner, commands) -> {
            if (makes(code, commands)) {
                asked.add(owner);
            }
        });
        if (uses(code, "dev.hookswitch.access.ServiceTokens")) {
            asked.add(Service.AUTH);
        }
        asked.addAll(requested(service));
        asked.remove(service);

        assertThat(service.asked()).isEqualTo(asked);
    }

    @ParameterizedTest
    @EnumSource
    void whoIsAskedIsUpgradedBefore(Service service) {
        assertThat(service.asked()).allSatisfy(asked -> assertThat(asked).isLessThan(service));
    }

    @Test
    void thePageTellsTheSameOrder() throws IOException {
        var told = NUMBERED.matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(told)
                .isEqualTo(Arrays.stream(Service.values()).map(Service::program).toList());
    }

    private static Path module(Service service) {
        return CHECKOUT.resolve(service.program());
    }

    /** Whether it makes commands of this log; what those who were asked report is none of them. */
    private static boolean makes(JavaClasses code, Class<? extends Message> commands) {
        return code.stream()
                .flatMap(type -> type.getConstructorCallsFromSelf().stream())
                .map(call -> call.getTargetOwner())
                .filter(made -> made.getPackageName().startsWith(Message.class.getPackageName()))
                .map(JavaClass::reflect)
                .anyMatch(made -> commands.isAssignableFrom(made) && !RoomCommand.Report.class.isAssignableFrom(made));
    }

    private static boolean uses(JavaClasses code, String type) {
        return code.stream()
                .map(JavaClass::getDirectDependenciesFromSelf)
                .flatMap(Set::stream)
                .anyMatch(dependency -> dependency.getTargetClass().getName().equals(type));
    }

    /** Whose address it demands; auth-service's is everybody's, for the keys of tokens. */
    private static Set<Service> requested(Service service) throws IOException {
        var settings = Files.readString(module(service).resolve("src/main/resources/application.properties"));
        var requested = EnumSet.noneOf(Service.class);
        Stream.of(Service.values())
                .filter(other -> settings.contains("${" + other.name() + "_URL}"))
                .forEach(requested::add);
        return requested;
    }
}
