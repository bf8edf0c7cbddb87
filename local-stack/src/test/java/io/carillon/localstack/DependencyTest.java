package io.carillon.localstack;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What this module must not know. */
@AnalyzeClasses(packages = "io.carillon", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyTest {
  @ArchTest
  static final ArchRule stackKnowsNothingElseOfCarillon =
      noClasses()
          .that()
          .resideInAPackage("io.carillon.localstack..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.carillon.behaviours..",
              "io.carillon.settings..",
              "io.carillon.schemas..",
              "io.carillon.avro..",
              "io.carillon.streams..",
              "io.carillon.delivery..",
              "io.carillon.benchmarks..",
              "io.carillon.cli..");

  @ArchTest
  static final ArchRule guardOfChildProcessesNeedsNothingButTheJdk =
      noClasses()
          .that()
          .haveFullyQualifiedName(EndsWithParent.class.getName())
          .should()
          // Its class file is alone on the child's class path: the rest of the package is not
          // there.
          .dependOnClassesThat(
              not(type(EndsWithParent.class)).and(resideOutsideOfPackage("java..")));
}
