package io.carillon.streams.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.junit.jupiter.api.Test;

class TaskCacheTest {
  private static final String NAME = "cache";

  @Test
  void aKeyIsHeldFromTheSecondOfferOn() {
    TaskCache<Integer> cache = TaskCache.<Integer>builder(NAME, 2).build();

    cache.offer("ann", 1);
    assertThat(cache.get("ann")).isNull();

    cache.offer("ann", 2);
    assertThat(cache.get("ann")).isEqualTo(2);
    assertThat(cache.get("bob")).isNull();
  }

  @Test
  void whatIsWrittenReplacesOnlyWhatIsHeld() {
    TaskCache<Integer> cache = TaskCache.<Integer>builder(NAME, 2).build();
    hold(cache, "ann", 1);

    cache.replace("ann", 2);
    cache.replace("bob", 2);

    assertThat(cache.get("ann")).isEqualTo(2);
    assertThat(cache.get("bob")).isNull();
  }

  @Test
  void theFirstToComeGoesFirst() {
    TaskCache<Integer> cache = TaskCache.<Integer>builder(NAME, 2).build();

    hold(cache, "ann", 1);
    hold(cache, "bob", 1);
    hold(cache, "cleo", 1);

    assertThat(cache.get("ann")).isNull();
    assertThat(cache.get("bob")).isEqualTo(1);
    assertThat(cache.get("cleo")).isEqualTo(1);
  }

  @Test
  void whoComesOnceDisplacesNobody() {
    TaskCache<Integer> cache = TaskCache.<Integer>builder(NAME, 1).build();
    hold(cache, "ann", 1);

    for (int stranger = 0; stranger < 1000; stranger++) {
      cache.offer("stranger" + stranger, 1);
    }

    assertThat(cache.get("ann")).isEqualTo(1);
  }

  @Test
  void allTasksHaveOneLimit() {
    StoreBuilder<TaskCache<Integer>> tasks = TaskCache.builder(NAME, 2);
    TaskCache<Integer> busy = tasks.build();
    TaskCache<Integer> other = tasks.build();
    hold(busy, "ann", 1);
    hold(busy, "bob", 1);

    hold(other, "cleo", 1);
    assertThat(other.get("cleo")).isNull();

    busy.remove("ann");
    busy.remove("ann");
    hold(other, "cleo", 1);
    assertThat(other.get("cleo")).isEqualTo(1);
    assertThat(busy.get("bob")).isEqualTo(1);
  }

  @Test
  void withNoRoomNothingIsHeld() {
    TaskCache<Integer> cache = TaskCache.<Integer>builder(NAME, 0).build();

    hold(cache, "ann", 1);

    assertThat(cache.get("ann")).isNull();
  }

  @Test
  void aTaskThatStartsAgainRemembersNothing() {
    StoreBuilder<TaskCache<Integer>> tasks = TaskCache.builder(NAME, 1);
    TaskCache<Integer> cache = tasks.build();
    hold(cache, "ann", 1);
    MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    context.addStateStore(cache);

    TaskCache<Integer> again = TaskCache.of(context, NAME);

    assertThat(again.get("ann")).isNull();
    again.offer("ann", 1);
    assertThat(again.get("ann")).isNull();
    hold(again, "bob", 1);
    assertThat(again.get("bob")).isEqualTo(1);
  }

  @Test
  void aTaskThatEndsMakesRoom() {
    StoreBuilder<TaskCache<Integer>> tasks = TaskCache.builder(NAME, 1);
    TaskCache<Integer> ended = tasks.build();
    hold(ended, "ann", 1);

    ended.close();

    assertThat(ended.isOpen()).isFalse();
    TaskCache<Integer> other = tasks.build();
    hold(other, "bob", 1);
    assertThat(other.get("bob")).isEqualTo(1);
  }

  @Test
  void ofAChangelogItWillNotHear() {
    StoreBuilder<TaskCache<Integer>> tasks = TaskCache.builder(NAME, 1);

    assertThat(tasks.withCachingEnabled().withLoggingDisabled().loggingEnabled()).isFalse();
    assertThatThrownBy(() -> tasks.withLoggingEnabled(Map.of()))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static void hold(TaskCache<Integer> cache, String key, int value) {
    cache.offer(key, value);
    cache.offer(key, value);
  }
}
