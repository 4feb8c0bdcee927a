package io.github.dl4jinpaint.model.inpainting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.Networks;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class InpainterTest {

  private final Random random = new Random(5);
  private final ComputationGraph network = Networks.trainedTiny();
  private final Inpainter inpainter = new Inpainter(network);

  @Test
  void theCompositeHasTheImagesValidPixelsAndThePredictionsHolesJoinedToThem() {
    INDArray images = Networks.images(random, 3, 16, 20);
    INDArray masks = Networks.mask(random, 0.4, 3, 16, 20);

    Inpainting result = inpainter.inpaint(images, masks);

    float[] image = images.dup('c').data().asFloat();
    float[] prediction = result.prediction().dup('c').data().asFloat();
    float[] mask = masks.broadcast(images.shape()).dup('c').data().asFloat();
    float[] expected = prediction.clone();
    int length = 3 * 16 * 20;
    for (int i = 0; i < 3; i++) {
      float[] one = Arrays.copyOfRange(expected, i * length, (i + 1) * length);
      float[] target = Arrays.copyOfRange(image, i * length, (i + 1) * length);
      float[] valid = Arrays.copyOfRange(mask, i * length, i * length + 16 * 20);
      new EdgeCorrection(one, target, valid, 16, 20).apply();
      System.arraycopy(one, 0, expected, i * length, length);
    }
    for (int i = 0; i < expected.length; i++) {
      expected[i] = mask[i] == 1 ? image[i] : expected[i];
    }
    assertThat(result.composite().shape()).isEqualTo(images.shape());
    assertThat(result.composite().dup('c').data().asFloat()).isEqualTo(expected);
    assertThat(result.prediction()).isNotEqualTo(images);
  }

  @Test
  void whatIsInTheHolesDoesNotMatterNotEvenNaN() {
    INDArray images = Networks.images(random, 2, 16, 16);
    INDArray masks = Networks.mask(random, 0.4, 2, 16, 16);
    INDArray spoiled = images.dup();
    for (int i = 0; i < 256; i++) {
      if (masks.getFloat(1, 0, i / 16, i % 16) == 0) {
        spoiled.putScalar(1, 2, i / 16, i % 16, i % 2 == 0 ? Float.NaN : Float.NEGATIVE_INFINITY);
      }
    }

    Inpainting result = inpainter.inpaint(spoiled, masks);

    assertThat(result.prediction()).isEqualTo(inpainter.inpaint(images, masks).prediction());
    assertThat(result.composite()).isEqualTo(inpainter.inpaint(images, masks).composite());
    assertThat(result.composite().toString()).doesNotContain("NaN", "Infinity");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "17, 31", "4, 3", "16, 16"})
  void anySizeIsFilledAsIfHolesWereAroundIt(int height, int width) {
    INDArray image = Networks.images(random, 2, height, width);
    INDArray mask = Networks.mask(random, 0.3, 2, height, width);
    INDArray largerImage = Nd4j.zeros(2, 3, 32, 32);
    INDArray largerMask = Nd4j.zeros(2, 1, 32, 32);
    largerImage.get(all(), all(), interval(0, height), interval(0, width)).assign(image);
    largerMask.get(all(), all(), interval(0, height), interval(0, width)).assign(mask);

    Inpainting result = inpainter.inpaint(image, mask);

    int paddedHeight = (height + 3) / 4 * 4;
    int paddedWidth = (width + 3) / 4 * 4;
    INDArray expected =
        network
            .output(
                false,
                new INDArray[] {topLeft(largerImage, paddedHeight, paddedWidth)},
                new INDArray[] {topLeft(largerMask, paddedHeight, paddedWidth)})[0];
    assertThat(result.prediction()).isEqualTo(topLeft(expected, height, width));
    assertThat(result.composite().shape()).containsExactly(2, 3, height, width);
  }

  private static INDArray topLeft(INDArray array, int height, int width) {
    return array.get(all(), all(), interval(0, height), interval(0, width)).dup('c');
  }

  @Test
  void withMirrorImagesABatchIsFilledByTheMean() {
    INDArray image = Networks.images(random, 2, 8, 12);
    INDArray mask = Networks.mask(random, 0.3, 2, 8, 12);
    INDArray mean = Nd4j.zeros(2, 3, 8, 12);
    for (boolean across : new boolean[] {false, true}) {
      for (boolean down : new boolean[] {false, true}) {
        Inpainting mirrored =
            inpainter.inpaint(turned(image, across, down), turned(mask, across, down));
        mean.addi(turned(mirrored.prediction(), across, down).div(4));
      }
    }

    INDArray prediction = inpainter.withMirrorImages().inpaint(image, mask).prediction();

    assertThat(prediction.equalsWithEps(mean, 1e-6)).isTrue();
    assertThat(prediction).isNotEqualTo(inpainter.inpaint(image, mask).prediction());
  }

  private static INDArray turned(INDArray array, boolean across, boolean down) {
    INDArray turned = Nd4j.zeros(array.shape());
    long last = array.size(3) - 1;
    for (long y = 0; y < array.size(2); y++) {
      for (long x = 0; x <= last; x++) {
        turned
            .get(
                all(), all(), point(down ? array.size(2) - 1 - y : y), point(across ? last - x : x))
            .assign(array.get(all(), all(), point(y), point(x)));
      }
    }
    return turned;
  }

  @Test
  void inputsStayAsTheyAreAndHolesDontMatter() {
    INDArray image = Networks.images(random, 1, 8, 8);
    INDArray mask = Networks.mask(random, 0.5, 1, 8, 8);
    INDArray imageBefore = image.dup();
    INDArray otherHoles = image.mul(mask.broadcast(image.shape()));

    INDArray composite = inpainter.inpaint(image, mask).composite();

    assertThat(image).isEqualTo(imageBefore);
    assertThat(inpainter.inpaint(otherHoles, mask).composite()).isEqualTo(composite);
    assertThat(inpainter.inpaint(image, mask.castTo(DataType.BOOL)).composite())
        .isEqualTo(composite);
  }

  @Test
  void aPicturesValidPixelsStayAsTheyAre() {
    BufferedImage picture = new BufferedImage(19, 13, BufferedImage.TYPE_INT_RGB);
    BufferedImage mask = new BufferedImage(19, 13, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 13; y++) {
      for (int x = 0; x < 19; x++) {
        picture.setRGB(x, y, random.nextInt(0x1000000));
        mask.setRGB(x, y, x > 5 && x < 11 && y > 4 ? 0x000000 : 0xffffff);
      }
    }

    BufferedImage repaired = inpainter.inpaint(picture, mask);

    int changed = 0;
    for (int y = 0; y < 13; y++) {
      for (int x = 0; x < 19; x++) {
        if (mask.getRGB(x, y) == 0xffffffff) {
          assertThat(repaired.getRGB(x, y)).isEqualTo(picture.getRGB(x, y));
        } else if (repaired.getRGB(x, y) != picture.getRGB(x, y)) {
          changed++;
        }
      }
    }
    assertThat(changed).isPositive();
  }

  @Test
  void aPictureAndAMaskOfDifferentSizesAreRefused() {
    BufferedImage picture = new BufferedImage(19, 13, BufferedImage.TYPE_INT_RGB);
    BufferedImage mask = new BufferedImage(13, 19, BufferedImage.TYPE_BYTE_GRAY);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> inpainter.inpaint(picture, mask))
        .withMessageContaining("mask has 13 × 19")
        .withMessageContaining("picture 19 × 13");
  }

  static List<Arguments> wrongShapes() {
    return List.of(
        Arguments.of(new long[] {1, 1, 8, 8}, new long[] {1, 1, 8, 8}),
        Arguments.of(new long[] {3, 8, 8}, new long[] {1, 1, 8, 8}),
        Arguments.of(new long[] {1, 3, 8, 8}, new long[] {1, 8, 8}),
        Arguments.of(new long[] {1, 3, 8, 8}, new long[] {1, 3, 8, 8}),
        Arguments.of(new long[] {1, 3, 8, 8}, new long[] {2, 1, 8, 8}),
        Arguments.of(new long[] {1, 3, 8, 8}, new long[] {1, 1, 9, 8}),
        Arguments.of(new long[] {1, 3, 8, 8}, new long[] {1, 1, 8, 4}));
  }

  @ParameterizedTest
  @MethodSource("wrongShapes")
  void wrongShapesAreRefused(long[] image, long[] mask) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> inpainter.inpaint(Nd4j.ones(image), Nd4j.ones(mask)))
        .withMessageEndingWith("got " + Arrays.toString(image) + " and " + Arrays.toString(mask));
  }

  @ParameterizedTest
  @CsvSource({"0.5", "255", "-1", "NaN"})
  void masksOfOtherValuesThanZeroAndOneAreRefused(double value) {
    INDArray mask = Nd4j.ones(1, 1, 8, 8);
    mask.putScalar(0, 0, 3, 3, value);
    mask.putScalar(0, 0, 4, 4, value);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> inpainter.inpaint(Nd4j.ones(1, 3, 8, 8), mask))
        .withMessageContaining("2 of 64 values");
  }

  @Test
  void eightThreadsGetWhatOneGets() throws Exception {
    List<INDArray> images = new ArrayList<>();
    List<INDArray> masks = new ArrayList<>();
    List<INDArray> expected = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      int size = 8 + i % 5;
      images.add(Networks.images(random, 1 + i % 2, size, 12));
      masks.add(Networks.mask(random, 0.3, 1 + i % 2, size, 12));
      expected.add(inpainter.inpaint(images.get(i), masks.get(i)).composite());
    }

    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<INDArray>> found = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        INDArray image = images.get(i);
        INDArray mask = masks.get(i);
        found.add(threads.submit(() -> inpainter.inpaint(image, mask).composite()));
      }
      for (int i = 0; i < 24; i++) {
        assertThat(found.get(i).get()).isEqualTo(expected.get(i));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aNetworkFromAFileFillsTheSame(@TempDir Path folder) throws Exception {
    INDArray image = Networks.images(random, 1, 8, 8);
    INDArray mask = Networks.mask(random, 0.5, 1, 8, 8);
    Path file = folder.resolve("model.zip");
    ModelFiles.save(network, file, false);

    assertThat(Inpainter.load(file).inpaint(image, mask).composite())
        .isEqualTo(inpainter.inpaint(image, mask).composite());
  }
}
