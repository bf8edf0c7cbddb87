package io.carillon.delivery.templates;

import freemarker.template.TemplateMethodModelEx;
import freemarker.template.TemplateModelException;
import freemarker.template.TemplateScalarModel;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The function {@code link(url)} of the templates: gives the URL back if a reader may be sent
 * there, and fails otherwise. Escaping HTML does not stop {@code javascript:}. Passes {@code
 * https:} and {@code mailto:}, and {@code http:} to this very machine, which is what a
 * demonstration has.
 */
final class CheckedLink implements TemplateMethodModelEx {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  @Override
  public Object exec(@SuppressWarnings("rawtypes") List arguments) throws TemplateModelException {
    if (arguments.size() != 1 || !(arguments.get(0) instanceof TemplateScalarModel url)) {
      throw new TemplateModelException("link(...) takes one string");
    }
    String text = url.getAsString();
    if (text == null || !isHarmless(text)) {
      throw new RefusedLinkException();
    }
    return text;
  }

  static boolean isHarmless(String url) {
    try {
      URI uri = new URI(url);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      return switch (scheme) {
        case "https" -> uri.getHost() != null;
        case "http" -> uri.getHost() != null && LOOPBACK.contains(uri.getHost());
        case "mailto" -> uri.getSchemeSpecificPart().indexOf('@') > 0;
        default -> false;
      };
    } catch (URISyntaxException e) {
      // Blanks and control characters end here: some readers would skip them, and so find a scheme.
      return false;
    }
  }

  /** A link that no reader may be sent to. */
  static final class RefusedLinkException extends TemplateModelException {
    private static final long serialVersionUID = 1L;

    private RefusedLinkException() {
      super("link(...) takes an https: or mailto: URL");
    }
  }
}
