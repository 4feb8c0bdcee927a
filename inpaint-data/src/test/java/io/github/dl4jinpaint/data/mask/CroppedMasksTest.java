package io.github.dl4jinpaint.data.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CroppedMasksTest {

  @Test
  void aPartOfALargerMaskIsCutOutAndFollowsFromTheSeed() {
    MaskGenerator halves =
        (height, width, seed) -> {
          assertThat(height).isEqualTo(40);
          assertThat(width).isEqualTo(24);
          byte[] valid = new byte[height * width];
          Arrays.fill(valid, valid.length / 2, valid.length, (byte) 1);
          return new Mask(height, width, valid);
        };
    CroppedMasks masks = new CroppedMasks(halves, 4);

    Mask mask = masks.generate(10, 6, 7);

    assertThat(mask.height()).isEqualTo(10);
    assertThat(mask.width()).isEqualTo(6);
    for (int y = 1; y < 10; y++) {
      // Holes above, valid pixels below, as in the whole.
      assertThat(mask.isValid(y - 1, 0) && !mask.isValid(y, 0)).isFalse();
    }
    assertThat(masks.generate(10, 6, 7)).isEqualTo(mask);
  }

  @Test
  void nearlyEveryCropHasAHole() {
    CroppedMasks masks = new CroppedMasks(Masks.scratches(), 8);

    long without = 0;
    for (int seed = 0; seed < 100; seed++) {
      without += masks.generate(32, 32, seed).holeRatio() == 0 ? 1 : 0;
    }

    assertThat(without).isLessThan(5);
  }

  @Test
  void lessThanOneTimeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CroppedMasks(Masks.text(), 0))
        .withMessageContaining("0");
  }
}
