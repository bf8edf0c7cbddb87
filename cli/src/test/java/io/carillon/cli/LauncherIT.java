package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi;

/** {@code ./carillon} itself, with a Java and a Maven that only note how they are called. */
final class LauncherIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String JAVA =
      """
      #!/usr/bin/env bash
      if [ "$1" = -version ]; then echo 'openjdk version "17.0.1"' >&2; exit; fi
      printf '%s\\n' "$*" >>"$FAKES/java-calls"
      if [ -f "$FAKES/java-script" ]; then . "$FAKES/java-script"; fi
      """;

  private static final String MAVEN =
      """
      #!/usr/bin/env bash
      if [ "$1" = -v ]; then echo 'Apache Maven 3.9.9'; exit; fi
      echo begin >>"$FAKES/maven-calls"
      if [ -f "$FAKES/maven-script" ]; then . "$FAKES/maven-script"; fi
      for argument; do case $argument in -Dcarillon.lib=*) lib=${argument#*=} ;; esac; done
      mkdir -p "$lib" cli/target local-stack/servers/target/stack
      echo jar >"$lib/some.jar"
      echo jar >cli/target/cli.jar
      echo end >>"$FAKES/maven-calls"
      """;

  private static final String UNTIL_TOLD =
      "for i in {1..600}; do [ -f \"$FAKES/go\" ] && break; sleep 0.1; done\n";

  @TempDir private Path folder = Path.of("");
  private final List<Process> started = new ArrayList<>();
  private int runs;

  /** What a run came to. */
  private record Run(Process process, Path out, Path err) {
    int status() {
      assertThat(process.onExit()).succeedsWithin(PATIENCE);
      return process.exitValue();
    }

    /** What it said that is no progress. */
    List<String> complaints() throws IOException {
      return Files.readAllLines(err).stream()
          .filter(line -> !line.matches("carillon: (building|first build).*"))
          .toList();
    }
  }

  @BeforeEach
  void copyTheScript() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    write(bin.resolve("java"), JAVA);
    write(bin.resolve("mvn"), MAVEN);
    Path script = Path.of(System.getProperty("carillon.root"), "carillon");
    write(root().resolve("carillon"), Files.readString(script));
    write(root().resolve("pom.xml"), "");
    write(root().resolve("streams-app/src/main/resources/catalog/vouched.yaml"), "");
  }

  @AfterEach
  void endAll() {
    started.forEach(Process::destroyForcibly);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--help", "-h", "help"})
  void helpIsThatOfTheCommandLineAndNeedsNoBuild(String argument) throws Exception {
    Run run = run(argument.isEmpty() ? new String[0] : new String[] {argument});

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .hasContent(Carillon.commandLine().setUsageHelpAutoWidth(false).getUsageMessage(Ansi.OFF));
    assertThat(run.err()).isEmptyFile();
    assertThat(calls("maven-calls")).isEmpty();
    assertThat(calls("java-calls")).isEmpty();
  }

  @Test
  void whatIsStaleIsBuiltAndWhatIsFreshIsRun() throws Exception {
    assertThat(run("topics", "verify").status()).isZero();
    assertThat(run("topics", "verify").status()).isZero();
    assertThat(calls("maven-calls")).containsExactly("begin", "end");

    change();
    assertThat(run("topics", "verify").status()).isZero();
    assertThat(calls("maven-calls")).hasSize(4);
    assertThat(calls("java-calls"))
        .hasSize(3)
        .allSatisfy(
            call ->
                assertThat(call)
                    .contains("-Dcarillon.root=" + root().toRealPath() + " ")
                    .endsWith(" io.carillon.cli.Carillon topics verify"));
  }

  @Test
  void whatWasMadeOfSourcesThatAreGoneIsRemovedBeforeMavenBegins() throws Exception {
    assertThat(run("topics").status()).isZero();
    Path old = root().resolve("streams-app/target/classes/catalog/vouched.yaml");
    Path generated = root().resolve("schemas/target/generated-sources/avro/Old.java");
    write(old, "");
    write(generated, "");
    Files.delete(root().resolve("streams-app/src/main/resources/catalog/vouched.yaml"));
    age();
    write(
        folder.resolve("maven-script"),
        "ls streams-app/target/classes schemas/target/generated-sources >\"$FAKES/seen\" 2>&1\n");

    assertThat(run("topics").status()).isZero();

    assertThat(Files.readString(folder.resolve("seen"))).doesNotContain("catalog", "avro");
    assertThat(old).doesNotExist();
    assertThat(generated).doesNotExist();
  }

  @Test
  void aHomeIsNotNeeded() throws Exception {
    Run run = run(Map.of("HOME", ""), root(), "./carillon", "topics");

    assertThat(run.status()).isZero();
    assertThat(run.complaints()).isEmpty();
  }

  @Test
  void aPathOfFoldersToChangeToDoesNotMislead() throws Exception {
    Path elsewhere = folder.resolve("elsewhere");
    write(elsewhere.resolve("root/pom.xml"), "");

    Run run = run(Map.of("CDPATH", elsewhere.toString()), folder, "root/carillon", "topics");

    assertThat(run.status()).isZero();
    assertThat(calls("java-calls"))
        .singleElement()
        .asString()
        .contains("-Dcarillon.root=" + root().toRealPath() + " ");
  }

  @Test
  void aPlaceThatCannotBeWrittenToIsOneLine() throws Exception {
    write(root().resolve("target"), "in the way, as a folder that is read-only would be");

    Run run = run("topics");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .hasContent(
            "carillon: cannot write to "
                + root().toRealPath().resolve("target")
                + ", and there is something to build");
    assertThat(calls("maven-calls")).isEmpty();
  }

  @Test
  void noNetworkIsOneLine() throws Exception {
    write(
        folder.resolve("maven-script"),
        """
        echo '[ERROR] Failed to execute goal on project schemas: Could not collect dependencies: \
        Could not transfer artifact org.apache.avro:avro:pom:1.12.2 from/to central \
        (https://repo.maven.apache.org/maven2): repo.maven.apache.org: Name or service not known \
        -> [Help 1]'
        echo '[ERROR] To see the full stack trace of the errors, re-run Maven with -e.'
        exit 1
        """);

    Run run = run("topics");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.complaints())
        .containsExactly(
            "carillon: cannot reach Maven Central at https://repo.maven.apache.org/maven2: "
                + "repo.maven.apache.org: Name or service not known; all that Maven said is in "
                + root().toRealPath().resolve("target/carillon-build.log"));
  }

  @Test
  void aBuildThatFailsSaysWhatMavenSaysAndLeavesNothingBehind() throws Exception {
    write(
        folder.resolve("maven-script"),
        "echo '[ERROR] Foo.java:[3,1] no such thing -> [Help 1]'\nexit 1\n");

    Run run = run("topics");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.complaints())
        .hasSize(2)
        .contains("[ERROR] Foo.java:[3,1] no such thing")
        .last()
        .asString()
        .startsWith("carillon: the build failed; all of it is in ");
    assertThat(jars()).isEmpty();
    assertThat(calls("java-calls")).isEmpty();
  }

  @Test
  void aBuildWhoseLauncherWasKilledIsWaitedFor() throws Exception {
    assumeThat(hasFlock()).isTrue();
    write(folder.resolve("maven-script"), UNTIL_TOLD);
    Run killed = run("topics");
    await().atMost(PATIENCE).until(() -> calls("maven-calls").size() == 1);
    killed.process().destroyForcibly().waitFor();

    Run next = run("topics");
    await().atMost(PATIENCE).until(() -> !next.complaints().isEmpty());
    assertThat(next.complaints())
        .containsExactly("carillon: another one is building, waiting for it");
    assertThat(calls("maven-calls")).containsExactly("begin");
    Files.createFile(folder.resolve("go"));

    assertThat(next.status()).isZero();
    assertThat(calls("maven-calls")).containsExactly("begin", "end", "begin", "end");
    assertThat(jars()).hasSize(1);
  }

  @Test
  void aBuildTakesNoJarsFromWhatRuns() throws Exception {
    assumeThat(hasFlock()).isTrue();
    write(folder.resolve("java-script"), UNTIL_TOLD);
    Run up = run("up");
    await().atMost(PATIENCE).until(() -> calls("java-calls").size() == 1);
    Files.delete(folder.resolve("java-script"));
    Path running = jars().get(0);

    for (int change = 0; change < 2; change++) {
      change();
      assertThat(run("topics").status()).isZero();
      assertThat(running.resolve("lib/some.jar")).exists();
      assertThat(running.resolve("cli.jar")).exists();
      assertThat(jars()).hasSize(2);
    }
    Files.createFile(folder.resolve("go"));
    assertThat(up.status()).isZero();

    change();
    assertThat(run("topics").status()).isZero();
    assertThat(jars()).hasSize(1).doesNotContain(running);
  }

  private Path root() {
    return folder.resolve("root");
  }

  private Run run(String... arguments) throws IOException {
    String[] command =
        Stream.concat(Stream.of("./carillon"), Stream.of(arguments)).toArray(String[]::new);
    return run(Map.of(), root(), command);
  }

  /** Runs a command; a variable that is empty is taken out of the environment. */
  private Run run(Map<String, String> variables, Path where, String... command) throws IOException {
    runs++;
    Path out = folder.resolve("out-" + runs);
    Path err = folder.resolve("err-" + runs);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(where.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeAll(List.of("JAVA_HOME", "MAVEN_OPTS", "MAVEN_ARGS", "CDPATH"));
    environment.put("FAKES", folder.toString());
    environment.merge("PATH", "", (path, none) -> folder.resolve("bin") + ":" + path);
    environment.putAll(variables);
    environment.values().removeIf(String::isEmpty);
    Process process = builder.start();
    started.add(process);
    return new Run(process, out, err);
  }

  /** A source is newer than what was built, whatever the resolution of the file system. */
  private void change() throws IOException {
    write(root().resolve("streams-app/src/main/resources/catalog/another.yaml"), "");
    age();
  }

  private void age() throws IOException {
    Path stamp = root().resolve("target/.carillon-built");
    Files.setLastModifiedTime(
        stamp, FileTime.from(Files.getLastModifiedTime(stamp).toInstant().minusSeconds(60)));
  }

  private List<String> calls(String file) throws IOException {
    Path calls = folder.resolve(file);
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  private List<Path> jars() throws IOException {
    try (Stream<Path> files = Files.list(root().resolve("target"))) {
      return files.filter(file -> file.getFileName().toString().contains("-jars.")).toList();
    }
  }

  private static boolean hasFlock() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(bin -> Files.isExecutable(Path.of(bin, "flock")));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
