package io.carillon.streams;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

@AnalyzeClasses(packages = "io.carillon.streams", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] STAGES = {
    "..intake..",
    "..audience..",
    "..decide..",
    "..agenda..",
    "..tracking..",
    "..inbox..",
    "..recipients..",
    "..ledger.."
  };

  @ArchTest
  static final ArchRule timeAndChanceAreParameters =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callMethod(ThreadLocalRandom.class, "current")
          .orShould()
          .callConstructor(Random.class);

  @ArchTest
  static final ArchRule nothingStaticChanges = fields().that().areStatic().should().beFinal();

  @ArchTest
  static final ArchRule namesSaySomething =
      classes().should().haveNameNotMatching(".*(Util|Utils|Helper|Manager|Impl|Constants)");

  @ArchTest
  static final ArchRule theFlowHasOneDirection =
      slices().matching("io.carillon.streams.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule stagesDoNoInputOrOutput =
      noClasses()
          .that()
          .resideInAnyPackage(STAGES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.net.http..",
              "java.nio.file..",
              "java.sql..",
              "io.javalin..",
              "org.apache.kafka.clients.producer..",
              "org.apache.kafka.clients.admin..");
}
