package io.github.dl4jinpaint.model.inpainting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.model.Networks;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureInpaintingTest {

  private static final Inpainter INPAINTER = new Inpainter(Networks.trainedTiny());

  private final Random random = new Random(3);

  static IntStream kinds() {
    return IntStream.range(0, TestPictures.KINDS);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void validPixelsAndTransparencyStayWhateverThePicturesKind(int kind) {
    for (int round = 0; round < 8; round++) {
      int width = 1 + random.nextInt(40);
      int height = 1 + random.nextInt(40);
      BufferedImage picture = TestPictures.ofKind(kind, random, width, height);
      int[] before = TestPictures.samples(picture);
      BufferedImage mask = TestPictures.mask(random, 0.5, width, height);

      BufferedImage filled = INPAINTER.inpaint(picture, mask);

      assertThat(TestPictures.samples(picture)).isEqualTo(before);
      assertValidPixelsKept(picture, mask, filled);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 97", "211, 1", "2, 2", "17, 19", "1009, 3", "4000, 3", "3, 1501"})
  void picturesOfAnySizeAreFilled(int width, int height) {
    BufferedImage picture = TestPictures.ofKind(1, random, width, height);
    BufferedImage mask = TestPictures.mask(random, 0.4, width, height);

    assertValidPixelsKept(picture, mask, INPAINTER.inpaint(picture, mask));
    assertValidPixelsKept(picture, mask, INPAINTER.withMirrorImages().inpaint(picture, mask));
    assertThat(INPAINTER.predict(picture, mask).getWidth()).isEqualTo(width);
  }

  private static void assertValidPixelsKept(
      BufferedImage picture, BufferedImage mask, BufferedImage filled) {
    boolean palette = picture.getColorModel().getPixelSize() <= 8 && !isGrey(picture);
    int alpha = picture.getColorModel().getNumColorComponents();
    if (!palette) {
      assertThat(filled.getColorModel()).isEqualTo(picture.getColorModel());
      assertThat(filled.getType()).isEqualTo(picture.getType());
    }
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        boolean valid = (mask.getRGB(x, y) & 0xff) == 255;
        if (valid) {
          assertThat(filled.getRGB(x, y)).isEqualTo(picture.getRGB(x, y));
        }
        if (valid && !palette) {
          assertThat(filled.getRaster().getPixel(x, y, (int[]) null))
              .isEqualTo(picture.getRaster().getPixel(x, y, (int[]) null));
        }
        if (picture.getColorModel().hasAlpha()) {
          assertThat(filled.getRaster().getSample(x, y, alpha))
              .isEqualTo(picture.getRaster().getSample(x, y, alpha));
        }
      }
    }
  }

  private static boolean isGrey(BufferedImage picture) {
    return picture.getColorModel().getNumColorComponents() == 1;
  }

  /** Stored grey is what is seen; Java's getRGB takes it for linear light. */
  @Test
  void greyAndColourOfTheSameLookAreFilledAlike() {
    BufferedImage grey = new BufferedImage(40, 30, BufferedImage.TYPE_BYTE_GRAY);
    BufferedImage colour = new BufferedImage(40, 30, BufferedImage.TYPE_3BYTE_BGR);
    BufferedImage deep = TestPictures.ofKind(0, random, 40, 30);
    for (int i = 0; i < 40 * 30; i++) {
      int x = i % 40;
      int y = i / 40;
      int value = 40 + 4 * x + y;
      grey.getRaster().setSample(x, y, 0, value);
      colour.setRGB(x, y, value * 0x010101);
      deep.getRaster().setPixel(x, y, new int[] {value * 257, value * 257, value * 257});
    }
    BufferedImage mask = TestPictures.mask(random, 0.3, 40, 30);

    int[] inColour =
        INPAINTER.inpaint(colour, mask).getRaster().getPixels(0, 0, 40, 30, (int[]) null);
    int[] inGrey = INPAINTER.inpaint(grey, mask).getRaster().getPixels(0, 0, 40, 30, (int[]) null);
    int[] inDepth = INPAINTER.inpaint(deep, mask).getRaster().getPixels(0, 0, 40, 30, (int[]) null);

    for (int i = 0; i < inGrey.length; i++) {
      double luma =
          0.299 * inColour[3 * i] + 0.587 * inColour[3 * i + 1] + 0.114 * inColour[3 * i + 2];
      assertThat((double) inGrey[i]).isBetween(luma - 1.1, luma + 1.1);
      for (int c = 0; c < 3; c++) {
        assertThat(inDepth[3 * i + c] / 257.0)
            .isBetween(inColour[3 * i + c] - 0.6, inColour[3 * i + c] + 0.6);
      }
    }
  }

  @Test
  void theRawPredictionHasTheCompositesHolesAndRedrawsTheRest() {
    BufferedImage picture = TestPictures.ofKind(1, random, 70, 50);
    BufferedImage mask = TestPictures.mask(random, 0.3, 70, 50);

    BufferedImage composite = INPAINTER.inpaint(picture, mask);
    BufferedImage raw = INPAINTER.predict(picture, mask);

    int redrawn = 0;
    for (int i = 0; i < 70 * 50; i++) {
      int x = i % 70;
      int y = i / 70;
      if ((mask.getRGB(x, y) & 255) == 0) {
        assertThat(raw.getRGB(x, y)).isEqualTo(composite.getRGB(x, y));
      } else if (raw.getRGB(x, y) != picture.getRGB(x, y)) {
        redrawn++;
      }
    }
    assertThat(redrawn).isGreaterThan(1000);
  }

  @Test
  void aMaskWithoutHolesGivesThePictureBackAndOneOfHolesOnlyIsRefused() {
    BufferedImage picture = TestPictures.ofKind(2, random, 33, 9);
    BufferedImage white = TestPictures.plain(33, 9, 0xffffff);
    BufferedImage black = TestPictures.plain(33, 9, 0);

    BufferedImage same = INPAINTER.inpaint(picture, white);
    assertThat(same).isNotSameAs(picture);
    assertThat(TestPictures.samples(same)).isEqualTo(TestPictures.samples(picture));
    assertThat(TestPictures.samples(INPAINTER.inpaint(picture, Mask.of(black, HoleColor.WHITE))))
        .isEqualTo(TestPictures.samples(picture));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> INPAINTER.inpaint(picture, black))
        .withMessageContaining("nothing but holes (black)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> INPAINTER.predict(picture, Mask.of(white, HoleColor.WHITE)))
        .withMessageContaining("nothing but holes");
  }

  @Test
  void whiteHolesAreTheInverseAndWhatIsTransparentInAMaskIsValid() {
    BufferedImage picture = TestPictures.ofKind(1, random, 30, 30);
    BufferedImage black = TestPictures.mask(random, 0.3, 30, 30);
    BufferedImage white = new BufferedImage(30, 30, BufferedImage.TYPE_BYTE_GRAY);
    BufferedImage blackOnNothing = new BufferedImage(30, 30, BufferedImage.TYPE_INT_ARGB);
    BufferedImage whiteOnNothing = new BufferedImage(30, 30, BufferedImage.TYPE_INT_ARGB_PRE);
    for (int i = 0; i < 900; i++) {
      if ((black.getRGB(i % 30, i / 30) & 255) == 0) {
        white.setRGB(i % 30, i / 30, 0xffffff);
        blackOnNothing.setRGB(i % 30, i / 30, 0xff000000);
        whiteOnNothing.setRGB(i % 30, i / 30, 0xffffffff);
      }
    }

    int[] expected = TestPictures.pixels(INPAINTER.inpaint(picture, black));

    assertThat(TestPictures.pixels(INPAINTER.inpaint(picture, Mask.of(white, HoleColor.WHITE))))
        .isEqualTo(expected);
    assertThat(TestPictures.pixels(INPAINTER.inpaint(picture, blackOnNothing))).isEqualTo(expected);
    Mask painted = Mask.of(whiteOnNothing, HoleColor.WHITE);
    assertThat(TestPictures.pixels(INPAINTER.inpaint(picture, painted))).isEqualTo(expected);
  }

  @Test
  void masksOfZerosAndOnesAreRefused() {
    BufferedImage picture = TestPictures.plain(4, 4, 0x336699);
    BufferedImage mask = TestPictures.plain(4, 4, 0x010101);
    mask.setRGB(1, 1, 0);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> INPAINTER.inpaint(picture, mask))
        .withMessageContaining("brightest pixels are 1 of 255");
  }

  @Test
  void whatIsTransparentTellsNothing() {
    BufferedImage picture = new BufferedImage(24, 24, BufferedImage.TYPE_INT_ARGB);
    BufferedImage other = new BufferedImage(24, 24, BufferedImage.TYPE_INT_ARGB);
    BufferedImage mask = TestPictures.plain(24, 24, 0xffffff);
    for (int i = 0; i < 24 * 24; i++) {
      boolean opaque = i % 24 > 7;
      picture.setRGB(i % 24, i / 24, opaque ? 0xff2080c0 : 0x00ff0000);
      other.setRGB(i % 24, i / 24, opaque ? 0xff2080c0 : 0x0000ff00);
    }
    for (int i = 0; i < 10; i++) {
      mask.setRGB(8 + i % 3, 9 + i, 0);
    }

    BufferedImage filled = INPAINTER.inpaint(picture, mask);
    BufferedImage same = INPAINTER.inpaint(other, mask);

    assertThat(filled.getRGB(9, 10)).isEqualTo(same.getRGB(9, 10));
    assertThat(filled.getRGB(3, 3)).isEqualTo(0x00ff0000);
    assertThat(same.getRGB(3, 3)).isEqualTo(0x0000ff00);
  }

  @Test
  void eightThreadsGetWhatOneGets() throws Exception {
    List<BufferedImage> pictures = new ArrayList<>();
    List<BufferedImage> masks = new ArrayList<>();
    List<int[]> expected = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      pictures.add(TestPictures.ofKind(1 + i % 6, random, 20 + 15 * (i % 4), 30 + i));
      masks.add(TestPictures.mask(random, 0.3, 20 + 15 * (i % 4), 30 + i));
      expected.add(TestPictures.pixels(INPAINTER.inpaint(pictures.get(i), masks.get(i))));
    }

    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<BufferedImage>> found = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        BufferedImage picture = pictures.get(i);
        BufferedImage mask = masks.get(i);
        found.add(threads.submit(() -> INPAINTER.inpaint(picture, mask)));
      }
      for (int i = 0; i < 24; i++) {
        assertThat(TestPictures.pixels(found.get(i).get())).isEqualTo(expected.get(i));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anInterruptedThreadStopsAndOthersGoOn() {
    BufferedImage picture = TestPictures.ofKind(1, random, 40, 40);
    BufferedImage mask = TestPictures.mask(random, 0.3, 40, 40);
    int[] expected = TestPictures.pixels(INPAINTER.inpaint(picture, mask));

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> INPAINTER.inpaint(picture, mask))
        .isInstanceOf(CancellationException.class);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(TestPictures.pixels(INPAINTER.inpaint(picture, mask))).isEqualTo(expected);
  }

  @Test
  void afterAFailureTheNetworkGoesOn() {
    SharedNetwork network = new SharedNetwork(Networks.trainedTiny());
    float[] image = new float[3 * 64];
    float[] mask = new float[64];
    mask[5] = 1;
    float[] expected = network.output(image, mask, 8, 8, false);

    // Skip connections don't fit together where the size is no multiple of the down-sampling.
    assertThatThrownBy(() -> network.output(new float[3 * 42], new float[42], 6, 7, false))
        .isInstanceOf(IllegalStateException.class);

    assertThat(network.output(image, mask, 8, 8, false)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 0, -5})
  void tooSmallALargestHoleIsRefused(int pixels) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> INPAINTER.withLargestHole(pixels))
        .withMessageContaining(": " + pixels);
  }

  @Test
  void matricesOfOpenCvAreFilledAsPicturesAre() {
    BufferedImage picture = TestPictures.ofKind(BufferedImage.TYPE_4BYTE_ABGR, random, 37, 23);
    BufferedImage mask = TestPictures.mask(random, 0.3, 37, 23);
    int[] expected = TestPictures.pixels(INPAINTER.inpaint(picture, mask));

    // A part of larger matrices, whose rows have gaps between them.
    try (Mat large = new Mat(30, 50, opencv_core.CV_8UC4, Scalar.all(0));
        Mat largeMask = new Mat(30, 50, opencv_core.CV_8UC1, Scalar.all(0));
        Mat mat = new Mat(large, new Rect(4, 5, 37, 23));
        Mat holes = new Mat(largeMask, new Rect(4, 5, 37, 23))) {
      try (UByteIndexer colours = mat.createIndexer();
          UByteIndexer grey = holes.createIndexer()) {
        for (int y = 0; y < 23; y++) {
          for (int x = 0; x < 37; x++) {
            int argb = picture.getRGB(x, y);
            colours.put(
                y, x, new int[] {argb & 255, argb >> 8 & 255, argb >> 16 & 255, argb >>> 24});
            grey.put(y, x, mask.getRGB(x, y) & 255);
          }
        }
      }
      try (Mat filled = INPAINTER.inpaint(mat, holes);
          UByteIndexer colours = filled.createIndexer()) {
        int[] found = new int[37 * 23];
        int[] bgra = new int[4];
        for (int i = 0; i < found.length; i++) {
          colours.get(i / 37, i % 37, bgra);
          found[i] = bgra[3] << 24 | bgra[2] << 16 | bgra[1] << 8 | bgra[0];
        }
        assertThat(filled.type()).isEqualTo(opencv_core.CV_8UC4);
        assertThat(found).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"CV_8UC1, 0", "CV_16UC1, 2", "CV_16UC3, 18", "CV_16UC4, 26", "CV_8UC3, 16"})
  void matricesOfEveryTypeKeepTheirValidPixels(String name, int type) {
    try (Mat mat = new Mat(21, 45, type);
        Mat holes = new Mat(21, 45, opencv_core.CV_8UC1, Scalar.all(0));
        Mat difference = new Mat()) {
      byte[] noise = new byte[(int) (mat.total() * mat.elemSize())];
      random.nextBytes(noise);
      mat.data().put(noise);
      new Mat(holes, new Rect(10, 5, 9, 8)).put(Scalar.all(255));

      try (Mat filled = INPAINTER.inpaint(mat, Mask.of(holes, HoleColor.WHITE))) {
        assertThat(filled.type()).as(name).isEqualTo(type);
        opencv_core.absdiff(mat, filled, difference);
        new Mat(difference, new Rect(10, 5, 9, 8)).put(Scalar.all(0));
        assertThat(opencv_core.norm(difference)).isZero();
        opencv_core.absdiff(mat, filled, difference);
        assertThat(opencv_core.norm(difference)).isPositive();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"CV_32FC3, 21, '3 channels and depth 5'", "CV_8UC2, 8, '2 channels and depth 0'"})
  void otherMatricesAreRefused(String name, int type, String told) {
    try (Mat mat = new Mat(4, 6, type, Scalar.all(0));
        Mat mask = new Mat(4, 6, opencv_core.CV_8UC1, Scalar.all(255));
        Mat empty = new Mat()) {
      assertThatIllegalArgumentException()
          .as(name)
          .isThrownBy(() -> INPAINTER.inpaint(mat, mask))
          .withMessageContaining("picture is a Mat of 6 × 4, " + told);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> INPAINTER.inpaint(mask, empty))
          .withMessageContaining("mask is a Mat of 0 × 0");
    }
  }

  @Test
  void smoothEdgesOfAMaskAreCutAtHalf() {
    BufferedImage picture = TestPictures.ofKind(1, random, 32, 32);
    BufferedImage mask = TestPictures.plain(32, 32, 0xffffff);
    Graphics2D graphics = mask.createGraphics();
    graphics.setColor(new Color(127, 127, 127));
    graphics.fillRect(10, 10, 5, 5);
    graphics.setColor(new Color(128, 128, 128));
    graphics.fillRect(20, 20, 5, 5);
    graphics.dispose();

    BufferedImage filled = INPAINTER.inpaint(picture, mask);

    assertThat(filled.getRGB(12, 12)).isNotEqualTo(picture.getRGB(12, 12));
    assertThat(filled.getRGB(22, 22)).isEqualTo(picture.getRGB(22, 22));
  }
}
