package io.carillon.settings;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class LoggingTest {
  private final LoggerContext logging = new LoggerContext();

  @Test
  void ourOwnIsLoggedFromInfoAndOthersFromWarn() throws Exception {
    configure();

    assertThat(logging.getLogger("io.carillon.any").getEffectiveLevel()).isEqualTo(Level.INFO);
    assertThat(logging.getLogger("org.apache.any").getEffectiveLevel()).isEqualTo(Level.WARN);
  }

  @Test
  void theVariableSaysHowMuchOfOurOwn() throws Exception {
    logging.putProperty(Settings.LOG_LEVEL, "debug");

    configure();

    assertThat(logging.getLogger("io.carillon.any").getEffectiveLevel()).isEqualTo(Level.DEBUG);
    assertThat(logging.getLogger("org.apache.any").getEffectiveLevel()).isEqualTo(Level.WARN);
  }

  @Test
  void namesTheFilterOfKafkasWarnings() throws Exception {
    configure();

    assertThat(logging.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("console"))
        .extracting(appender -> appender.getCopyOfAttachedFiltersList())
        .asInstanceOf(InstanceOfAssertFactories.list(Object.class))
        .hasExactlyElementsOfTypes(KafkaWarnings.class);
  }

  private void configure() throws Exception {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(logging);
    configurator.doConfigure(Settings.class.getResource("/logback.xml"));
  }
}
