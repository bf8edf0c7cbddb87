package io.carillon.delivery.newsletter;

import io.carillon.delivery.playpen.ContactAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything one subscribe call says (MOZ-15). Immutable.
 *
 * @param address who
 * @param slugs newsletters to add, at least one
 * @param country two letters; anything else is left out of the call
 * @param lang language of the contact; null to say nothing
 * @param optedIn whether the contact counts as opted in without a confirmation mail
 * @param sync whether Basket answers only when done
 * @param sourceUrl our site
 */
record Subscription(
    ContactAddress address,
    Set<String> slugs,
    @Nullable String country,
    @Nullable String lang,
    boolean optedIn,
    boolean sync,
    String sourceUrl) {
  private static final Pattern COUNTRY = Pattern.compile("[A-Za-z]{2}");

  /** The same, for other newsletters. */
  Subscription withSlugs(Set<String> others) {
    return new Subscription(address, others, country, lang, optedIn, sync, sourceUrl);
  }

  /** The form fields of the call, without the key. */
  Map<String, String> form() {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("email", address.value());
    form.put("newsletters", String.join(",", slugs));
    form.put("optin", optedIn ? "Y" : "N");
    form.put("sync", sync ? "Y" : "N");
    form.put("source_url", sourceUrl);
    if (country != null && COUNTRY.matcher(country).matches()) {
      form.put("country", country);
    }
    if (lang != null && !lang.isBlank()) {
      form.put("lang", lang);
    }
    return form;
  }
}
