package io.carillon.streams.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class UnsubscribePageTest {
  @Test
  void aTitleCannotBecomeMarkup() {
    String title = "<script>alert(\"1\")</script> & 'more'";
    String shown = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;more&#39;";

    assertThat(UnsubscribePage.asking(title)).contains(shown).doesNotContain("<script>");
    assertThat(UnsubscribePage.done(title)).contains(shown).doesNotContain("<script>");
  }
}
