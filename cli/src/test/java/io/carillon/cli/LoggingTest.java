package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Collections;
import org.junit.jupiter.api.Test;

final class LoggingTest {
  /** With two, the order of the class path would say which one counts. */
  @Test
  void allOfCarillonTogetherHasOneWayToLog() throws IOException {
    assertThat(Collections.list(getClass().getClassLoader().getResources("logback.xml")))
        .singleElement()
        .asString()
        .contains("settings");
  }
}
