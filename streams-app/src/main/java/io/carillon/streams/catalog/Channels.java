package io.carillon.streams.catalog;

import io.carillon.avro.Channel;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The names of channels as people write them: lower case, with hyphens. */
public final class Channels {
  private static final Map<Channel, String> NAMES = new EnumMap<>(Channel.class);

  static {
    for (Channel channel : known()) {
      NAMES.put(channel, channel.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }

  private Channels() {}

  /**
   * Lists the channels.
   *
   * @return all of them, without what stands for those of later releases
   */
  public static List<Channel> known() {
    return Arrays.stream(Channel.values()).filter(channel -> channel != Channel.UNKNOWN).toList();
  }

  /**
   * Names a channel.
   *
   * @param channel the channel
   * @return its name, such as {@code in-app}; {@code unknown} for one of a later release
   */
  public static String name(Channel channel) {
    return NAMES.getOrDefault(channel, "unknown");
  }

  /**
   * Lists the names.
   *
   * @return the names of all channels
   */
  public static List<String> names() {
    return List.copyOf(NAMES.values());
  }

  /**
   * Finds a channel.
   *
   * @param name a name such as {@code in-app}
   * @return the channel, or empty if none has that name
   */
  public static Optional<Channel> named(String name) {
    return NAMES.keySet().stream().filter(channel -> name(channel).equals(name)).findFirst();
  }
}
