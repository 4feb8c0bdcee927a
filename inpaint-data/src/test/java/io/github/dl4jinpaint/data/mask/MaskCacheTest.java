package io.github.dl4jinpaint.data.mask;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MaskCacheTest {
  private final MaskCache cache = new MaskCache(100);

  @Test
  void forgetsWhatWasNotUsedForLongestWhenThereIsNoMoreRoom() {
    cache.put("a", mask(40));
    cache.put("b", mask(40));
    cache.get("a");
    cache.put("c", mask(40));

    assertThat(cache.get("a")).isNotNull();
    assertThat(cache.get("b")).isNull();
    assertThat(cache.get("c")).isNotNull();
    assertThat(cache.pixels()).isEqualTo(80);
  }

  @Test
  void neverHoldsMoreThanItsLimit() {
    for (int i = 1; i <= 101; i++) {
      cache.put(i, mask(i));
      cache.put(i, mask(i));
      assertThat(cache.pixels()).isLessThanOrEqualTo(100);
    }
    assertThat(cache.get(100)).isNotNull();
    assertThat(cache.get(101)).isNull();
  }

  private static Mask mask(int pixels) {
    return new Mask(1, pixels, new byte[pixels]);
  }
}
