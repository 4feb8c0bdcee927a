package io.github.dl4jinpaint.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LossWatchTest {

  private final LossWatch watch = new LossWatch(List.of());

  @Test
  void whatIsNoFiniteNumberIsBadAtOnce() {
    assertThat(watch.take(Double.NaN)).isFalse();
    assertThat(watch.take(Double.POSITIVE_INFINITY)).isFalse();
    assertThat(watch.recent()).isEmpty();
  }

  @Test
  void moreThanAHundredTimesTheMedianIsBad() {
    for (int i = 0; i < 10; i++) {
      assertThat(watch.take(i < 4 ? 1e6 : 1)).isTrue();
    }
    assertThat(watch.take(100)).isTrue();
    assertThat(watch.take(101)).isFalse();
    assertThat(watch.recent()).hasSize(11);
  }

  @Test
  void theFirstLossesMayFallAndRiseAsTheyLike() {
    for (double loss : new double[] {1e-6, 1, 1e6, 1e-6, 1e9, 1, 1, 1, 1, 1}) {
      assertThat(watch.take(loss)).isTrue();
    }
  }

  @Test
  void onlyTheLastHundredCount() {
    for (int i = 0; i < 300; i++) {
      assertThat(watch.take(i < 150 ? 1000 : 1)).isTrue();
    }
    assertThat(watch.recent()).hasSize(100).containsOnly(1.0);
    assertThat(watch.take(1000)).isFalse();
    assertThat(new LossWatch(watch.recent()).take(1000)).isFalse();
  }
}
