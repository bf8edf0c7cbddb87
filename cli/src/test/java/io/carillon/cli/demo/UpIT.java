package io.carillon.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code up} does before it starts the apps, with a real broker and registry. */
final class UpIT {
  @Test
  void membersThatWereKeptAreNotOverwrittenByThoseOfTheCommandLine(@TempDir Path folder)
      throws Exception {
    PortOptions ports = new PortOptions();
    new CommandLine(ports)
        .parseArgs(
            "--kafka-port=0",
            "--registry-port=0",
            "--api-port=0",
            "--smtp-port=0",
            "--sandbox-port=0");
    LocalCarillon.Plan plan =
        Launching.plan(
            ports, new AppSettings("*", false), Optional.of(folder.resolve("f\u00fcr Ann")));
    Script tables = DemoFiles.tables(null);

    try (LocalCarillon carillon = LocalCarillon.start(plan)) {
      assertThat(UpCommand.load(carillon, tables, false)).as("nobody was known").isTrue();
      long loaded = members(carillon);
      assertThat(loaded).isPositive();

      assertThat(UpCommand.load(carillon, tables, false)).as("somebody was kept").isFalse();
      assertThat(members(carillon)).as("nothing else was written").isEqualTo(loaded);

      assertThat(UpCommand.load(carillon, tables, true)).as("they were asked for").isTrue();
      assertThat(members(carillon)).isEqualTo(2 * loaded);
    }
    assertThat(folder.toFile().list()).as("all is in one folder").containsExactly("f\u00fcr Ann");
  }

  private static long members(LocalCarillon carillon) throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", carillon.stack().bootstrapServers()))) {
      long sum = 0;
      for (int partition : List.of(0, 1, 2, 3)) {
        TopicPartition member = new TopicPartition("tables.members", partition);
        sum +=
            admin
                .listOffsets(Map.of(member, OffsetSpec.latest()))
                .partitionResult(member)
                .get()
                .offset();
      }
      return sum;
    }
  }
}
