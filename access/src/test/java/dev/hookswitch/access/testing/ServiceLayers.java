package dev.hookswitch.access.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.hookswitch.contracts.call.Objection;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/** The rules of every service, for {@code ArchTests.in}: decisions are pure functions; adapters move bytes. */
public final class ServiceLayers {
    @ArchTest
    static final ArchRule CORES_KNOW_ONLY_THE_LANGUAGE_AND_THE_WIRE = classes()
            .that()
            .resideInAPackage("..core..")
            .should()
            .onlyDependOnClassesThat()
            // Not every core: Jackson has one too.
            .resideInAnyPackage("java..", "org.jspecify..", "dev.hookswitch.contracts..", "dev.hookswitch..core..");

    @ArchTest
    static final ArchRule CORES_HAVE_NO_CLOCK_AND_NO_DICE = noClasses()
            .that()
            .resideInAPackage("..core..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Random.class);

    /** {@code docs/errors.md} says of each reason what to do about it. */
    @ArchTest
    static final ArchRule OBJECTIONS_HAVE_A_REASON_THAT_IS_DOCUMENTED =
            noClasses().should().callConstructor(Objection.class, int.class, String.class, String.class);

    private ServiceLayers() {}
}
