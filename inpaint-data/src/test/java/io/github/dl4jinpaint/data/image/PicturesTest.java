package io.github.dl4jinpaint.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PicturesTest {

  @Test
  void everyValueOfEveryChannelSurvivesTheWayThereAndBack() {
    BufferedImage picture = new BufferedImage(256, 3, BufferedImage.TYPE_INT_RGB);
    for (int value = 0; value < 256; value++) {
      picture.setRGB(value, 0, value << 16 | (255 - value) << 8 | 7);
      picture.setRGB(value, 1, value << 8 | (255 - value));
      picture.setRGB(value, 2, value | 9 << 16);
    }

    INDArray array = Pictures.toArray(picture);
    BufferedImage back = Pictures.toImage(array);

    assertThat(array.shape()).containsExactly(1, 3, 3, 256);
    assertThat(array.getDouble(0, 0, 0, 255)).isEqualTo(1);
    assertThat(array.getDouble(0, 1, 0, 255)).isZero();
    assertThat(array.getFloat(0, 2, 0, 255)).isEqualTo(7 / 255f);
    assertThat(pixels(back)).isEqualTo(pixels(picture));
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  @Test
  void transparencyIsIgnored() {
    BufferedImage picture = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    picture.setRGB(0, 0, 0x00ff8000);

    assertThat(Pictures.toImage(Pictures.toArray(picture)).getRGB(0, 0)).isEqualTo(0xffff8000);
  }

  @ParameterizedTest
  @CsvSource({"-0.5, 0", "1.5, 255", "0.501, 128", "0.499, 127"})
  void valuesAreRoundedAndLimited(double value, int step) {
    BufferedImage image = Pictures.toImage(Nd4j.valueArrayOf(new long[] {1, 3, 1, 2}, value));

    assertThat(image.getRGB(1, 0) & 0xffffff).isEqualTo(step * 0x010101);
  }

  @ParameterizedTest
  @CsvSource({"2, 3", "1, 1", "1, 4"})
  void otherShapesThanOnePicturesAreRefused(int n, int channels) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pictures.toImage(Nd4j.ones(n, channels, 4, 5)))
        .withMessageContaining("[%d, %d, 4, 5]", n, channels);
  }
}
