package io.carillon.delivery.email;

import io.carillon.avro.Channel;
import io.carillon.avro.EmailCommand;
import io.carillon.delivery.app.WorkerApp;
import io.carillon.delivery.app.WorkerSettings;
import io.carillon.delivery.engine.ChannelSpec;
import io.carillon.delivery.templates.Templates;
import io.carillon.schemas.Topics;
import io.carillon.settings.Section;
import io.carillon.settings.Settings;
import io.carillon.settings.SettingsException;
import java.time.Clock;
import java.util.List;
import org.eclipse.angus.mail.util.MailStreamProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The email worker as a process. */
public final class EmailWorker {
  /**
   * The channel as the engine knows it. In no order, since one mail says nothing of another; marked
   * before each attempt, since a relay would send the same mail twice.
   */
  public static final ChannelSpec<EmailCommand> SPEC =
      new ChannelSpec<>(
          Channel.EMAIL, Topics.EMAIL, Topics.EMAIL_BULK, EmailCommand::getHeader, false, true);

  private static final Logger LOG = LoggerFactory.getLogger(EmailWorker.class);

  private EmailWorker() {}

  /** What this worker is told: its own section and templates, and what every worker is. */
  record Told(EmailSettings email, Templates templates, WorkerSettings worker) {
    static Told read(Section root) {
      root.section("playpen", Told::checked);
      return new Told(
          root.section("email", EmailSettings::read),
          root.section("email", Templates::read),
          WorkerSettings.read(root));
    }

    /** The sandbox address gets mails here: one that cannot would have every mail rejected. */
    private static Section checked(Section playpen) {
      String sandbox = playpen.optional("sandbox-address");
      playpen.check(
          "sandbox-address",
          sandbox == null || MailAddress.isOne(sandbox),
          "must be a mail address");
      return playpen;
    }
  }

  /**
   * Runs the worker until the process is asked to end. If settings or templates cannot be used,
   * says all that is wrong with them and ends with status 2.
   *
   * @param args {@code --config FILE} and {@code key=value}
   */
  public static void main(String[] args) {
    // Otherwise Jakarta Mail looks through the class path for its own parts with every mail.
    System.setProperty("jakarta.mail.util.StreamProvider", MailStreamProvider.class.getName());
    Told told;
    try {
      told = Settings.load(List.of(args), System.getenv()).read(Told::read);
    } catch (SettingsException e) {
      LOG.error("The worker does not start: {}", e.getMessage());
      System.exit(2);
      return;
    }
    LOG.info("{}: {}", SPEC.label(), told.email());
    WorkerApp.run(told.worker(), SPEC, () -> channel(told));
  }

  private static EmailChannel channel(Told told) {
    return new EmailChannel(
        told.email(), told.templates(), told.worker().playpen().playpen(), Clock.systemUTC());
  }
}
