package io.github.dl4jinpaint.data.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DrawnMasksTest {

  @ParameterizedTest
  @EnumSource(DrawnKind.class)
  void theHoleRatioIsWithinTheBoundsAndTheBorderIsValidAtAnySize(DrawnKind kind) {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1000; i++) {
      // Most are small, as drawing large ones takes its time.
      int largest = i % 50 == 0 ? 300 : 50;
      int height = random.nextInt(8, largest);
      int width = random.nextInt(8, largest);
      int border = random.nextInt(3);
      double room = (height - 2 * border) * (width - 2 * border) / (double) (height * width);
      double min = random.nextDouble() * (room - 0.2);
      double max = min + 0.2;
      long seed = random.nextLong();

      Mask mask =
          new DrawnMasks(kind)
              .withHoleRatio(min, max)
              .withValidBorder(border)
              .generate(height, width, seed);

      String what =
          "%d×%d, border %d, from %s, seed %d".formatted(height, width, border, min, seed);
      assertThat(mask.height()).isEqualTo(height);
      assertThat(mask.width()).isEqualTo(width);
      assertThat(mask.holeRatio()).as(what).isBetween(min, max);
      assertThat(Holes.inBorder(mask, border)).as(what).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(DrawnKind.class)
  void everySizeFromASinglePixelOnWorks(DrawnKind kind) {
    DrawnMasks any = new DrawnMasks(kind).withHoleRatio(0, 1);
    for (int height = 1; height <= 9; height++) {
      for (int width = 1; width <= 9; width++) {
        assertThat(any.generate(height, width, height).holeRatio()).isBetween(0.0, 1.0);
      }
    }
    assertThat(any.withHoleRatio(1, 1).generate(1, 1, 3).isValid(0, 0)).isFalse();
    assertThat(any.withHoleRatio(1, 1).generate(1, 200, 3).holeRatio()).isEqualTo(1);
    assertThat(any.withHoleRatio(0, 0).generate(7, 5, 3).holeRatio()).isZero();
  }

  @ParameterizedTest
  @EnumSource(DrawnKind.class)
  void twelveMegapixelsWork(DrawnKind kind) {
    assertThat(new DrawnMasks(kind).withHoleRatio(0.10, 0.12).generate(3000, 4000, 1).holeRatio())
        .isBetween(0.10, 0.12);
  }

  @ParameterizedTest
  @EnumSource(DrawnKind.class)
  void aMaskAskedForByItsBinIsInThatBin(DrawnKind kind) {
    for (HoleRatioBin bin : HoleRatioBin.values()) {
      for (int seed = 0; seed < 50; seed++) {
        Mask mask = new DrawnMasks(kind).withHoleRatio(bin).generate(30, 40, seed);
        assertThat(HoleRatioBin.of(mask)).contains(bin);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DrawnKind.class)
  void theSameSeedMakesTheSameMaskOnEveryThreadAndInEveryOrder(DrawnKind kind) {
    DrawnMasks masks = new DrawnMasks(kind).withHoleRatio(0.05, 0.5);
    List<Mask> made = SameMasks.assertSameEverywhere(masks, 20, 32);

    masks.generate(64, 8, 1);
    assertThat(masks.generate(20, 32, 7)).isEqualTo(made.get(7));
    assertThat(new HashSet<>(made)).hasSizeGreaterThan(295);
  }

  @ParameterizedTest
  @EnumSource(DrawnKind.class)
  void holesMayLieAnywhere(DrawnKind kind) {
    int[] holes = new int[16 * 16];
    for (int seed = 0; seed < 2000; seed++) {
      byte[] valid = new DrawnMasks(kind).withHoleRatio(0.1, 0.3).generate(16, 16, seed).pixels();
      for (int i = 0; i < holes.length; i++) {
        holes[i] += 1 - valid[i];
      }
    }

    assertThat(Arrays.stream(holes)).allMatch(count -> count > 5 && count < 1000);
  }

  @Test
  void aRandomWalkIsOneHoleWhosePixelsTouchAtTheirSides() {
    for (int seed = 0; seed < 300; seed++) {
      Mask mask = Masks.randomWalk().generate(40, 30, seed);
      assertThat(Holes.parts(mask, false)).hasSize(1);
    }
  }

  @Test
  void randomWalksReachEveryHoleRatioEquallyOften() {
    double[] ratios =
        LongStream.range(0, 2000)
            .mapToDouble(seed -> Masks.randomWalk().generate(32, 32, seed).holeRatio())
            .sorted()
            .toArray();

    for (int tenth = 1; tenth < 10; tenth++) {
      assertThat(ratios[tenth * 200]).isBetween(0.045 * tenth + 0.025, 0.045 * tenth + 0.075);
    }
  }

  @Test
  void aRectangleIsOneAndNoStripWhereThereIsAChoice() {
    for (int seed = 0; seed < 300; seed++) {
      List<Holes.Part> parts =
          Holes.parts(Masks.rectangle().withValidBorder(3).generate(40, 30, seed), false);

      assertThat(parts).singleElement().matches(Holes.Part::isRectangle);
      Holes.Part only = parts.get(0);
      assertThat(Math.max(only.height(), only.width()))
          .isLessThanOrEqualTo(3 * Math.min(only.height(), only.width()));
    }
    assertThat(Holes.parts(Masks.rectangle().withHoleRatio(0.15, 0.15).generate(1, 20, 1), false))
        .singleElement()
        .matches(part -> part.width() == 3);
  }

  @Test
  void severalRectanglesAreMostlyMoreThanOneAndFewPartsAreRagged() {
    List<Holes.Part> parts =
        LongStream.range(0, 300)
            .mapToObj(seed -> Masks.rectangles().withHoleRatio(0.05, 0.2).generate(64, 64, seed))
            .flatMap(mask -> Holes.parts(mask, false).stream())
            .toList();

    assertThat(parts).hasSizeGreaterThan(450);
    assertThat(parts.stream().filter(Holes.Part::isRectangle).count())
        .isGreaterThan(parts.size() / 2);
  }

  @Test
  void brushStrokesAreWideWhileScratchesAndTextAreThin() {
    assertThat(mean(Masks.brushStrokes(), Holes::thickShare)).isGreaterThan(0.85);
    assertThat(mean(Masks.scratches(), Holes::thickShare)).isLessThan(0.1);
    assertThat(mean(Masks.text(), Holes::thickShare)).isLessThan(0.5);
  }

  @Test
  void scratchesAreLongAndTextIsManySmallParts() {
    assertThat(mean(Masks.scratches(), DrawnMasksTest::longest)).isGreaterThan(90);
    assertThat(mean(Masks.text(), DrawnMasksTest::longest)).isBetween(20.0, 60.0);
    assertThat(mean(Masks.scratches(), mask -> Holes.parts(mask, true).size())).isLessThan(4);
    assertThat(mean(Masks.text(), mask -> Holes.parts(mask, true).size())).isGreaterThan(8);
  }

  private static double mean(DrawnMasks masks, ToDoubleFunction<Mask> measure) {
    return LongStream.range(0, 100)
        .mapToObj(seed -> masks.withHoleRatio(0.04, 0.12).generate(128, 128, seed))
        .mapToDouble(measure)
        .average()
        .orElseThrow();
  }

  private static double longest(Mask mask) {
    return Holes.parts(mask, true).stream()
        .mapToInt(part -> Math.max(part.height(), part.width()))
        .max()
        .orElseThrow();
  }

  @Test
  void shapesGrowWithTheImage() {
    for (DrawnMasks masks : List.of(Masks.brushStrokes(), Masks.text(), Masks.rectangles())) {
      double small = meanLargestPart(masks, 64);
      double large = meanLargestPart(masks, 256);
      assertThat(large / small).as(masks.toString()).isBetween(3.0, 5.0);
    }
  }

  private static double meanLargestPart(DrawnMasks masks, int side) {
    return LongStream.range(0, 100)
        .mapToObj(seed -> masks.withHoleRatio(0.05, 0.15).generate(side, side, seed))
        .mapToDouble(DrawnMasksTest::longest)
        .average()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "IRREGULAR, 8, 8, 0.101, 0.102, 0, '8×8 pixels has a hole ratio between 0.101 and 0.102: the"
        + " nearest are 0.09375 and 0.109375'",
    "RANDOM_WALK, 1, 1, 0.05, 0.5, 0, 'the nearest are 0.0 and 1.0'",
    "SCRATCHES, 100, 100, 0.05, 0.5, 40, 'a valid border of 40 pixels allows a mask of 100×100"
        + " pixels a hole ratio of at most 0.04'",
    "TEXT, 100, 31, 0.05, 0.5, 16, 'leaves nothing of a side of 31 pixels'",
    "RECTANGLE, 7, 6, 0.3095, 0.3096, 0, 'no rectangle within 7×6 pixels has 13 to 13 pixels: the"
        + " nearest have 12 and 14'",
    "BRUSH_STROKES, 0, 5, 0, 1, 0, 'not 0×5'"
  })
  void whatIsOutOfReachIsRefusedAndTheMessageTellsWhatIsNot(
      DrawnKind kind, int height, int width, double min, double max, int border, String message) {
    DrawnMasks masks = new DrawnMasks(kind).withHoleRatio(min, max).withValidBorder(border);

    assertThatThrownBy(() -> masks.generate(height, width, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"5, 50", "-0.1, 0.5", "0.5, 0.4", "NaN, 0.5"})
  void boundsThatAreNotSharesAreRefused(double min, double max) {
    assertThatThrownBy(() -> Masks.text().withHoleRatio(min, max))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("min " + min)
        .hasMessageContaining("max " + max);
  }

  @Test
  void aNegativeBorderIsRefused() {
    assertThatThrownBy(() -> Masks.text().withValidBorder(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1 pixels");
  }

  @Test
  void tellsWhatItIs() {
    assertThat(Masks.brushStrokes().withHoleRatio(0.1, 0.3))
        .hasToString("Masks.brushStrokes[hole ratio 0.1 to 0.3]");
    assertThat(Masks.scratches().withValidBorder(4))
        .hasToString("Masks.scratches[hole ratio 0.02 to 0.15, valid border 4]");
  }
}
