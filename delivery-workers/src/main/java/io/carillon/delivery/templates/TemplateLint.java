package io.carillon.delivery.templates;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what FreeMarker would allow and we do not: ways around the escaping of HTML, code in
 * strings, and links whose scheme comes from a value unchecked. A net under trusted authors, not a
 * wall against hostile ones.
 */
final class TemplateLint {
  private static final Pattern COMMENT = Pattern.compile("<#--.*?-->", Pattern.DOTALL);

  private static final List<Rule> EVERYWHERE =
      List.of(
          rule("\\?\\s*no_?esc", "?no_esc lets HTML through"),
          rule("\\?\\s*interpret", "?interpret runs code in a string"),
          rule("\\?\\s*eval", "?eval runs code in a string"),
          rule("\\?\\s*(new|api)\\b", "?new and ?api reach classes"),
          rule("<#\\s*no_?auto_?esc", "<#noautoesc> lets HTML through"),
          rule("<#\\s*output_?format", "<#outputformat> changes the escaping"),
          rule("<#\\s*ftl\\b", "<#ftl> changes the escaping"),
          rule("\\.\\s*get_?optional_?template", "only <#import> with a fixed name"),
          rule("<#\\s*include\\b", "<#include> is not used; <#import> a macro"),
          rule(
              "<#\\s*import\\s+(?!\"/" + TemplateFile.SHARED + "[a-z0-9-]+\\.ftlh\"\\s)",
              "<#import> takes a fixed name: \"/" + TemplateFile.SHARED + "<name>.ftlh\""));

  private static final List<Rule> IN_HTML =
      List.of(
          rule("<script\\b", "<script> is not sent"),
          rule("<[a-z][^>]*\\son[a-z]+\\s*=", "event handlers are not sent"),
          // The value of such an attribute, up to its end, has an interpolation and does not begin
          // with a fixed scheme or with the call that checks it.
          rule(
              "\\b(href|src|action|formaction|background|poster|cite|data|srcset)\\s*=\\s*"
                  + "([\"']?)(?!https://|mailto:|cid:|\\$\\{\\s*link\\()[^\"'>]*\\$\\{",
              "write links as ${link(...)}, which checks their scheme"));

  private TemplateLint() {}

  private record Rule(Pattern forbidden, String why) {}

  private static Rule rule(String regex, String why) {
    return new Rule(Pattern.compile(regex, Pattern.CASE_INSENSITIVE), why);
  }

  /** Returns what is wrong with a source, one line each. */
  static List<String> problems(String path, String source) {
    List<String> problems = new ArrayList<>();
    check(EVERYWHERE, path, source, problems);
    if (TemplateFile.isHtml(path)) {
      check(IN_HTML, path, source, problems);
    }
    return problems;
  }

  private static void check(List<Rule> rules, String path, String source, List<String> problems) {
    // FreeMarker skips comments even inside an expression, so that they could hide a word.
    String bare = COMMENT.matcher(source).replaceAll("");
    for (Rule rule : rules) {
      Matcher found = rule.forbidden.matcher(source);
      if (found.find()) {
        problems.add(path + " line " + lineOf(source, found.start()) + ": " + rule.why);
      } else if (rule.forbidden.matcher(bare).find()) {
        problems.add(path + ": " + rule.why);
      }
    }
  }

  private static long lineOf(String source, int position) {
    return 1 + source.substring(0, position).chars().filter(c -> c == '\n').count();
  }
}
