package io.carillon.delivery;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(packages = "io.carillon.delivery", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule channelsDoNotKnowEachOther =
      slices()
          .matching("io.carillon.delivery.(email|newsletter|inapp)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule theEngineKnowsNoChannel =
      noClasses()
          .that()
          .resideInAnyPackage("..engine..", "..app..", "..templates..", "..playpen..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..email..", "..newsletter..", "..inapp..");

  @ArchTest
  static final ArchRule onlyTheEmailChannelSpeaksMail =
      noClasses()
          .that()
          .resideOutsideOfPackage("..email..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.mail..", "org.eclipse.angus..");

  @ArchTest
  static final ArchRule timeIsAParameter =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now");

  @ArchTest
  static final ArchRule nothingStaticChanges = fields().that().areStatic().should().beFinal();

  @ArchTest
  static final ArchRule namesSaySomething =
      classes().should().haveNameNotMatching(".*(Util|Utils|Helper|Manager|Impl|Constants)");
}
