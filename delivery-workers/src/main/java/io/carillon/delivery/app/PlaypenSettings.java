package io.carillon.delivery.app;

import io.carillon.delivery.playpen.Playpen;
import io.carillon.settings.Section;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may be contacted. Immutable.
 *
 * @param mode whether real people are
 * @param allowed who may be outside production, as {@link Playpen} reads it
 * @param sandboxAddress who receives everything else; null to withhold it
 */
public record PlaypenSettings(
    Playpen.Mode mode, List<String> allowed, @Nullable String sandboxAddress) {

  /** Copies the list. */
  public PlaypenSettings {
    allowed = List.copyOf(allowed);
  }

  /**
   * Makes the playpen that a channel is given.
   *
   * @return the playpen
   */
  public Playpen playpen() {
    return new Playpen(mode, allowed, sandboxAddress);
  }

  /**
   * Reads the section {@code playpen}: {@code mode}, {@code allowed}, {@code sandbox-address}.
   *
   * @param section the section
   * @return the settings; closed if nothing is given
   */
  static PlaypenSettings read(Section section) {
    return new PlaypenSettings(
        section.choice("mode", Playpen.Mode.class, Playpen.Mode.SANDBOX),
        section.strings("allowed", List.of()),
        section.optional("sandbox-address"));
  }

  /** Hides the addresses. */
  @Override
  public String toString() {
    return "PlaypenSettings[mode="
        + mode
        + ", allowed="
        + allowed.size()
        + ", sandboxAddress="
        + (sandboxAddress == null ? "none" : "***")
        + "]";
  }
}
