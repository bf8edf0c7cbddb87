package io.carillon.delivery.templates;

import freemarker.cache.StringTemplateLoader;
import freemarker.cache.StrongCacheStorage;
import freemarker.core.ParseException;
import freemarker.core.TemplateClassResolver;
import freemarker.core._CoreAPI;
import freemarker.template.Configuration;
import freemarker.template.SimpleObjectWrapper;
import freemarker.template.Template;
import freemarker.template.TemplateExceptionHandler;
import io.carillon.delivery.templates.TemplateFile.PartKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compiles sources into templates by part and language, and collects every mistake. */
final class TemplateCompiler {
  /** What a channel cannot do without, once it has any part of a message type (ACE-14). */
  private static final Map<String, Set<String>> NEEDED =
      Map.of(
          "email", new TreeSet<>(Set.of("subject", "text")),
          "in-app", new TreeSet<>(Set.of("title", "message")));

  private final SortedMap<String, String> sources;
  private final Configuration sandbox;
  private final Set<Locale> locales = new LinkedHashSet<>();
  private final List<String> problems = new ArrayList<>();

  /** Parts there is a file for, though it may not compile: that is told, not that it is missing. */
  private final Set<PartKey> present = new LinkedHashSet<>();

  private final Map<PartKey, Map<String, Template>> compiled = new HashMap<>();

  private TemplateCompiler(SortedMap<String, String> sources) {
    this.sources = sources;
    this.sandbox = sandbox(sources);
  }

  /**
   * Compiles.
   *
   * @return templates by part, then by language tag, the default one's being empty
   * @throws InvalidTemplatesException naming everything that is wrong
   */
  static Map<PartKey, Map<String, Template>> compile(SortedMap<String, String> sources) {
    TemplateCompiler compiler = new TemplateCompiler(sources);
    compiler.run();
    return compiler.compiled;
  }

  private void run() {
    sources.keySet().stream().filter(path -> !TemplateFile.isShared(path)).forEach(this::compile);
    for (String path : sources.keySet()) {
      if (TemplateFile.isShared(path)) {
        compileShared(path);
      }
      problems.addAll(TemplateLint.problems(path, sources.getOrDefault(path, "")));
    }
    checkDefaults();
    checkNeeded();
    if (compiled.isEmpty() && problems.isEmpty()) {
      problems.add("there are none");
    }
    if (!problems.isEmpty()) {
      throw new InvalidTemplatesException(problems.stream().sorted().toList());
    }
  }

  private void compile(String path) {
    try {
      TemplateFile file = TemplateFile.of(path);
      locales.add(file.locale());
      present.add(file.key());
      Template template = parse(path, file.locale());
      if (compiled
              .computeIfAbsent(file.key(), key -> new TreeMap<>())
              .put(file.language(), template)
          != null) {
        problems.add(path + ": there is another file for the same language");
      }
    } catch (ParseException e) {
      problems.add(path + " line " + e.getLineNumber() + ": " + e.getEditorMessage());
    } catch (IllegalArgumentException | IOException e) {
      problems.add(path + ": " + e.getMessage());
    }
  }

  // An import is looked up in the locale of the template that asks, so each has its own copy here:
  // one that were parsed later would lack the interrupt checks.
  private void compileShared(String path) {
    if (!path.matches(TemplateFile.SHARED + "[a-z0-9-]+\\.ftlh")) {
      problems.add(path + ": must be named " + TemplateFile.SHARED + "<name>.ftlh");
      return;
    }
    try {
      for (Locale locale : locales) {
        parse(path, locale);
      }
    } catch (ParseException e) {
      problems.add(path + " line " + e.getLineNumber() + ": " + e.getEditorMessage());
    } catch (IOException e) {
      problems.add(path + ": " + e.getMessage());
    }
  }

  private Template parse(String path, Locale locale) throws IOException {
    Template template = sandbox.getTemplate(path, locale);
    // The only way to end a loop without output; internal to FreeMarker, but documented for this.
    _CoreAPI.addThreadInterruptedChecks(template);
    return template;
  }

  private void checkDefaults() {
    compiled.forEach(
        (key, languages) -> {
          if (!languages.containsKey("")) {
            problems.add(key + ": is translated but has no default");
          }
        });
  }

  private void checkNeeded() {
    Map<String, Set<String>> missing = new TreeMap<>();
    for (PartKey key : present) {
      for (String part : NEEDED.getOrDefault(key.channel(), Set.of())) {
        if (!present.contains(new PartKey(key.messageType(), key.channel(), part))) {
          missing
              .computeIfAbsent(key.messageType() + "/" + key.channel(), any -> new TreeSet<>())
              .add(part);
        }
      }
    }
    missing.forEach((where, parts) -> problems.add(where + ": lacks " + String.join(", ", parts)));
  }

  private static Configuration sandbox(Map<String, String> sources) {
    StringTemplateLoader memory = new StringTemplateLoader();
    sources.forEach(memory::putTemplate);
    Configuration sandbox = new Configuration(Configuration.VERSION_2_3_34);
    sandbox.setTemplateLoader(memory);
    sandbox.setLocalizedLookup(false);
    sandbox.setCacheStorage(new StrongCacheStorage());
    sandbox.setTemplateUpdateDelayMilliseconds(Long.MAX_VALUE);
    sandbox.setDefaultEncoding("UTF-8");
    sandbox.setTimeZone(TimeZone.getTimeZone("UTC"));
    sandbox.setRecognizeStandardFileExtensions(true);
    sandbox.setTagSyntax(Configuration.ANGLE_BRACKET_TAG_SYNTAX);
    sandbox.setInterpolationSyntax(Configuration.DOLLAR_INTERPOLATION_SYNTAX);
    sandbox.setObjectWrapper(new SimpleObjectWrapper(Configuration.VERSION_2_3_34));
    sandbox.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
    sandbox.setAPIBuiltinEnabled(false);
    sandbox.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    sandbox.setAttemptExceptionReporter((exception, environment) -> {});
    sandbox.setLogTemplateExceptions(false);
    sandbox.setWrapUncheckedExceptions(true);
    sandbox.setSharedVariable("link", new CheckedLink());
    return sandbox;
  }
}
