package io.github.dl4jinpaint.model.inpainting;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.data.mask.Masks;
import io.github.dl4jinpaint.model.ModelFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.Adam;

class FusionTest {

  private static final Inpainter CIFAR10 = Inpainter.cifar10();
  private static final Inpainter PRETRAINED = Inpainter.pretrained();

  /** Stripes, whose pattern goes on behind a hole. */
  private static BufferedImage stripes(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int level = (int) (128 + 100 * Math.sin((x + 0.3 * y) / 2));
        image.setRGB(x, y, level << 16 | level << 8 | 255 - level);
      }
    }
    return image;
  }

  private static double error(BufferedImage filled, BufferedImage complete, Mask mask) {
    double sum = 0;
    int count = 0;
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        if (mask.isValid(y, x)) {
          assertThat(filled.getRGB(x, y)).isEqualTo(complete.getRGB(x, y));
        } else {
          double difference = (filled.getRGB(x, y) & 255) - (complete.getRGB(x, y) & 255);
          sum += difference * difference;
          count++;
        }
      }
    }
    return sum / count;
  }

  @Test
  void severalFillingsMakeABetterOne() {
    BufferedImage complete = stripes(150, 130);
    Mask mask = Masks.scratches().generate(130, 150, 3);
    double alone = error(CIFAR10.inpaint(complete, mask.toImage()), complete, mask);
    double fused = error(PRETRAINED.inpaint(complete, mask.toImage()), complete, mask);
    assertThat(fused).isLessThan(0.9 * alone);
  }

  @Test
  void aSkyIsFilledToHalfALevel() {
    BufferedImage sky = new BufferedImage(150, 130, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 130; y++) {
      for (int x = 0; x < 150; x++) {
        int level = (int) Math.round(90 + 0.6 * y + 20 * Math.sin(x / 60.0));
        sky.setRGB(x, y, level / 2 << 16 | level << 8 | level);
      }
    }
    Mask mask = Masks.scratches().generate(130, 150, 3);
    double error = error(PRETRAINED.withoutTexture().inpaint(sky, mask.toImage()), sky, mask);
    assertThat(error).isLessThan(0.5 * 0.5);
  }

  @Test
  void theFillingIsTheSameEveryTime() {
    BufferedImage complete = stripes(90, 80);
    BufferedImage mask = Masks.text().generate(80, 90, 5).toImage();
    int[] first = PRETRAINED.inpaint(complete, mask).getRGB(0, 0, 90, 80, null, 0, 90);
    int[] again = PRETRAINED.inpaint(complete, mask).getRGB(0, 0, 90, 80, null, 0, 90);
    assertThat(again).isEqualTo(first);
  }

  /** The mean step from the column at the left of one to it, within the hole. */
  private static double step(BufferedImage filled, int x) {
    return IntStream.range(12, 28)
        .map(y -> Math.abs((filled.getRGB(x - 1, y) & 255) - (filled.getRGB(x, y) & 255)))
        .average()
        .orElseThrow();
  }

  @Test
  void theBorderBetweenRegionsIsNotSeen() {
    BufferedImage complete = stripes(500, 40);
    byte[] valid = new byte[500 * 40];
    Arrays.fill(valid, (byte) 1);
    // Too wide for one region: two share it, half and half.
    for (int y = 12; y < 28; y++) {
      Arrays.fill(valid, y * 500 + 20, y * 500 + 480, (byte) 0);
    }
    Mask mask = new Mask(40, 500, valid);
    BufferedImage filled = PRETRAINED.withoutTexture().inpaint(complete, mask.toImage());
    // Of the stripes' variance of 5,000.
    assertThat(error(filled, complete, mask)).isLessThan(1500);
    double beside = Math.max(step(filled, 249), step(filled, 251));
    assertThat(step(filled, 250)).isLessThan(1.25 * beside);
  }

  @Test
  void aHoleThatNoWindowShowsWholeIsFilledFromItsEdges() {
    int size = 700;
    BufferedImage slope = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    byte[] valid = new byte[size * size];
    for (int i = 0; i < valid.length; i++) {
      int x = i % size;
      int y = i / size;
      slope.setRGB(x, y, (40 + x / 5) << 16 | (40 + y / 5) << 8 | 200 - x / 5);
      valid[i] = (byte) (Math.min(Math.min(x, y), size - 1 - Math.max(x, y)) < 80 ? 1 : 0);
    }
    Mask mask = new Mask(size, size, valid);
    double error = error(PRETRAINED.withoutTexture().inpaint(slope, mask.toImage()), slope, mask);
    assertThat(error).isLessThan(4);
  }

  @Test
  void mirrorImagesChangeLittle() {
    BufferedImage complete = stripes(90, 80);
    Mask mask = Masks.scratches().generate(80, 90, 5);
    Inpainter smooth = PRETRAINED.withoutTexture();
    BufferedImage once = smooth.inpaint(complete, mask.toImage());
    BufferedImage mean = smooth.withMirrorImages().inpaint(complete, mask.toImage());
    assertThat(error(mean, once, mask)).isPositive().isLessThan(0.2 * error(once, complete, mask));
  }

  @Test
  void aNetworkFromAFileFillsAsTheOneThatShips(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("fusion.zip");
    ModelFiles.save(ModelFiles.fusion(), file, false, ModelFiles.fusionProvenance().orElseThrow());
    BufferedImage complete = stripes(60, 50);
    BufferedImage mask = Masks.scratches().generate(50, 60, 5).toImage();
    int[] loaded = Inpainter.load(file).inpaint(complete, mask).getRGB(0, 0, 60, 50, null, 0, 60);
    int[] ships = PRETRAINED.inpaint(complete, mask).getRGB(0, 0, 60, 50, null, 0, 60);
    assertThat(loaded).isEqualTo(ships);
  }

  @Test
  void aNewNetworkChangesNothingAndTrainingLessensTheError() {
    BufferedImage complete = stripes(96, 96);
    List<FusionExample> examples =
        List.of(FusionExample.of(complete, Masks.text().generate(96, 96, 1)));
    ComputationGraph network = FusionNetwork.build(32, 7, new Adam(0.002));
    double before = FusionExample.psnr(examples, null);
    assertThat(FusionExample.psnr(examples, network)).isEqualTo(before);
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 30; i++) {
      network.fit(FusionExample.crops(examples, 4, 32, random));
    }
    assertThat(FusionExample.psnr(examples, network)).isGreaterThan(before + 0.3);
  }
}
