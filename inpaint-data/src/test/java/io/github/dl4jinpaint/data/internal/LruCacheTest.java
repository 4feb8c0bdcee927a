package io.github.dl4jinpaint.data.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LruCacheTest {
  private final LruCache<String, byte[]> cache = new LruCache<>(100, value -> value.length);
  private final List<String> made = new ArrayList<>();

  @Test
  void forgetsWhatWasNotUsedForLongestWhenThereIsNoMoreRoom() {
    ask("a", 40);
    ask("b", 40);
    ask("a", 40);
    ask("c", 40);

    assertThat(made).containsExactly("a", "b", "c");
    ask("a", 40);
    ask("c", 40);
    assertThat(made).hasSize(3);
    ask("b", 40);
    assertThat(made).hasSize(4);
  }

  @Test
  void whatFitsExactlyIsKept() {
    IntStream.range(0, 10).forEach(i -> ask("value " + i, 10));
    IntStream.range(0, 10).forEach(i -> ask("value " + i, 10));

    assertThat(made).hasSize(10);
  }

  @Test
  void aValueLargerThanTheLimitIsKeptAloneUntilTheNext() {
    ask("small", 1);
    ask("large", 1000);
    ask("large", 1000);
    ask("small", 1);
    ask("large", 1000);

    assertThat(made).containsExactly("small", "large", "small", "large");
  }

  @Test
  void aValueMadeTwiceAtTheSameTimeCountsOnce() {
    cache.get("a", () -> ask("a", 60));
    ask("b", 40);
    ask("a", 60);

    assertThat(made).containsExactly("a", "b");
  }

  private byte[] ask(String key, int size) {
    return cache.get(
        key,
        () -> {
          made.add(key);
          return new byte[size];
        });
  }
}
