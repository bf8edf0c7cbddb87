package io.carillon.streams.decide;

import io.carillon.avro.Standing;
import io.carillon.settings.Secret;
import io.carillon.settings.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The managed newsletters (MOZ-1) and what must be set up for them (MOZ-2). Immutable.
 *
 * @param baseUrl the provider's base URL; here only whether there is one matters
 * @param apiKey the provider's key; here only whether there is one matters
 * @param phone the provider's name of the newsletter for every vouched person; may be empty
 * @param nda the provider's name of the newsletter for every full NDA member; may be empty
 * @param switchName the switch that must be on
 */
public record NewsletterSettings(
    @Nullable String baseUrl,
    @Nullable Secret apiKey,
    String phone,
    String nda,
    String switchName) {

  /** The newsletter of vouched people. */
  static final String PHONE = "phone";

  /** The newsletter of NDA members. */
  static final String NDA = "nda";

  /** Our own names of the managed newsletters, as the catalog uses them. */
  public static final Set<String> LISTS = Set.of(PHONE, NDA);

  /**
   * Reads the settings.
   *
   * @param section the section {@code newsletters}
   * @return the settings
   */
  public static NewsletterSettings read(Section section) {
    return new NewsletterSettings(
        section.optional("base-url"),
        section.secret("api-key"),
        section.string(PHONE, "mozilla-phone"),
        section.string(NDA, "mozillians-nda"),
        section.string("switch", "BASKET_SWITCH_ENABLED"));
  }

  /** The settings that are missing, so that nothing is sent (MOZ-2). */
  List<String> missing() {
    if (baseUrl != null && apiKey != null && !phone.isEmpty() && !nda.isEmpty()) {
      return List.of();
    }
    List<String> missing = new ArrayList<>();
    if (baseUrl == null) {
      missing.add("base-url");
    }
    if (apiKey == null) {
      missing.add("api-key");
    }
    if (phone.isEmpty()) {
      missing.add(PHONE);
    }
    if (nda.isEmpty()) {
      missing.add(NDA);
    }
    return missing;
  }

  /**
   * Those of {@link #LISTS} whose reason to be on them has changed since the member was deleted.
   */
  static List<String> listsWithNews(Standing standing) {
    List<String> lists = new ArrayList<>();
    if (standing.getVouchedAsOf() != null) {
      lists.add(PHONE);
    }
    if (standing.getNdaAsOf() != null) {
      lists.add(NDA);
    }
    return lists;
  }

  /** The provider's name of one of {@link #LISTS}. */
  String slug(String list) {
    return list.equals(PHONE) ? phone : nda;
  }
}
