package io.carillon.delivery.email;

import io.carillon.avro.AttachmentRef;
import io.carillon.avro.CommandHeader;
import io.carillon.avro.EmailCommand;
import io.carillon.delivery.templates.RenderingException;
import io.carillon.delivery.templates.Templates;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns a command into a mail, or says why it can never be one. Immutable and thread-safe. */
final class MailComposer {
  private static final String CHANNEL = "email";
  private static final String HTML = "html";
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_.@-]{1,256}");

  private final EmailSettings.Sender sender;
  private final EmailSettings.Rules rules;
  private final Templates templates;

  MailComposer(EmailSettings settings, Templates templates) {
    this.sender = settings.sender();
    this.rules = settings.rules();
    this.templates = templates;
  }

  /**
   * Renders and checks.
   *
   * @throws RefusedMailException if no attempt of the command can succeed
   */
  Mail compose(EmailCommand command) throws RefusedMailException {
    CommandHeader header = command.getHeader();
    String from = command.getFrom();
    // A name belongs to its address: a command's own sender does not get our name.
    String fromName =
        command.getFromName() != null || from != null ? command.getFromName() : sender.fromName();
    return new Mail(
        header.getCommandId(),
        header.getCreatedAt(),
        address(from == null ? sender.from() : from),
        fromName,
        addresses(command.getReplyTo().isEmpty() ? sender.replyTo() : command.getReplyTo()),
        displayName(command.getToName()),
        body(command),
        headers(command),
        attachments(command.getAttachments()));
  }

  /** What a member is called is their choice, and no reason to leave them without mail. */
  private static @Nullable String displayName(@Nullable String name) {
    return name == null || MailHeaders.isOneLine(name) ? name : null;
  }

  /**
   * Reads the blind copies.
   *
   * @throws RefusedMailException if the recipient is one of them (OES-13)
   */
  List<MailAddress> blindCopies(EmailCommand command) throws RefusedMailException {
    MailAddress to = MailAddress.of(command.getTo());
    List<MailAddress> copies = new ArrayList<>();
    for (MailAddress copy : addresses(command.getBcc())) {
      if (copy.isSame(to)) {
        throw RefusedMailException.ourFault("bcc-is-recipient", null);
      }
      if (copies.stream().noneMatch(copy::isSame)) {
        copies.add(copy);
      }
    }
    return copies;
  }

  private Mail.Body body(EmailCommand command) throws RefusedMailException {
    try {
      String subject =
          command.getSubject() == null ? render(command, "subject") : command.getSubject();
      MailHeaders.oneLine("subject", subject);
      String text = command.getText();
      String html = command.getHtml();
      // A command that brings one of the two brings both: a template's half would not fit.
      if (text == null && html == null) {
        text = render(command, "text");
        html =
            templates.has(command.getHeader().getMessageType(), CHANNEL, HTML)
                ? render(command, HTML)
                : null;
      }
      return new Mail.Body(
          subject, text != null ? text : PlainText.of(html == null ? "" : html), html);
    } catch (RenderingException e) {
      throw RefusedMailException.ourFault("template", e.getMessage());
    }
  }

  private String render(EmailCommand command, String part) throws RenderingException {
    CommandHeader header = command.getHeader();
    return templates.render(
        header.getMessageType(), CHANNEL, part, header.getLanguage(), command.getModel());
  }

  private Map<String, String> headers(EmailCommand command) throws RefusedMailException {
    Map<String, String> headers = new LinkedHashMap<>();
    // RFC 3834: no automatic answers, please.
    headers.put("Auto-Submitted", "auto-generated");
    addUnsubscribe(command, headers);
    if (sender.feedbackId() != null) {
      headers.put("Feedback-ID", feedbackId(command.getHeader(), sender.feedbackId()));
    }
    if (sender.trackingHeader() != null && !command.getTrackingTags().isEmpty()) {
      headers.put(sender.trackingHeader(), tags(command.getTrackingTags()));
    }
    for (Map.Entry<String, String> given : new TreeMap<>(command.getHeaders()).entrySet()) {
      MailHeaders.check(given.getKey(), given.getValue());
      if (rules.allowedHeaders().contains(given.getKey().toLowerCase(Locale.ROOT))) {
        headers.put(given.getKey(), given.getValue());
      }
    }
    return headers;
  }

  // RFC 8058 section 3.1: exactly one https URL, and the fixed word. Both must be signed by DKIM,
  // which is the relay's part.
  private void addUnsubscribe(EmailCommand command, Map<String, String> headers)
      throws RefusedMailException {
    String url = command.getUnsubscribeUrl();
    if (url != null) {
      MailHeaders.oneLine("unsubscribe URL", url);
    }
    if (isHttps(url)) {
      headers.put("List-Unsubscribe", "<" + url + ">");
      headers.put("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    } else if (rules.requireUnsubscribe() && !command.getHeader().getTransactional()) {
      throw RefusedMailException.ourFault("no-unsubscribe", "no https URL to unsubscribe");
    }
  }

  private static boolean isHttps(@Nullable String url) {
    if (url == null) {
      return false;
    }
    try {
      URI uri = new URI(url);
      return "https".equalsIgnoreCase(uri.getScheme())
          && uri.getHost() != null
          && uri.toASCIIString().equals(url);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static String feedbackId(CommandHeader header, String senderId)
      throws RefusedMailException {
    String id = header.getMessageType() + ":" + header.getCategory() + ":email:" + senderId;
    return MailHeaders.oneLine("message type", id);
  }

  private static String tags(Map<String, String> tags) throws RefusedMailException {
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      if (!TAG.matcher(tag.getKey()).matches() || !TAG.matcher(tag.getValue()).matches()) {
        throw RefusedMailException.ourFault("header-injection", "a tracking tag is no plain word");
      }
    }
    return new TreeMap<>(tags)
        .entrySet().stream()
            .map(tag -> tag.getKey() + "=" + tag.getValue())
            .collect(Collectors.joining(", "));
  }

  private static List<Attachment> attachments(List<AttachmentRef> references)
      throws RefusedMailException {
    List<Attachment> attachments = new ArrayList<>();
    for (AttachmentRef reference : references) {
      attachments.add(Attachment.of(reference));
    }
    return attachments;
  }

  private static List<MailAddress> addresses(List<String> texts) throws RefusedMailException {
    List<MailAddress> addresses = new ArrayList<>();
    for (String text : texts) {
      addresses.add(address(text));
    }
    return addresses;
  }

  /** Reads an address that is not the recipient's: a mistake in it is ours. */
  private static MailAddress address(String text) throws RefusedMailException {
    try {
      return MailAddress.of(text);
    } catch (RefusedMailException e) {
      throw RefusedMailException.ourFault(
          "invalid-sender", "an address other than the recipient's");
    }
  }
}
