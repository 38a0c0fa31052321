package dev.hookswitch.auth;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import dev.hookswitch.access.testing.ServiceLayers;

@AnalyzeClasses(packages = "dev.hookswitch.auth", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
    @ArchTest
    static final ArchTests LAYERS = ArchTests.in(ServiceLayers.class);
}
