package io.carillon.localstack.basket;

import io.carillon.localstack.basket.Newsletter.Kind;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The newsletters there are. Immutable. */
final class Catalogue {
  private final Map<String, Newsletter> bySlug = new LinkedHashMap<>();

  Catalogue(List<Newsletter> newsletters) {
    for (Newsletter newsletter : newsletters) {
      if (bySlug.put(newsletter.slug(), newsletter) != null) {
        throw new IllegalArgumentException("two newsletters named " + newsletter.slug());
      }
    }
    for (Newsletter group : newsletters) {
      for (String member : group.members()) {
        if (!isNewsletter(member)) {
          throw new IllegalArgumentException(group.slug() + " has no newsletter " + member);
        }
      }
    }
  }

  /** Returns the newsletters themselves, neither groups nor messages. */
  Collection<Newsletter> newsletters() {
    return bySlug.values().stream().filter(entry -> entry.kind() == Kind.NEWSLETTER).toList();
  }

  /**
   * Refuses what a caller must not ask for, before anything is done about any of it (BAS-5).
   *
   * @param slugs as asked for
   * @param isAuthorised whether private ones are allowed
   */
  void check(Collection<String> slugs, boolean isAuthorised) {
    for (String slug : slugs) {
      if (!bySlug.containsKey(slug)) {
        throw BasketError.invalidNewsletter();
      }
    }
    if (!isAuthorised && expanded(slugs).stream().anyMatch(this::isPrivate)) {
      throw BasketError.privateNewsletter();
    }
  }

  /** Returns the newsletters asked for, groups replaced by their members, messages left out. */
  Set<String> expanded(Collection<String> slugs) {
    Set<String> expanded = new LinkedHashSet<>();
    for (String slug : slugs) {
      find(slug)
          .ifPresent(
              entry -> {
                switch (entry.kind()) {
                  case NEWSLETTER -> expanded.add(slug);
                  case GROUP -> expanded.addAll(entry.members());
                  case TRANSACTIONAL -> {}
                }
              });
    }
    return expanded;
  }

  List<String> transactional(Collection<String> slugs) {
    return slugs.stream()
        .filter(slug -> find(slug).map(e -> e.kind() == Kind.TRANSACTIONAL).orElse(false))
        .toList();
  }

  boolean isPrivate(String slug) {
    return find(slug).map(Newsletter::isPrivate).orElse(false);
  }

  boolean isActive(String slug) {
    return find(slug).map(Newsletter::isActive).orElse(false);
  }

  boolean needsConfirmation(String slug) {
    return find(slug).map(Newsletter::needsConfirmation).orElse(false);
  }

  boolean isFirefoxBranded(String slug) {
    return find(slug).map(Newsletter::firefoxBranded).orElse(false);
  }

  private boolean isNewsletter(String slug) {
    return find(slug).map(entry -> entry.kind() == Kind.NEWSLETTER).orElse(false);
  }

  private Optional<Newsletter> find(String slug) {
    return Optional.ofNullable(bySlug.get(slug));
  }
}
