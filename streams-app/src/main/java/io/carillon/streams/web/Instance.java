package io.carillon.streams.web;

import java.util.Optional;

/** What the HTTP interface must know about the instance it belongs to. Thread-safe. */
public interface Instance {
  /**
   * How the instance is.
   *
   * @param alive false if only a new process can help
   * @param running whether the stores can be asked
   * @param state what it is doing, in one word
   */
  record Status(boolean alive, boolean running, String state) {}

  /**
   * Tells how the instance is.
   *
   * @return its status at this moment
   */
  Status status();

  /**
   * Asks whether a broker answers. May take as long as one that does not is waited for.
   *
   * @return empty if one does, else what is wrong
   */
  Optional<String> kafkaProblem();

  /**
   * Asks whether the schema registry answers. May take as long as a request to it.
   *
   * @return empty if it does, else what is wrong
   */
  Optional<String> registryProblem();

  /**
   * Returns all metrics.
   *
   * @return in the text format of Prometheus
   */
  String metrics();

  /**
   * Returns what questions about members are answered from.
   *
   * @return empty while the instance is starting
   */
  Optional<Connections> connections();
}
