package io.github.dl4jinpaint.data.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MasksTest {
  private final MaskGenerator top = (height, width, seed) -> Holes.mask("#..", "...");
  private final MaskGenerator bottom = (height, width, seed) -> Holes.mask("...", ".##");

  @Test
  void aCentredRectangleIsInTheMiddle() {
    Mask expected =
        Holes.mask(
            "......", //
            "..##..", "..##..", "..##..", "......");

    assertThat(Masks.centredRectangle(3, 2).generate(5, 6, 1)).isEqualTo(expected);
    assertThat(Masks.centredRectangle(0.5).generate(4, 6, 9))
        .isEqualTo(Holes.mask("......", ".###..", ".###..", "......"));
    assertThat(Masks.centredRectangle(0.01).generate(3, 3, 9))
        .isEqualTo(Holes.mask("...", ".#.", "..."));
    assertThat(Masks.centredRectangle(1.0).generate(2, 2, 9).holeRatio()).isEqualTo(1);
  }

  @Test
  void aRectangleOfAFixedSizeLiesAtEveryPlaceWhereItFits() {
    Set<Mask> places = new HashSet<>();
    for (int seed = 0; seed < 500; seed++) {
      Mask mask = Masks.rectangle(2, 3).generate(4, 6, seed);
      assertThat(Holes.parts(mask, false))
          .singleElement()
          .matches(part -> part.isRectangle() && part.height() == 2 && part.width() == 3);
      places.add(mask);
    }

    assertThat(places).hasSize(3 * 4);
  }

  @Test
  void rectanglesThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> Masks.rectangle(5, 3).generate(4, 6, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5×3")
        .hasMessageContaining("4×6");
    assertThatThrownBy(() -> Masks.centredRectangle(0, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0×3");
    assertThatThrownBy(() -> Masks.centredRectangle(50.0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("50.0");
  }

  @Test
  void oneOfSeveralIsTakenAsOftenAsItsWeightSays() {
    MaskGenerator never = (height, width, seed) -> Holes.mask("###", "###");
    MaskGenerator masks = Masks.oneOf(List.of(never, top, bottom, never), 0, 3, 1, 0);

    List<Mask> made =
        IntStream.range(0, 4000).mapToObj(seed -> masks.generate(2, 3, seed)).toList();

    assertThat(made.stream().filter(top.generate(2, 3, 0)::equals).count()).isBetween(2900L, 3100L);
    assertThat(made).doesNotContain(never.generate(2, 3, 0));
  }

  @Test
  void withoutWeightsEachIsTakenEquallyOften() {
    MaskGenerator masks = Masks.oneOf(top, bottom);

    long tops =
        IntStream.range(0, 2000)
            .filter(seed -> masks.generate(2, 3, seed).equals(top.generate(2, 3, 0)))
            .count();

    assertThat(tops).isBetween(900L, 1100L);
  }

  @Test
  void whichOneIsTakenDoesNotDecideItsMask() {
    MaskGenerator masks = Masks.oneOf(Masks.rectangle(1, 1), Masks.rectangle(2, 1));
    Set<Mask> different = new HashSet<>();
    for (int seed = 0; seed < 500; seed++) {
      different.add(masks.generate(4, 4, seed));
    }

    assertThat(different).hasSize(16 + 12);
  }

  @Test
  void aUnionHasTheHolesOfAll() {
    assertThat(Masks.union(top, bottom).generate(2, 3, 1)).isEqualTo(Holes.mask("#..", ".##"));
    assertThat(Masks.union(top).generate(2, 3, 1)).isEqualTo(Holes.mask("#..", "..."));
    assertThat(Masks.union(Masks.rectangle(1, 1), Masks.rectangle(1, 1)).generate(50, 50, 1))
        .matches(mask -> mask.holeRatio() == 2 / 2500.0);
  }

  @Test
  void aValidBorderGoesAroundEveryGenerator() {
    assertThat(top.withValidBorder(1).generate(4, 5, 0))
        .isEqualTo(Holes.mask(".....", ".#...", ".....", "....."));
    assertThat(top.withValidBorder(7).withValidBorder(0).generate(2, 3, 0))
        .isEqualTo(top.generate(2, 3, 0));
    assertThatThrownBy(() -> Masks.centredRectangle(0.5).withValidBorder(2).generate(9, 4, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("border of 2 pixels")
        .hasMessageContaining("side of 4 pixels");
  }

  @Test
  void aValidBorderLeavesTheHoleRatioOfCombinedMasksInTheirBounds() {
    MaskGenerator masks =
        Masks.oneOf(Masks.text(), Masks.union(Masks.scratches(), Masks.rectangle()))
            .withValidBorder(4);
    for (int seed = 0; seed < 200; seed++) {
      Mask mask = masks.generate(32, 32, seed);
      assertThat(Holes.inBorder(mask, 4)).isZero();
      assertThat(mask.holeRatio()).isBetween(0.02, 0.65);
    }
  }

  @Test
  void combinationsAreTheSameOnEveryThreadAndWhenReadBack() {
    MaskGenerator masks =
        Masks.oneOf(
            List.of(
                Masks.union(Masks.scratches(), Masks.brushStrokes()),
                Masks.centredRectangle(0.3),
                Masks.rectangle(3, 4).withValidBorder(2)),
            3,
            1,
            1);

    SameMasks.assertSameEverywhere(masks, 20, 32);
  }

  @Test
  void combinationsOfNothingAndWrongWeightsAreRefused() {
    assertThatThrownBy(Masks::oneOf).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(Masks::union).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Masks.oneOf(List.of(top, bottom), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 and 1");
    assertThatThrownBy(() -> Masks.oneOf(List.of(top, bottom), 1, -2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[1.0, -2.0]");
    assertThatThrownBy(() -> Masks.oneOf(List.of(top, bottom), 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[0.0, 0.0]");
    assertThatThrownBy(() -> Masks.oneOf(List.of(top), Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
  }
}
