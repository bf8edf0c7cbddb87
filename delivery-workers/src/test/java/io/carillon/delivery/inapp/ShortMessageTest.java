package io.carillon.delivery.inapp;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.behaviours.Behaviour;
import org.junit.jupiter.api.Test;

final class ShortMessageTest {
  @Test
  @Behaviour("COB-3")
  void aMessageThatFitsStaysAsItIs() {
    String message = "m".repeat(100);

    assertThat(ShortMessage.of(message)).isEqualTo(message);
  }

  @Test
  @Behaviour("COB-3")
  void aLongerOneIsCutToAHundredCharactersWithItsEllipsis() {
    assertThat(ShortMessage.of("m".repeat(101))).isEqualTo("m".repeat(99) + "…").hasSize(100);
  }

  @Test
  void noBlankStandsBeforeTheEllipsis() {
    assertThat(ShortMessage.of("m".repeat(98) + " and more")).isEqualTo("m".repeat(98) + "…");
  }

  @Test
  void aCharacterOfTwoUnitsIsNotCutThrough() {
    assertThat(ShortMessage.of("m".repeat(98) + "😀 and more")).isEqualTo("m".repeat(98) + "…");
  }

  @Test
  void aLetterKeepsItsAccent() {
    assertThat(ShortMessage.of("m".repeat(98) + "e\u0301" + "nd")).isEqualTo("m".repeat(98) + "…");
  }

  @Test
  void anEmojiOfSeveralPartsStaysWhole() {
    String family = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67";

    assertThat(ShortMessage.of("m".repeat(95) + family + "m")).isEqualTo("m".repeat(95) + "…");
  }

  @Test
  void aCharacterWithoutEndIsCutBetweenCodePoints() {
    String stacked = "e" + "\u0301".repeat(200);

    assertThat(ShortMessage.of(stacked)).isEqualTo("e" + "\u0301".repeat(98) + "…");
  }
}
