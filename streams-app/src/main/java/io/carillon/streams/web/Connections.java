package io.carillon.streams.web;

import io.carillon.streams.flow.Progress;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.state.HostInfo;

/**
 * What questions and changes go to. Whoever made the parts closes them.
 *
 * @param streams holds the stores
 * @param self what the other instances know this one as
 * @param group the consumer group that reads the inputs
 * @param progress how far they have been read
 * @param admin tells how far the group has committed
 * @param changes writes changes of preferences: all replicas acknowledge, nothing is doubled
 */
public record Connections(
    KafkaStreams streams,
    HostInfo self,
    String group,
    Progress progress,
    Admin admin,
    Producer<String, SpecificRecord> changes) {

  /**
   * Asks whether any broker answers.
   *
   * @return empty if one does within the time for which this instance is believed to have its tasks
   *     without hearing from the brokers, else what is wrong
   */
  public Optional<String> brokersProblem() {
    DescribeClusterOptions patience =
        new DescribeClusterOptions().timeoutMs((int) Freshness.BELIEVED.toMillis());
    try {
      admin.describeCluster(patience).nodes().get();
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      return Optional.of("no broker answers");
    }
  }
}
