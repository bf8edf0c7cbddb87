package io.carillon.streams.decide;

import io.carillon.settings.Section;
import java.net.URI;

/**
 * What notifications say about the site they come from. Immutable.
 *
 * @param name what readers call it
 * @param url where it is; links are relative to it
 */
public record SiteSettings(String name, URI url) {
  /**
   * Reads the settings.
   *
   * @param section the section {@code site}
   * @return the settings
   */
  public static SiteSettings read(Section section) {
    return new SiteSettings(
        section.string("name", "Carillon"), section.uri("url", URI.create("https://example.org/")));
  }
}
