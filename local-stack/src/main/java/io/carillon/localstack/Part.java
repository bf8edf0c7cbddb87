package io.carillon.localstack;

/** One of the services that a local stack can start. */
public enum Part {
  /** A single-node Kafka broker, port 9092 unless chosen otherwise. */
  KAFKA("Kafka", 9092),
  /** A schema registry with the Confluent HTTP interface, port 8081 unless chosen otherwise. */
  REGISTRY("the schema registry", 8081),
  /** A mail server that keeps what it gets, port 2525 unless chosen otherwise. */
  SMTP("the SMTP sink", 2525),
  /** A server that speaks Basket's newsletter contract, port 8090 unless chosen otherwise. */
  SANDBOX("the Basket sandbox", 8090);

  private final String title;
  private final int defaultPort;

  Part(String title, int defaultPort) {
    this.title = title;
    this.defaultPort = defaultPort;
  }

  /**
   * Returns the name to use in a sentence.
   *
   * @return such as {@code Kafka}
   */
  public String title() {
    return title;
  }

  /**
   * Returns the port this part listens on when none was chosen.
   *
   * @return a port number, 1–65535
   */
  public int defaultPort() {
    return defaultPort;
  }
}
