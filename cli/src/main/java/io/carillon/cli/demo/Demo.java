package io.carillon.cli.demo;

import io.carillon.schemas.RegistrySettings;
import io.carillon.schemas.SchemaRegistry;
import java.time.Duration;

/** A demo from start to end. */
final class Demo {
  private Demo() {}

  /**
   * Starts everything, plays a script, compares, and ends everything.
   *
   * @param plan what to run
   * @param tables what is known before the first event
   * @param script what happens
   * @param patience how long to wait for each part to be settled
   * @param progress is told of each phase
   * @return what came of it
   * @throws io.carillon.cli.CliException if anything does not come up or is not settled in time
   */
  static DemoResult run(
      LocalCarillon.Plan plan, Script tables, Script script, Duration patience, Progress progress)
      throws InterruptedException {
    progress.say("starting Kafka, the schema registry, the SMTP sink and the Basket sandbox");
    try (LocalCarillon carillon = LocalCarillon.start(plan)) {
      Thread hook = Launching.closeAtEnd(carillon);
      String registryUrl = carillon.stack().registryUrl().toString();
      try (SchemaRegistry registry = SchemaRegistry.open(RegistrySettings.of(registryUrl));
          Stage stage = new Stage(carillon, registry, System::nanoTime, patience)) {
        progress.say("starting the streams app and three workers, loading members");
        // Before the app starts: switches are read whole at its start.
        stage.load(tables);
        carillon.startApps(plan);
        carillon.awaitReady();
        TablesRead.await(carillon.stack().bootstrapServers(), patience, System::nanoTime);
        progress.say("sending events");
        stage.play(script);
        progress.say("all is settled, comparing what was decided with what arrived");
        DemoResult result = stage.result();
        progress.say("done");
        return result;
      } finally {
        Launching.forget(hook);
      }
    }
  }
}
