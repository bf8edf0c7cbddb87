package io.carillon.streams.decide;

import io.carillon.avro.Channel;
import io.carillon.streams.catalog.Channels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A switch is off. A message type on a channel is on unless {@code <type>.<channel>} says otherwise
 * (OES-7); newsletters need every setting and their own switch, which is off unless it says
 * otherwise (MOZ-2).
 */
final class SwitchPolicy implements Policy {
  private final NewsletterSettings newsletters;
  private final Switches switches;

  SwitchPolicy(NewsletterSettings newsletters, Switches switches) {
    this.newsletters = newsletters;
    this.switches = switches;
  }

  @Override
  public String name() {
    return "switch";
  }

  @Override
  public @Nullable Skip judge(Question question) {
    if (question.channel() == Channel.NEWSLETTER) {
      List<String> missing = newsletters.missing();
      if (!missing.isEmpty()) {
        return new Skip(SkipReason.NOT_CONFIGURED, "newsletters: no " + String.join(", ", missing));
      }
      String name = newsletters.switchName();
      if (!Boolean.TRUE.equals(switches.state(name))) {
        return new Skip(SkipReason.SWITCH_OFF, name);
      }
    }
    String name = question.type().name() + "." + Channels.name(question.channel());
    return Boolean.FALSE.equals(switches.state(name))
        ? new Skip(SkipReason.SWITCH_OFF, name)
        : null;
  }
}
