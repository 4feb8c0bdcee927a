package io.github.dl4jinpaint.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.data.mask.IrregularMasks;
import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.model.Networks;
import io.github.dl4jinpaint.model.inpainting.Pictures;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class ShiftMapTest {

  private static final Mask MASK = IrregularMasks.defaults().generate(32, 32, 5);

  @Test
  void holesInAPlainColourAreFilledWithIt() {
    int colour = new Color(200, 40, 90).getRGB();

    assertRestored(x -> colour);
  }

  @Test
  void stripesGoOnThroughHolesThatBlurNavierStokes() {
    IntUnaryOperator stripes = x -> x / 2 % 2 == 0 ? 0xFF20A020 : 0xFFE0E0E0;

    assertRestored(stripes);
    BufferedImage blurred =
        OpenCvInpainting.NAVIER_STOKES.inpaint(withHoles(stripes), MASK.toImage());
    assertThat(largestDifference(blurred, stripes)).isGreaterThan(50);
  }

  private static void assertRestored(IntUnaryOperator colour) {
    BufferedImage filled = ShiftMap.inpaint(withHoles(colour), MASK.toImage());

    assertThat(largestDifference(filled, colour)).isLessThanOrEqualTo(3); // rounding of CIELab
  }

  @Test
  void validPixelsStayAsTheyAre() {
    BufferedImage picture = Pictures.toImage(Networks.images(new Random(3), 1, 32, 32));

    BufferedImage filled = ShiftMap.inpaint(picture, MASK.toImage());

    for (int p = 0; p < 1024; p++) {
      if (MASK.isValid(p / 32, p % 32)) {
        assertThat(filled.getRGB(p % 32, p / 32)).isEqualTo(picture.getRGB(p % 32, p / 32));
      }
    }
  }

  /** A picture of columns of a colour each; what is in the holes has to be ignored. */
  private static BufferedImage withHoles(IntUnaryOperator colour) {
    BufferedImage picture = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < 1024; p++) {
      boolean valid = MASK.isValid(p / 32, p % 32);
      picture.setRGB(p % 32, p / 32, valid ? colour.applyAsInt(p % 32) : 0xFFFF0000);
    }
    return picture;
  }

  private static int largestDifference(BufferedImage picture, IntUnaryOperator colour) {
    int largest = 0;
    for (int i = 0; i < 3 * 1024; i++) {
      int shift = 8 * (i % 3);
      int x = i / 3 % 32;
      int actual = picture.getRGB(x, i / 3 / 32) >> shift & 255;
      largest = Math.max(largest, Math.abs(actual - (colour.applyAsInt(x) >> shift & 255)));
    }
    return largest;
  }
}
