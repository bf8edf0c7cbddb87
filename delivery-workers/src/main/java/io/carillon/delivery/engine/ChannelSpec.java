package io.carillon.delivery.engine;

import io.carillon.avro.Channel;
import io.carillon.avro.CommandHeader;
import io.carillon.avro.Lane;
import io.carillon.schemas.Topic;
import java.util.Locale;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * What the engine must know about a channel, besides how to deliver. Immutable.
 *
 * @param <C> the channel's command
 * @param id which channel it is
 * @param urgent where its urgent commands are; served before any bulk one
 * @param bulk where its bulk commands are; as many partitions as {@code urgent}
 * @param header finds the header of a command
 * @param ordered whether the commands of one member are delivered one after the other, in the order
 *     of their topic
 * @param marksBegun whether an attempt is recorded before it is made, because the provider would
 *     not notice a second one; such an attempt, cut off by a crash, is ambiguous and not repeated
 *     here
 */
public record ChannelSpec<C extends SpecificRecord>(
    Channel id,
    Topic<C> urgent,
    Topic<C> bulk,
    Function<C, CommandHeader> header,
    boolean ordered,
    boolean marksBegun) {

  /**
   * Returns the channel's name as it is written in topics, groups and metrics.
   *
   * @return a name such as {@code in-app}
   */
  public String label() {
    return id.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Returns the consumer group that all workers of the channel share.
   *
   * @return a group id such as {@code carillon-email}
   */
  public String groupId() {
    return "carillon-" + label();
  }

  /**
   * Returns the name under which the channel's workers report what they cannot read.
   *
   * @return a stage such as {@code worker-email}
   */
  public String stage() {
    return "worker-" + label();
  }

  Topic<C> topic(Lane lane) {
    return lane == Lane.URGENT ? urgent : bulk;
  }
}
