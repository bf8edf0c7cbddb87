package io.carillon.delivery.email;

import io.carillon.delivery.playpen.ContactAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a message is made of, checked. The same command gives the same mail, but for the
 * templates it was rendered with.
 *
 * @param commandId names the message
 * @param date when it was decided; its Date
 * @param from whom it is from
 * @param fromName the name before that; null for none
 * @param replyTo where answers go; empty for the sender
 * @param toName the name before the recipient's address; null for none
 * @param body what it says
 * @param headers further headers in their order
 * @param attachments files, perhaps none
 */
record Mail(
    String commandId,
    Instant date,
    MailAddress from,
    @Nullable String fromName,
    List<MailAddress> replyTo,
    @Nullable String toName,
    Body body,
    Map<String, String> headers,
    List<Attachment> attachments) {

  /**
   * What a mail says.
   *
   * @param subject one line
   * @param text the plain part
   * @param html the HTML part; null for none
   */
  record Body(String subject, String text, @Nullable String html) {}

  /**
   * Where one copy of a mail goes.
   *
   * @param contact the only kind of address a mail is sent to
   * @param address the same, taken apart
   */
  record Target(ContactAddress contact, MailAddress address) {
    static Optional<Target> of(Optional<ContactAddress> contact) throws RefusedMailException {
      return contact.isEmpty()
          ? Optional.empty()
          : Optional.of(new Target(contact.get(), MailAddress.of(contact.get().value())));
    }
  }
}
