package dev.hookswitch.room;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/** Decisions are pure functions; adapters move bytes. */
@AnalyzeClasses(packages = "dev.hookswitch.room", importOptions = DoNotIncludeTests.class)
class LayersTest {
    @ArchTest
    static final ArchRule CORES_KNOW_ONLY_THE_LANGUAGE_AND_THE_WIRE = classes()
            .that()
            .resideInAPackage("dev.hookswitch.room..core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "dev.hookswitch.contracts..", "dev.hookswitch..core..");

    @ArchTest
    static final ArchRule CORES_HAVE_NO_CLOCK_AND_NO_DICE = noClasses()
            .that()
            .resideInAPackage("dev.hookswitch.room..core..")
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
}
