package io.github.dl4jinpaint.model.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.data.mask.IrregularMasks;
import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.model.Networks;
import io.github.dl4jinpaint.model.inpainting.Pictures;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OpenCvInpaintingTest {

  private static final Mask MASK = IrregularMasks.defaults().generate(32, 32, 5);

  @ParameterizedTest
  @EnumSource
  void holesInAPlainColourAreFilledWithIt(OpenCvInpainting method) {
    Color colour = new Color(200, 40, 90);
    BufferedImage holes = picture(colour.getRGB(), Color.GREEN.getRGB());

    BufferedImage filled = method.inpaint(holes, MASK.toImage());

    BufferedImage plain = picture(colour.getRGB(), colour.getRGB());
    assertThat(largestDifference(filled, plain))
        .isLessThanOrEqualTo(2); // what Telea's sums are off
  }

  @ParameterizedTest
  @EnumSource
  void validPixelsStayAsTheyAre(OpenCvInpainting method) {
    BufferedImage picture = Pictures.toImage(Networks.images(new Random(3), 1, 32, 32));

    BufferedImage filled = method.inpaint(picture, MASK.toImage());

    for (int p = 0; p < 1024; p++) {
      if (MASK.isValid(p / 32, p % 32)) {
        assertThat(filled.getRGB(p % 32, p / 32))
            .isEqualTo(picture.getRGB(p % 32, p / 32) | 0xFF000000);
      }
    }
  }

  private static BufferedImage picture(int valid, int hole) {
    BufferedImage picture = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < 1024; p++) {
      picture.setRGB(p % 32, p / 32, MASK.isValid(p / 32, p % 32) ? valid : hole);
    }
    return picture;
  }

  private static int largestDifference(BufferedImage a, BufferedImage b) {
    return IntStream.range(0, 3 * 1024)
        .map(i -> Math.abs(channel(a, i / 3, i % 3) - channel(b, i / 3, i % 3)))
        .max()
        .orElseThrow();
  }

  private static int channel(BufferedImage image, int pixel, int channel) {
    return image.getRGB(pixel % 32, pixel / 32) >> 8 * channel & 255;
  }
}
