package io.carillon.cli.outages;

import static io.carillon.cli.outages.RunningCarillon.PATIENCE;
import static io.carillon.cli.outages.RunningCarillon.accepted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.avro.Channel;
import io.carillon.avro.DeliveryOutcome;
import io.carillon.avro.OutcomeStatus;
import io.carillon.behaviours.Behaviour;
import io.carillon.cli.outages.RunningCarillon.Child;
import io.carillon.localstack.basket.BasketSandbox;
import io.carillon.localstack.smtp.SmtpSink;
import io.carillon.localstack.smtp.Stage;
import io.carillon.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers that refuse for a while, or are away altogether: nothing is lost. */
class OutageIT {
  private static final int MEMBERS = 60;

  /** Far fewer than there are: who refuses all is left alone, and now and then tried with one. */
  private static final int REFUSED = 3;

  private static final Duration AWAY = Duration.ofMinutes(1);

  @Test
  @Behaviour({"XC-6", "XC-10", "MOZ-18"})
  void providersThatRefuseAndThenGoAwayLoseNothing(@TempDir Path folder) throws Exception {
    try (RunningCarillon carillon = RunningCarillon.start(folder);
        RunningCarillon.Reader<DeliveryOutcome> outcomes = carillon.read(Topics.OUTCOMES)) {
      SmtpSink smtp = carillon.stack().smtp();
      BasketSandbox sandbox = carillon.stack().sandbox();
      smtp.refuse(Stage.RCPT, 451, "4.3.0 come back later");
      sandbox.failWith(503);
      Child app = carillon.startApp();
      Child mails = carillon.startEmailWorker();
      Child newsletters = carillon.startNewsletterWorker();
      carillon.vouch(MEMBERS);

      outcomes.until(
          "both refuse",
          all ->
              retried(all, Channel.EMAIL) >= REFUSED && retried(all, Channel.NEWSLETTER) >= REFUSED,
          app,
          mails,
          newsletters);
      smtp.down();
      sandbox.down();
      long downSince = System.nanoTime();
      await("both workers say that their route is down")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> mails.routeIsDown() && newsletters.routeIsDown());
      await("they are away for a minute")
          .atMost(PATIENCE)
          .until(() -> System.nanoTime() - downSince >= AWAY.toNanos());
      assertThat(smtp.count()).isZero();
      smtp.behave();
      sandbox.behave();
      smtp.up();
      sandbox.up();

      outcomes.until(
          "all arrived",
          all ->
              accepted(all, Channel.EMAIL).size() >= MEMBERS
                  && accepted(all, Channel.NEWSLETTER).size() >= MEMBERS,
          app,
          mails,
          newsletters);
      assertThat(smtp.mails()).hasSize(MEMBERS);
      assertThat(sandbox.contacts())
          .hasSize(MEMBERS)
          .allSatisfy(contact -> assertThat(contact.newsletters()).containsKey("mozilla-phone"));
    }
  }

  private static long retried(Iterable<DeliveryOutcome> outcomes, Channel channel) {
    long count = 0;
    for (DeliveryOutcome outcome : outcomes) {
      if (outcome.getChannel() == channel && outcome.getStatus() == OutcomeStatus.RETRY_LATER) {
        count++;
      }
    }
    return count;
  }
}
