package io.github.dl4jinpaint.data.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IrregularMasksTest {
  private static final int CASES = 10_000;

  @ParameterizedTest
  @CsvSource({
    "0.05, 0.50",
    "0.10, 0.12",
    "0.01, 0.10",
    "0.50, 0.60",
    "0.40, 0.42",
    "0.90, 1",
    "0, 0.02"
  })
  void theHoleRatioIsWithinTheBoundsAtAnySize(double min, double max) {
    IrregularMasks masks = IrregularMasks.withHoleRatio(min, max);
    SplittableRandom random = new SplittableRandom(1);

    for (int i = 0; i < CASES / 10; i++) {
      // Most are small, as drawing large ones takes its time.
      int largest = i % 20 == 0 ? 257 : 49;
      int height = random.nextInt(8, largest);
      int width = random.nextInt(8, largest);
      long seed = random.nextLong();

      assertThat(masks.generate(height, width, seed).holeRatio())
          .as("%d×%d, seed %d", height, width, seed)
          .isBetween(min, max);
    }
  }

  @Test
  void theHoleRatioIsWithinTheBoundsOnCifarImages() {
    for (int seed = 0; seed < CASES; seed++) {
      assertThat(IrregularMasks.defaults().generate(32, 32, seed).holeRatio()).isBetween(0.05, 0.5);
    }
  }

  @Test
  void aRangeOfOnePixelCountIsReached() {
    for (int holes = 0; holes <= 64; holes++) {
      double ratio = holes / 64.0;
      Mask mask = IrregularMasks.withHoleRatio(ratio, ratio).generate(8, 8, holes);
      assertThat(mask.holeRatio()).isEqualTo(ratio);
    }
  }

  @Test
  void theMeanHoleRatioOfCifarMasksIsAboutSixteenPercent() {
    double mean =
        IntStream.range(0, CASES)
            .mapToDouble(seed -> IrregularMasks.defaults().generate(32, 32, seed).holeRatio())
            .average()
            .orElseThrow();

    assertThat(mean).isBetween(0.15, 0.17);
  }

  @Test
  void theSameSeedMakesTheSameMaskOnEveryThreadAndInEveryOrder() {
    IrregularMasks masks = IrregularMasks.defaults();
    List<Mask> made = SameMasks.assertSameEverywhere(masks, 20, 32);

    masks.generate(64, 8, 1);
    assertThat(masks.generate(20, 32, 7)).isEqualTo(made.get(7));
  }

  @Test
  void theMasksOfASeedAreThoseTheyHaveAlwaysBeen() {
    CRC32 crc = new CRC32();
    for (int seed = 0; seed < 1000; seed++) {
      crc.update(IrregularMasks.defaults().generate(32, 32, seed).pixels());
    }

    assertThat(crc.getValue()).isEqualTo(73252782);
  }

  @Test
  void areTheIrregularOnesOfMasks() {
    assertThat(IrregularMasks.withHoleRatio(0.1, 0.3).generate(20, 30, 5))
        .isEqualTo(Masks.irregular().withHoleRatio(0.1, 0.3).generate(20, 30, 5));
    assertThat(IrregularMasks.withHoleRatio(0.1, 0.3).withValidBorder(2).generate(20, 30, 5))
        .isEqualTo(
            Masks.irregular().withHoleRatio(0.1, 0.3).withValidBorder(2).generate(20, 30, 5));
    assertThat(IrregularMasks.defaults()).hasToString("IrregularMasks[hole ratio 0.05 to 0.5]");
  }

  @Test
  void differentSeedsMakeDifferentMasks() {
    Set<Mask> different = new HashSet<>();
    for (int seed = 0; seed < 1000; seed++) {
      different.add(IrregularMasks.defaults().generate(32, 32, seed));
    }

    assertThat(different).hasSize(1000);
  }

  @Test
  void holesMayLieAnywhere() {
    int[] holes = new int[32 * 32];
    for (int seed = 0; seed < 2000; seed++) {
      Mask mask = IrregularMasks.defaults().generate(32, 32, seed);
      for (int i = 0; i < holes.length; i++) {
        holes[i] += mask.isValid(i / 32, i % 32) ? 0 : 1;
      }
    }

    assertThat(Arrays.stream(holes)).allMatch(count -> count > 20 && count < 1000);
  }

  @Test
  void aRangeThatNoNumberOfPixelsReachesIsRefused() {
    assertThatThrownBy(() -> IrregularMasks.withHoleRatio(0.101, 0.102).generate(8, 8, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8×8")
        .hasMessageContaining("0.101 and 0.102")
        .hasMessageContaining("0.09375 and 0.109375");
  }

  @ParameterizedTest
  @CsvSource({"5, 50", "-0.1, 0.5", "0.5, 0.4", "NaN, 0.5"})
  void boundsThatAreNotSharesAreRefused(double min, double max) {
    assertThatThrownBy(() -> IrregularMasks.withHoleRatio(min, max))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("min " + min)
        .hasMessageContaining("max " + max);
  }
}
