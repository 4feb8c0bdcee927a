package io.github.dl4jinpaint.model;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Pictures as arrays, and arrays as pictures. */
public final class Pictures {

  private static final int HALF = 128;

  private Pictures() {}

  /**
   * A picture as an array.
   *
   * @param picture any type; transparency is ignored
   * @return [1, 3, height, width], RGB, values in [0, 1]
   */
  public static INDArray toArray(BufferedImage picture) {
    int[] pixels = rgb(picture);
    float[] planes = new float[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      planes[i] = (pixels[i] >> 16 & 255) / 255f;
      planes[pixels.length + i] = (pixels[i] >> 8 & 255) / 255f;
      planes[2 * pixels.length + i] = (pixels[i] & 255) / 255f;
    }
    return Nd4j.create(planes, new long[] {1, 3, picture.getHeight(), picture.getWidth()}, 'c');
  }

  /**
   * A mask that was drawn as a picture, as an array.
   *
   * @param picture white (128 and above, the mean of red, green and blue) where a pixel is valid,
   *     black where it is a hole
   * @return [1, 1, height, width], values 1 and 0
   */
  public static INDArray toMask(BufferedImage picture) {
    int[] pixels = rgb(picture);
    float[] mask = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      int sum = (pixels[i] >> 16 & 255) + (pixels[i] >> 8 & 255) + (pixels[i] & 255);
      mask[i] = sum >= 3 * HALF ? 1 : 0;
    }
    return Nd4j.create(mask, new long[] {1, 1, picture.getHeight(), picture.getWidth()}, 'c');
  }

  /**
   * An array as a picture.
   *
   * @param array [1, 3, height, width], RGB; values are rounded to 256 steps, below 0 is 0 and
   *     above 1 is 1
   * @return of type {@link BufferedImage#TYPE_INT_RGB}
   * @throws IllegalArgumentException for another shape
   */
  public static BufferedImage toImage(INDArray array) {
    if (array.rank() != 4 || array.size(0) != 1 || array.size(1) != 3) {
      throw new IllegalArgumentException(
          "Expected shape [1, 3, height, width], got " + Arrays.toString(array.shape()));
    }
    int height = (int) array.size(2);
    int width = (int) array.size(3);
    float[] planes = array.dup('c').data().asFloat();
    int[] pixels = new int[height * width];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] =
          step(planes[i]) << 16
              | step(planes[pixels.length + i]) << 8
              | step(planes[2 * pixels.length + i]);
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, width, height, pixels, 0, width);
    return image;
  }

  private static int step(float value) {
    return Math.max(0, Math.min(255, Math.round(value * 255)));
  }

  private static int[] rgb(BufferedImage picture) {
    return picture.getRGB(
        0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
  }
}
