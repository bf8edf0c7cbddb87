package io.carillon.cli.outages;

import static io.carillon.cli.outages.RunningCarillon.PATIENCE;
import static io.carillon.cli.outages.RunningCarillon.SLOTS;
import static io.carillon.cli.outages.RunningCarillon.accepted;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.avro.Channel;
import io.carillon.avro.CommandHeader;
import io.carillon.avro.Decision;
import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.EmailCommand;
import io.carillon.behaviours.Behaviour;
import io.carillon.cli.outages.RunningCarillon.Child;
import io.carillon.localstack.smtp.Mail;
import io.carillon.schemas.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes, killed as by {@code kill -9} in the middle of 5,000 events: nothing is lost and
 * nothing is decided twice.
 */
class CrashIT {
  private static final int EVENTS = 5_000;

  @Test
  @Behaviour({"XC-4", "XC-6"})
  void killingTheAppAndTheWorkerInTheMiddleLosesNothingAndDecidesNothingTwice(@TempDir Path folder)
      throws Exception {
    try (RunningCarillon carillon = RunningCarillon.start(folder);
        RunningCarillon.Reader<Decision> decisions = carillon.read(Topics.DECISIONS);
        RunningCarillon.Reader<DeliveryOutcome> outcomes = carillon.read(Topics.OUTCOMES)) {
      Child app = carillon.startApp();
      Child worker = carillon.startEmailWorker();
      carillon.vouch(EVENTS);

      decisions.until("a quarter decided", all -> all.size() >= EVENTS / 4, app);
      app.kill();
      assertThat(decisions.toTheEnd()).as("killed in the middle").hasSizeBetween(1, EVENTS - 1);
      app = carillon.startApp();

      Child first = worker;
      await("half of the mails")
          .atMost(PATIENCE)
          .until(
              () -> {
                first.isAlive();
                return carillon.stack().smtp().count() >= EVENTS / 2;
              });
      worker.kill();
      assertThat(carillon.stack().smtp().count()).as("killed in the middle").isLessThan(EVENTS);
      worker = carillon.startEmailWorker();

      decisions.until("all decided", all -> all.size() >= EVENTS, app);
      outcomes.until(
          "all accepted", all -> accepted(all, Channel.EMAIL).size() >= EVENTS, app, worker);

      assertThat(decisions.toTheEnd())
          .extracting(Decision::getEventId)
          .hasSize(EVENTS)
          .doesNotHaveDuplicates();
      everyMailArrived(carillon);
      nothingWasCommandedTwice(carillon);
    }
  }

  private static void everyMailArrived(RunningCarillon carillon) {
    List<Mail> mails = carillon.stack().smtp().mails();
    Map<String, Long> times =
        mails.stream().collect(groupingBy(mail -> mail.messageId().orElseThrow(), counting()));
    assertThat(times).as("each under an id of its own").hasSize(EVENTS);
    assertThat(mails.stream().map(Mail::recipients).distinct()).hasSize(EVENTS);
    assertThat(times.values()).allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(2));
    assertThat(mails)
        .as("only what was in doubt went out again")
        .hasSizeLessThan(EVENTS + SLOTS + 1);
  }

  private static void nothingWasCommandedTwice(RunningCarillon carillon) {
    try (RunningCarillon.Reader<EmailCommand> reader = carillon.read(Topics.EMAIL)) {
      Map<Integer, List<String>> commands =
          commands(reader).stream()
              .map(EmailCommand::getHeader)
              .collect(
                  groupingBy(
                      CommandHeader::getAttempt, mapping(CommandHeader::getCommandId, toList())));
      assertThat(commands.get(1)).hasSize(EVENTS).doesNotHaveDuplicates();
      assertThat(commands.getOrDefault(2, List.of())).hasSizeLessThanOrEqualTo(SLOTS);
    }
  }

  private static List<EmailCommand> commands(RunningCarillon.Reader<EmailCommand> reader) {
    reader.until("all commands", all -> firstAttempts(all) >= EVENTS);
    return reader.toTheEnd();
  }

  private static long firstAttempts(List<EmailCommand> commands) {
    return commands.stream().filter(command -> command.getHeader().getAttempt() == 1).count();
  }
}
