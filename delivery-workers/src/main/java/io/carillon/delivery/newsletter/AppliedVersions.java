package io.carillon.delivery.newsletter;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Remembers the version of the wish last applied to each member's newsletters, so that a retry that
 * a newer wish has overtaken changes nothing (MOZ-11, BAS-24). Knows only what this process did,
 * and of that only the members seen last: the topology drops overtaken retries as well, this
 * catches those already on their way. Thread-safe.
 */
final class AppliedVersions {
  private final Map<String, Map<String, Long>> byMember;

  /**
   * Makes an empty memory.
   *
   * @param capacity how many members are remembered, 1 or more
   */
  AppliedVersions(int capacity) {
    byMember =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Map<String, Long>> eldest) {
            return size() > capacity;
          }
        };
  }

  /**
   * Finds which newsletters a wish may still change.
   *
   * @param member the member
   * @param version the version of the wish
   * @param slugs the newsletters it names
   * @return those to which no higher version was applied, in the same order
   */
  synchronized Set<String> stillCurrent(String member, long version, Set<String> slugs) {
    Map<String, Long> applied = byMember.getOrDefault(member, Map.of());
    Set<String> current = new LinkedHashSet<>(slugs);
    current.removeIf(slug -> applied.getOrDefault(slug, Long.MIN_VALUE) > version);
    return current;
  }

  /**
   * Notes that a wish was applied.
   *
   * @param member the member
   * @param version the version of the wish
   * @param slugs the newsletters it was applied to
   */
  synchronized void record(String member, long version, Set<String> slugs) {
    Map<String, Long> applied = byMember.computeIfAbsent(member, key -> new HashMap<>());
    slugs.forEach(slug -> applied.merge(slug, version, Math::max));
  }
}
