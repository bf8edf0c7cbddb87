package io.carillon.delivery.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.behaviours.Behaviour;
import org.junit.jupiter.api.Test;

final class PlainTextTest {
  @Test
  @Behaviour("OES-9")
  void tagsGoAndWordsStay() {
    String html =
        """
        <html><head><title>No</title><style>p { color: red }</style></head>
        <body><!-- no --><h1>Hello</h1>
        <p>Tom &amp; Ann,<br>see <a href="https://example.org/">our
          page</a>.</p><ul><li>one</li><li>two</li></ul>
        1 &lt; 2, a < b</body></html>
        """;

    assertThat(PlainText.of(html))
        .isEqualTo(
            """
            Hello

            Tom & Ann,
            see our page (https://example.org/).

            one
            two

            1 < 2, a < b""");
  }

  @Test
  void anEscapedEntityStaysEscapedOnce() {
    assertThat(PlainText.of("&amp;lt;b&amp;gt;")).isEqualTo("&lt;b&gt;");
  }
}
