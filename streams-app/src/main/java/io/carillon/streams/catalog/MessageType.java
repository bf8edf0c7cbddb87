package io.carillon.streams.catalog;

import io.carillon.avro.Channel;
import io.carillon.avro.Lane;
import io.carillon.avro.OnAmbiguous;
import io.carillon.avro.Priority;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the catalog: a kind of notification. Immutable.
 *
 * @param name its name, such as {@code nda-joined}; also the folder of its templates
 * @param event the record name of the event it comes from, such as {@code NdaJoined}
 * @param category its category
 * @param address which address it goes to
 * @param reachesDeparted whether it is also for members that are deleted or unknown
 * @param channels the channels it uses, in the order of the catalog; at least one
 * @param newsletter what it changes at the newsletter provider; null if nothing
 * @param expiresAfter how long after the event it may still be sent; more than zero
 * @param priority how much it matters to providers that know priorities
 * @param lane whether it waits behind urgent commands
 * @param onAmbiguous what to do if an attempt's end is not known
 * @param link where a click in the inbox, or on the button of a mail, leads; null for nowhere
 */
public record MessageType(
    String name,
    String event,
    Category category,
    Address address,
    boolean reachesDeparted,
    List<Channel> channels,
    @Nullable NewsletterAction newsletter,
    Duration expiresAfter,
    Priority priority,
    Lane lane,
    OnAmbiguous onAmbiguous,
    @Nullable String link) {

  /** Which of the addresses an event knows a message goes to. */
  public enum Address {
    /** The one in the member's profile. */
    PROFILE,
    /** The one before a change. */
    OLD,
    /** The one after a change. */
    NEW,
    /** The one captured before the account was deleted (MOZ-9). */
    CAPTURED
  }

  /** Copies the channels. */
  public MessageType {
    channels = List.copyOf(channels);
  }
}
