package io.github.dl4jinpaint.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;

class CosineScheduleTest {

  @Test
  void itFallsFromTheInitialRateToZeroThroughItsHalf() {
    CosineSchedule schedule = new CosineSchedule(0.02, 1000);

    assertThat(schedule.valueAt(0, 0)).isEqualTo(0.02);
    assertThat(schedule.valueAt(500, 7)).isCloseTo(0.01, within(1e-12));
    assertThat(schedule.valueAt(999, 0)).isPositive().isLessThan(1e-6);
    assertThat(schedule.valueAt(1000, 0)).isZero();
    assertThat(schedule.valueAt(5000, 0)).isZero();
  }

  @Test
  void itSurvivesANetworksJson() {
    var configuration =
        Networks.tiny()
            .size(16, 16)
            .updater(new Adam(new CosineSchedule(0.02, 123)))
            .configuration();

    assertThat(ComputationGraphConfiguration.fromJson(configuration.toJson()))
        .isEqualTo(configuration);
  }

  @Test
  void valuesOutOfBoundsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CosineSchedule(0, 10))
        .withMessageContaining("got 0.0 and 10");
    assertThatIllegalArgumentException().isThrownBy(() -> new CosineSchedule(Double.NaN, 10));
    assertThatIllegalArgumentException().isThrownBy(() -> new CosineSchedule(0.1, 0));
  }
}
