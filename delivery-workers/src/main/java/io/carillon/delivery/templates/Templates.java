package io.carillon.delivery.templates;

import freemarker.core.InvalidReferenceException;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import io.carillon.delivery.templates.TemplateFile.PartKey;
import io.carillon.settings.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All templates, compiled. A template is the file {@code <message type>/<channel>/<part>[_<language
 * tag>].ftl} ({@code .ftlh} for HTML parts, which escape the values put into them); {@code
 * _shared/<name>.ftlh} holds macros for all. Immutable and thread-safe; changed files take effect
 * at the next start.
 */
public final class Templates {
  // Mail readers cut off long before this: Gmail at about 100 kB.
  private static final int MAX_CHARACTERS = 256 * 1024;
  private static final Duration MAX_TIME = Duration.ofSeconds(2);

  private static final Set<String> ONE_LINE_PARTS = Set.of("subject", "title", "from-name");
  private static final Set<String> HTML_PARTS = Set.of("html");
  private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}\\p{Cc}]+");
  private static final Pattern LINE_END_BLANKS = Pattern.compile("[ \\t]*\\R");
  private static final Pattern EMPTY_LINES = Pattern.compile("\\n{3,}");

  private final Map<PartKey, Map<String, Template>> compiled;
  private final int maxCharacters;
  private final Duration maxTime;
  private final ScheduledThreadPoolExecutor clock = Deadline.newClock();

  private Templates(SortedMap<String, String> sources, int maxCharacters, Duration maxTime) {
    this.compiled = TemplateCompiler.compile(sources);
    this.maxCharacters = maxCharacters;
    this.maxTime = maxTime;
  }

  /**
   * Loads the templates that come with Carillon, or those of a directory instead of them.
   *
   * @param directory holds all templates that are used; null for the built-in ones
   * @return the templates, compiled
   * @throws InvalidTemplatesException naming everything that is wrong with them
   */
  public static Templates load(@Nullable Path directory) {
    return directory == null ? builtIn() : of(TemplateSources.read(directory));
  }

  /**
   * Loads the templates that a channel's settings name, as {@link #load} does, and notes everything
   * that is wrong with them, so that it is known together with all other mistakes.
   *
   * @param section the channel's section; its {@code templates} is the directory, if it is given
   * @return the templates, compiled
   */
  public static Templates read(Section section) {
    try {
      return load(section.path("templates"));
    } catch (InvalidTemplatesException e) {
      e.problems().forEach(problem -> section.problem("templates", problem));
      throw e;
    }
  }

  /**
   * Loads the templates that come with Carillon.
   *
   * @return the templates, compiled
   */
  public static Templates builtIn() {
    return of(TemplateSources.builtIn());
  }

  /** Compiles sources, by their path. */
  static Templates of(SortedMap<String, String> sources) {
    return new Templates(sources, MAX_CHARACTERS, MAX_TIME);
  }

  /** Compiles sources, with limits on each rendering. */
  static Templates of(SortedMap<String, String> sources, int maxCharacters, Duration maxTime) {
    return new Templates(sources, maxCharacters, maxTime);
  }

  /**
   * Tells whether there is a template.
   *
   * @param messageType the message type
   * @param channel the channel, such as {@code email} or {@code in-app}
   * @param part which part of the message, such as {@code subject}
   * @return whether {@link #render} finds one, in whatever language
   */
  public boolean has(String messageType, String channel, String part) {
    return compiled.containsKey(new PartKey(messageType, channel, part));
  }

  /**
   * Renders one part of a message, in the best language there is: {@code fr-CA} falls back to
   * {@code fr}, that to the default (ACE-15). Runs of white space in a subject or title become one
   * blank, so that there is never a line end in one (ACE-16).
   *
   * @param messageType the message type
   * @param channel the channel, such as {@code email} or {@code in-app}
   * @param part which part of the message, such as {@code subject}
   * @param language the BCP 47 tag; null, or one that is none, for the default
   * @param model the values, by name
   * @return the text, not empty for a subject or title; of HTML parts, HTML
   * @throws RenderingException if there is no such template, it needs a value that is not in the
   *     model, or it gives too much text or takes too long
   */
  public String render(
      String messageType,
      String channel,
      String part,
      @Nullable String language,
      Map<String, String> model)
      throws RenderingException {
    PartKey key = new PartKey(messageType, channel, part);
    Map<String, Template> languages = compiled.get(key);
    if (languages == null) {
      throw RenderingException.failed(key.toString(), "there is no such template");
    }
    Template template = inBestLanguage(languages, language);
    String text = tidy(part, renderUninterrupted(template, model));
    if (ONE_LINE_PARTS.contains(part) && text.isEmpty()) {
      throw RenderingException.failed(template.getName(), "is empty");
    }
    return text;
  }

  private static Template inBestLanguage(
      Map<String, Template> languages, @Nullable String language) {
    String tag = language == null ? "" : TemplateFile.normalLanguage(language);
    Template template = languages.get(tag);
    while (template == null) {
      // RFC 4647 section 3.4, "lookup": cut from the end until something fits.
      tag = tag.substring(0, Math.max(0, tag.lastIndexOf('-')));
      template = languages.get(tag);
    }
    return template;
  }

  private static String tidy(String part, String text) {
    if (ONE_LINE_PARTS.contains(part)) {
      return BLANKS.matcher(text).replaceAll(" ").strip();
    }
    if (HTML_PARTS.contains(part)) {
      return text.strip();
    }
    // Directives leave blank lines behind; in a text these would be seen.
    String lines = LINE_END_BLANKS.matcher(text).replaceAll("\n");
    return EMPTY_LINES.matcher(lines).replaceAll("\n\n").strip();
  }

  /**
   * Renders on this thread, interrupting it for the deadline only. An interrupt meant for the
   * thread's owner is kept for it, as rendering never waits for anything.
   */
  private String renderUninterrupted(Template template, Map<String, String> model)
      throws RenderingException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        Deadline deadline = Deadline.start(clock, maxTime);
        try (deadline) {
          return process(template, model);
        } catch (StoppedException e) {
          if (deadline.isExpired()) {
            throw RenderingException.failed(template.getName(), "takes longer than " + maxTime);
          }
          interrupted = true;
        } finally {
          // After the deadline is closed no more interrupts come from it.
          if (Thread.interrupted() && !deadline.isExpired()) {
            interrupted = true;
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private String process(Template template, Map<String, String> model)
      throws RenderingException, StoppedException {
    CappedWriter out = new CappedWriter(maxCharacters);
    try {
      template.process(model, out);
      return out.toString();
    } catch (InvalidReferenceException e) {
      throw RenderingException.missingValue(template.getName(), missingName(e));
    } catch (CheckedLink.RefusedLinkException e) {
      throw RenderingException.failed(
          template.getName(), "line " + e.getLineNumber() + ": " + e.getMessageWithoutStackTop());
    } catch (TemplateException e) {
      // Not its message, nor itself as the cause: these may quote a value.
      throw RenderingException.failed(
          template.getName(), "fails at line " + e.getLineNumber() + blamed(e));
    } catch (CappedWriter.OverflowException e) {
      throw RenderingException.failed(template.getName(), "gives " + e.getMessage());
    } catch (IOException e) {
      throw RenderingException.failed(template.getName(), "imports what is not there");
    } catch (RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new StoppedException();
      }
      throw e;
    }
  }

  private static String missingName(InvalidReferenceException e) {
    String name = e.getBlamedExpressionString();
    return name == null ? "?" : name;
  }

  private static String blamed(TemplateException e) {
    String expression = e.getBlamedExpressionString();
    return expression == null ? "" : ", at " + expression;
  }

  /** Rendering was interrupted, by whomever. */
  private static final class StoppedException extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
