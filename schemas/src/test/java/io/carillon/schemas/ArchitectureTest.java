package io.carillon.schemas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.regex.Pattern;

/** What the classes of this module may do. */
@AnalyzeClasses(
    packages = "io.carillon.schemas",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule KNOWS_NOTHING_OF_STREAMS =
      noClasses().should().dependOnClassesThat().resideInAPackage("org.apache.kafka.streams..");

  @ArchTest
  static final ArchRule KNOWS_NO_APP =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.carillon.localstack..", "io.carillon.streams..", "io.carillon.delivery..");

  @ArchTest
  static final ArchRule SETTINGS_ARE_READ_IN_ONE_PLACE =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(RegistrySettings.class.getName())
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.carillon.settings..");

  @ArchTest
  static final ArchRule CONFLUENTS_CLIENT_IS_USED_IN_ONE_PLACE =
      noClasses()
          .that()
          .haveNameNotMatching(Pattern.quote(ConfluentClient.class.getName()) + "([$].*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink..", "io.confluent..", "io.carillon.registry..");

  @ArchTest
  static final ArchRule TIME_IS_A_PARAMETER =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(Timing.class.getName() + "$1")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Clock.class, Random.class);

  @ArchTest
  static final ArchRule STATIC_FIELDS_ARE_FINAL =
      fields()
          .that()
          .areStatic()
          .and()
          .doNotHaveModifier(JavaModifier.SYNTHETIC)
          .should()
          .beFinal();

  @ArchTest
  static final ArchRule NO_GRAB_BAGS =
      noClasses()
          .should()
          .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl|Constants|Common)");

  @ArchTest
  static final ArchRule CLASSES_ARE_CLOSED =
      classes()
          .that()
          .areTopLevelClasses()
          .and()
          .areNotInterfaces()
          .and()
          .areNotEnums()
          .and()
          .doNotHaveSimpleName("package-info")
          .and()
          .doNotHaveFullyQualifiedName(SerdeException.class.getName())
          .should()
          .haveModifier(JavaModifier.FINAL);
}
