package io.carillon.delivery.inapp;

import io.carillon.avro.Channel;
import io.carillon.avro.InAppCommand;
import io.carillon.delivery.app.WorkerApp;
import io.carillon.delivery.app.WorkerSettings;
import io.carillon.delivery.engine.ChannelSpec;
import io.carillon.delivery.templates.Templates;
import io.carillon.schemas.Topics;
import io.carillon.settings.Section;
import io.carillon.settings.Settings;
import io.carillon.settings.SettingsException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The in-app worker as a process. */
public final class InAppWorker {
  /**
   * The channel as the engine knows it. In order per member, so that an inbox is in the order of
   * what happened; not marked before each attempt, since a second one writes the same entry.
   */
  public static final ChannelSpec<InAppCommand> SPEC =
      new ChannelSpec<>(
          Channel.IN_APP, Topics.IN_APP, Topics.IN_APP_BULK, InAppCommand::getHeader, true, false);

  private static final Logger LOG = LoggerFactory.getLogger(InAppWorker.class);

  private InAppWorker() {}

  /** What this worker is told: its own section and templates, and what every worker is. */
  record Told(InAppSettings inApp, Templates templates, WorkerSettings worker) {
    static Told read(Section root) {
      return new Told(
          root.section("in-app", InAppSettings::read),
          root.section("in-app", Templates::read),
          WorkerSettings.read(root));
    }
  }

  /**
   * Runs the worker until the process is asked to end. If settings or templates cannot be used,
   * says all that is wrong with them and ends with status 2.
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
    LOG.info("{}: {}", SPEC.label(), told.inApp());
    WorkerSettings worker = told.worker();
    WorkerApp.run(
        worker,
        SPEC,
        () -> InAppChannel.open(worker.kafka(), worker.registry(), told.inApp(), told.templates()));
  }
}
