package io.carillon.delivery.newsletter;

import io.carillon.avro.Channel;
import io.carillon.avro.NewsletterCommand;
import io.carillon.delivery.app.WorkerApp;
import io.carillon.delivery.app.WorkerSettings;
import io.carillon.delivery.engine.ChannelSpec;
import io.carillon.schemas.Topics;
import io.carillon.settings.Section;
import io.carillon.settings.Settings;
import io.carillon.settings.SettingsException;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newsletter worker as a process. */
public final class NewsletterWorker {
  /**
   * The channel as the engine knows it. In order per member, so that a newsletter left after it was
   * joined stays left (MOZ-11); not marked before each attempt, since a second one is harmless.
   */
  public static final ChannelSpec<NewsletterCommand> SPEC =
      new ChannelSpec<>(
          Channel.NEWSLETTER,
          Topics.NEWSLETTER,
          Topics.NEWSLETTER_BULK,
          NewsletterCommand::getHeader,
          true,
          false);

  private static final Logger LOG = LoggerFactory.getLogger(NewsletterWorker.class);

  private NewsletterWorker() {}

  /** What this worker is told: its own section, and what every worker is. */
  record Told(NewsletterSettings newsletter, WorkerSettings worker) {
    static Told read(Section root) {
      return new Told(
          root.section("newsletter", NewsletterSettings::read), WorkerSettings.read(root));
    }
  }

  /**
   * Runs the worker until the process is asked to end. If the settings cannot be used, says all
   * that is wrong with them and ends with status 2.
   *
   * <p>Basket being away is no reason not to start: the engine waits for it, and the worker's
   * health says so.
   *
   * @param args {@code --config FILE} and {@code key=value}
   */
  public static void main(String[] args) {
    Told told;
    try {
      told = Settings.load(List.of(args), System.getenv()).read(Told::read);
    } catch (SettingsException e) {
      LOG.error("The worker does not start: {}", e.getMessage());
      System.exit(2);
      return;
    }
    LOG.info("{}: {}", SPEC.label(), told.newsletter());
    WorkerApp.run(
        told.worker(),
        SPEC,
        () ->
            new NewsletterChannel(
                told.newsletter(), told.worker().playpen().playpen(), InstantSource.system()));
  }
}
