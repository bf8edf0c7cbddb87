package io.carillon.delivery.templates;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A template could not be rendered with the values given. Names the template and what is missing,
 * never a value: the message may be logged and stored.
 */
public final class RenderingException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String template;
  private final @Nullable String missing;

  private RenderingException(String template, @Nullable String missing, String message) {
    super(template + ": " + message);
    this.template = template;
    this.missing = missing;
  }

  static RenderingException missingValue(String template, String name) {
    return new RenderingException(template, name, "no value for '" + name + "'");
  }

  static RenderingException failed(String template, String why) {
    return new RenderingException(template, null, why);
  }

  /**
   * Returns the template.
   *
   * @return its path below the templates directory, or the part asked for if there is none
   */
  public String template() {
    return template;
  }

  /**
   * Returns the value the template needs and the model does not have.
   *
   * @return its name; empty if something else went wrong
   */
  public Optional<String> missing() {
    return Optional.ofNullable(missing);
  }
}
