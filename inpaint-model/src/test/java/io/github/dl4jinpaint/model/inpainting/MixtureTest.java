package io.github.dl4jinpaint.model.inpainting;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.data.mask.MaskImage;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.concurrent.ForkJoinPool;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

class MixtureTest {

  private static final int SIZE = 128;
  private static final Inpainter SMOOTH = Inpainter.pretrained().withoutTexture();

  private static BufferedImage picture(DoubleBinaryOperator levels) {
    BufferedImage picture = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        int level = (int) Math.round(levels.applyAsDouble(x, y));
        picture.setRGB(x, y, level << 16 | level << 8 | 255 - level);
      }
    }
    return picture;
  }

  /** Long waves in two directions, as what is out of focus has them. */
  private static BufferedImage soft() {
    return picture((x, y) -> 128 + 55 * Math.sin(x / 9.0) + 55 * Math.sin((y + 0.4 * x) / 11.0));
  }

  private static BufferedImage striped() {
    return picture((x, y) -> 128 + 100 * Math.sin((x + 0.3 * y) / 2));
  }

  /** Strokes as of letters, 9 pixels wide. */
  private static BufferedImage strokes() {
    BufferedImage mask = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = mask.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, SIZE, SIZE);
    g.setColor(Color.BLACK);
    g.fillRect(30, 30, 9, 70);
    g.fillRect(80, 25, 9, 75);
    g.fillRect(39, 60, 41, 9);
    g.dispose();
    return mask;
  }

  private static double error(BufferedImage filled, BufferedImage complete) {
    double sum = 0;
    for (int i = 0; i < SIZE * SIZE; i++) {
      int difference =
          (filled.getRGB(i % SIZE, i / SIZE) & 255) - (complete.getRGB(i % SIZE, i / SIZE) & 255);
      sum += (double) difference * difference;
    }
    return sum;
  }

  @Test
  void aPictureOutOfFocusIsFilledAboutAsWellAsByTheBiharmonicEquation() {
    BufferedImage soft = soft();
    double harmonic = error(DiffusionFilling.HARMONIC.inpaint(soft, strokes()), soft);
    double biharmonic = error(DiffusionFilling.BIHARMONIC.inpaint(soft, strokes()), soft);
    double smooth = error(SMOOTH.inpaint(soft, strokes()), soft);
    assertThat(biharmonic).isLessThan(0.2 * harmonic);
    // Both are off by less than half a level, and rounded.
    assertThat(smooth).isLessThan(1.5 * biharmonic);
  }

  /**
   * The mean error of strokes, in levels, that the network would fill right.
   *
   * @param patches by how much what patches fill is too light, in levels
   */
  private static double mixed(BufferedImage picture, int patches) {
    HoleMap holes = new HoleMap(MaskImage.of(strokes(), HoleColor.BLACK).mask(SIZE, SIZE));
    Canvas canvas = Canvas.copyOf(picture);
    Rectangle all = new Rectangle(SIZE, SIZE);
    float[] input = Fusion.input(canvas, holes, all);
    float[] complete = canvas.read(0, 0, SIZE, SIZE);
    int area = SIZE * SIZE;
    int count = 0;
    for (int at = 0; at < area; at++) {
      if (FusionInput.isHole(input, at, area)) {
        count++;
        float lighter = patches / 255f;
        canvas.paint(
            at % SIZE,
            at / SIZE,
            complete[at] + lighter,
            complete[area + at] + lighter,
            complete[2 * area + at] + lighter);
      }
    }
    float[] mixed = new Mixture(all, holes, input, complete).mixedWith(canvas, holes);
    double error = 0;
    for (int at = 0; at < 3 * area; at++) {
      error += Math.abs(mixed[at] - complete[at]);
    }
    return 255 * error / 3 / count;
  }

  @Test
  void aPatternThatIsFilledRightStays() {
    assertThat(mixed(striped(), 0)).isLessThan(1);
  }

  @Test
  void patchesThatOnlyResembleDoNotCountInAPictureOutOfFocus() {
    assertThat(mixed(soft(), 12)).isLessThan(1);
  }

  @Test
  void whereOnePixelIsKnownTheFillingHasItsColour() {
    BufferedImage mask = TestPictures.plain(SIZE, SIZE, 0);
    mask.setRGB(5, 5, 0xffffff);
    BufferedImage filled = SMOOTH.inpaint(soft(), mask);
    assertThat(filled.getRGB(5, 5)).isEqualTo(soft().getRGB(5, 5));
    int[] known = soft().getRaster().getPixel(5, 5, (int[]) null);
    int[] samples = TestPictures.samples(filled);
    int farthest = 0;
    for (int i = 0; i < samples.length; i++) {
      farthest = Math.max(farthest, Math.abs(samples[i] - known[i % known.length]));
    }
    assertThat(farthest).isLessThan(8);
  }

  @Test
  void threadsChangeNothing() {
    int[] alone = filledBy(1);
    assertThat(filledBy(3)).isEqualTo(alone);
  }

  private static int[] filledBy(int threads) {
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      BufferedImage filled = pool.submit(() -> SMOOTH.inpaint(soft(), strokes())).join();
      return filled.getRGB(0, 0, SIZE, SIZE, null, 0, SIZE);
    } finally {
      pool.shutdown();
    }
  }
}
