package io.carillon.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.behaviours.Behaviour;
import org.junit.jupiter.api.Test;

@Behaviour({"BAS-25", "XC-9"})
class MaskingTest {

  @Test
  void ofAnAddressTheFirstLetterAndTheDomainRemain() {
    assertThat(Masking.mask("550 <ann.smith+news@example.org>: no such user"))
        .isEqualTo("550 <a***@example.org>: no such user");
  }

  @Test
  void everyAddressIsMasked() {
    assertThat(Masking.mask("a@b.example, (zoë@x.example) to=carl@c.example;d@d.example"))
        .isEqualTo("a***@b.example, (z***@x.example) to=c***@c.example;d***@d.example");
  }

  @Test
  void aQuotedNameIsHiddenWhole() {
    assertThat(Masking.mask("to \"ann smith\"@example.org")).isEqualTo("to \"***\"@example.org");
  }

  @Test
  void anAddressThatWasCutOffIsMaskedToo() {
    assertThat(Masking.mask("no such user ann.smith@")).isEqualTo("no such user a***@");
  }

  @Test
  void anAddressOfOneLetterDoesNotLookLikeOne() {
    assertThat(Masking.mask("x@y.example")).isEqualTo("x***@y.example");
  }

  @Test
  void addressesOfOtherAlphabetsAreMaskedToo() {
    assertThat(Masking.mask("用户名@例え.jp")).isEqualTo("用***@例え.jp");
  }

  @Test
  void textWithoutAddressesStaysAsItIs() {
    assertThat(Masking.mask("451 4.7.1 try again @ noon")).isEqualTo("451 4.7.1 try again @ noon");
    assertThat(Masking.mask(null)).isNull();
  }

  @Test
  void longTextIsCutAfterItIsMasked() {
    String text = "x".repeat(490) + " ann.with.a.long.name@example.org";

    String masked = Masking.mask(text);

    assertThat(masked).hasSize(500).endsWith(" a***@exam");
  }
}
