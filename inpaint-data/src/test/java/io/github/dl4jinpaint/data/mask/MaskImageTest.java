package io.github.dl4jinpaint.data.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.github.dl4jinpaint.data.image.TestPictures;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class MaskImageTest {
  private final Mask expected = Masks.brushStrokes().generate(37, 53, 8);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "TYPE_BYTE_BINARY, png",
    "TYPE_BYTE_BINARY, bmp",
    "TYPE_BYTE_BINARY, tif",
    "TYPE_BYTE_INDEXED, png",
    "TYPE_BYTE_INDEXED, bmp",
    "TYPE_BYTE_GRAY, png",
    "TYPE_BYTE_GRAY, tif",
    "TYPE_USHORT_GRAY, png",
    "TYPE_USHORT_GRAY, tif",
    "TYPE_3BYTE_BGR, png",
    "TYPE_3BYTE_BGR, bmp",
    "TYPE_4BYTE_ABGR, png",
    "TYPE_4BYTE_ABGR, tif"
  })
  void readsWhatImageIoWrites(String type, String format) throws Exception {
    BufferedImage image =
        new BufferedImage(53, 37, BufferedImage.class.getField(type).getInt(null));
    Graphics2D g = image.createGraphics();
    g.drawImage(expected.toImage(), 0, 0, null);
    g.dispose();

    assertReads(write(image, format));
  }

  @ParameterizedTest
  @CsvSource({
    ".webp, 0",
    ".pgm, 0",
    ".png, 0",
    ".tiff, 0",
    ".bmp, 0",
    ".jpg, 0",
    ".png, 2",
    ".tiff, 2",
    ".pgm, 2"
  })
  void readsWhatOpenCvWrites(String extension, int depth) throws IOException {
    double white = depth == 0 ? 255 : depth == 2 ? 65535 : 1;
    Path file = folder.resolve("mask" + extension);
    try (BytePointer pixels = new BytePointer(expected.pixels());
        Mat mask = new Mat(37, 53, opencv_core.CV_8UC1, pixels);
        Mat scaled = new Mat();
        BytePointer encoded = new BytePointer();
        IntPointer best =
            new IntPointer(
                opencv_imgcodecs.IMWRITE_JPEG_QUALITY,
                100,
                opencv_imgcodecs.IMWRITE_WEBP_QUALITY,
                101)) {
      mask.convertTo(scaled, depth, white, 0);
      assertThat(opencv_imgcodecs.imencode(extension, scaled, encoded, best)).isTrue();
      byte[] bytes = new byte[(int) encoded.limit()];
      encoded.get(bytes);
      Files.write(file, bytes);
    }

    assertReads(file);
  }

  @Test
  void readsPlainTextBitmaps() throws IOException {
    Path file = folder.resolve("mask.pbm");
    Files.writeString(file, "P1\n3 2\n1 0 0\n0 1 1\n");

    assertThat(MaskImage.read(file, HoleColor.BLACK).mask()).isEqualTo(Holes.mask("#..", ".##"));
  }

  private void assertReads(Path file) throws IOException {
    MaskImage read = MaskImage.read(file, HoleColor.BLACK);

    assertThat(read.mask()).isEqualTo(expected);
    assertThat(read.mask(37, 53)).isEqualTo(expected);
    assertThat(read.greyPixels()).isZero();
    assertThat(MaskImage.read(file, HoleColor.WHITE).mask()).isEqualTo(inverted(expected));
  }

  private static Mask inverted(Mask mask) {
    byte[] valid = mask.pixels().clone();
    for (int i = 0; i < valid.length; i++) {
      valid[i] ^= 1;
    }
    return new Mask(mask.height(), mask.width(), valid);
  }

  @Test
  void masksThatACameraStoredOnTheirSideAreUpright() throws IOException {
    byte[] black = new byte[8 * 16];
    Arrays.fill(black, 0, 64, (byte) 255);
    byte[] jpeg = TestPictures.encoded(".jpg", black, 8, 16);
    Path file = folder.resolve("turned.jpg");
    Files.write(file, TestPictures.withOrientation(jpeg, 6));

    Mask mask = MaskImage.read(file, HoleColor.BLACK).mask();

    assertThat(mask.height()).isEqualTo(16);
    assertThat(mask.isValid(3, 7)).isTrue();
    assertThat(mask.isValid(3, 0)).isFalse();
  }

  @Test
  void readsPathsWithLettersOfEveryAlphabet() throws IOException {
    Path file = Files.createDirectories(folder.resolve("маски 面具")).resolve("löcher ☃.png");
    ImageIO.write(expected.toImage(), "png", file.toFile());

    assertReads(file);
  }

  @Test
  void theThresholdIsHalfOfTheRange() throws IOException {
    BufferedImage image = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
    for (int level = 0; level < 256; level++) {
      image.getRaster().setSample(level, 0, 0, level);
    }
    MaskImage black = MaskImage.read(write(image, "png"), HoleColor.BLACK);
    MaskImage white = MaskImage.read(write(image, "png"), HoleColor.WHITE);

    for (int level = 0; level < 256; level++) {
      assertThat(black.mask().isValid(0, level)).isEqualTo(level >= 128);
      assertThat(white.mask().isValid(0, level)).isEqualTo(level < 128);
    }
    assertThat(black.greyPixels()).isEqualTo(256 - 2 * 17);
    assertThat(white.greyPixels()).isEqualTo(256 - 2 * 17);
  }

  @ParameterizedTest
  @CsvSource({
    "000000, 0",
    "ffffff, 1",
    "7f7f7f, 0",
    "808080, 1",
    "ff0000, 0",
    "ffff00, 1",
    "7f7f80, 0",
    "7f8080, 1"
  })
  void masksAreValidFrom128On(String rgb, double expected) {
    BufferedImage mask = new BufferedImage(3, 1, BufferedImage.TYPE_INT_RGB);
    mask.setRGB(1, 0, Integer.parseInt(rgb, 16));
    mask.setRGB(2, 0, 0xffffff);

    INDArray array = Mask.of(mask, HoleColor.BLACK).toArray();

    assertThat(array.shape()).containsExactly(1, 1, 1, 3);
    assertThat(array.getDouble(0, 0, 0, 1)).isEqualTo(expected);
    assertThat(array.getDouble(0, 0, 0, 0)).isZero();
  }

  /** Palette red, blue, a brush at 40 %, greys, and as many on the bright side. */
  @ParameterizedTest
  @CsvSource({
    "ff0000, 000000, WHITE",
    "0000ff, 000000, WHITE",
    "666666, 000000, WHITE",
    "262626, 000000, WHITE",
    "7f7f7f, 000000, WHITE",
    "808080, 000000, WHITE",
    "fefefe, 000000, WHITE",
    "00ff00, 000000, WHITE",
    "ffff00, ffffff, BLACK",
    "ffffff, c8c8c8, WHITE",
    "800000, 7f7f7f, BLACK",
    "000000, 808080, BLACK",
    "606060, c0c0c0, BLACK",
    "c0c0c0, 606060, WHITE"
  })
  void twoLevelsAreToldApartWhereverTheyAre(String hole, String valid, HoleColor holes) {
    BufferedImage image = new BufferedImage(53, 37, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 53 * 37; i++) {
      String colour = expected.isValid(i / 53, i % 53) ? valid : hole;
      image.setRGB(i % 53, i / 53, Integer.parseInt(colour, 16));
    }

    MaskImage read = MaskImage.of(image, holes);

    assertThat(read.mask(37, 53)).isEqualTo(expected);
    assertThat(read.warnings()).isEmpty();
  }

  @Test
  void moreThanTwoLevelsOnOneSideAreRefused() {
    BufferedImage labels = new BufferedImage(8, 3, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 24; i++) {
      labels.getRaster().setSample(i % 8, i / 8, 0, 40 * (i / 8));
    }

    assertThatThrownBy(() -> MaskImage.of(labels, HoleColor.WHITE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than two levels, from 0 to 80 of 255")
        .hasMessageContaining("paint holes white and all else black");
  }

  @Test
  void noHoleIsToldAndNothingButHolesAndPhotographsAreRefused() {
    BufferedImage black = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    BufferedImage photograph = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      photograph.getRaster().setSample(i % 16, i / 16, 0, i);
    }

    assertThat(MaskImage.of(black, HoleColor.WHITE).warnings())
        .singleElement(STRING)
        .contains("has no hole: no pixel of it is white");
    assertThat(MaskImage.of(black, HoleColor.WHITE).mask(16, 16).hasHoles()).isFalse();
    assertThatThrownBy(() -> MaskImage.of(black, HoleColor.BLACK).mask(16, 16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing but holes (black)");
    assertThatThrownBy(() -> MaskImage.of(photograph, HoleColor.BLACK).mask(16, 16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("looks like a photograph")
        .hasMessageContaining("picture and mask swapped");
    assertThatThrownBy(() -> Mask.of(photograph, HoleColor.WHITE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("looks like a photograph");
  }

  @Test
  void aPhotographOfNothingButDarkAndBrightPartsIsNoMask() {
    BufferedImage roofAndSky = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      roofAndSky.getRaster().setSample(i % 16, i / 16, 0, i < 128 ? 20 + i % 50 : 185 + i % 50);
    }

    assertThatThrownBy(() -> MaskImage.of(roofAndSky, HoleColor.BLACK).mask(16, 16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("looks like a photograph");
  }

  @Test
  void moreHolesThanValidPixelsAreWarnedOf() {
    BufferedImage drawn = Holes.mask("####", "###.").toImage();

    assertThat(MaskImage.of(drawn, HoleColor.BLACK).warnings())
        .singleElement(STRING)
        .contains("holes (black) in 87 % of its pixels");
    assertThat(MaskImage.of(drawn, HoleColor.WHITE).warnings()).isEmpty();
  }

  @Test
  void whatWasNotPaintedOnATransparentLayerIsValid() throws IOException {
    BufferedImage layer = new BufferedImage(4, 1, BufferedImage.TYPE_INT_ARGB);
    int[] argb = {0x00000000, 0x00ffffff, 0xff000000, 0xffffffff};
    layer.setRGB(0, 0, 4, 1, argb, 0, 4);
    Path file = write(layer, "png");

    assertThat(MaskImage.read(file, HoleColor.BLACK).mask()).isEqualTo(Holes.mask("..#."));
    assertThat(MaskImage.read(file, HoleColor.WHITE).mask()).isEqualTo(Holes.mask("...#"));
    assertThat(MaskImage.read(file, HoleColor.TRANSPARENT).mask()).isEqualTo(Holes.mask("##.."));
  }

  @Test
  void readsTransparencyOfGreyAndPaletteImages() throws IOException {
    ComponentColorModel greyAlpha =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY), true, false, 3, DataBuffer.TYPE_BYTE);
    WritableRaster raster = greyAlpha.createCompatibleWritableRaster(4, 1);
    raster.setPixels(0, 0, 4, 1, new int[] {0, 255, 255, 255, 0, 0, 255, 0});
    byte[] colours = {0, (byte) 255, 0};
    BufferedImage palette =
        new BufferedImage(
            4,
            1,
            BufferedImage.TYPE_BYTE_BINARY,
            new IndexColorModel(2, 3, colours, colours, colours, 2));
    palette.getRaster().setPixels(0, 0, 4, 1, new int[] {0, 1, 2, 2});

    for (BufferedImage image :
        new BufferedImage[] {new BufferedImage(greyAlpha, raster, false, null), palette}) {
      Path file = write(image, "png");
      assertThat(MaskImage.read(file, HoleColor.BLACK).mask()).isEqualTo(Holes.mask("#..."));
      assertThat(MaskImage.read(file, HoleColor.WHITE).mask()).isEqualTo(Holes.mask(".#.."));
      assertThat(MaskImage.read(file, HoleColor.TRANSPARENT).mask()).isEqualTo(Holes.mask("..##"));
    }
  }

  @Test
  void aHalfTransparentEdgeIsGrey() throws IOException {
    BufferedImage layer = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    layer.setRGB(0, 0, 3, 1, new int[] {0x60000000, 0xa0000000, 0xff000000}, 0, 3);
    MaskImage read = MaskImage.read(write(layer, "png"), HoleColor.BLACK);

    assertThat(read.mask()).isEqualTo(Holes.mask(".##"));
    assertThat(read.greyPixels()).isEqualTo(2);
  }

  @Test
  void holesByTransparencyNeedTransparency() throws IOException {
    Path file = write(expected.toImage(), "png");

    assertThatThrownBy(() -> MaskImage.read(file, HoleColor.TRANSPARENT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("no transparency");
  }

  @Test
  void smoothEdgesAreCountedAndWarnedOfByTheFilesName() throws IOException {
    BufferedImage small = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D g = small.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    g.drawImage(Masks.centredRectangle(21, 21).generate(37, 37, 0).toImage(), 0, 0, 16, 16, null);
    g.dispose();
    Path file = write(small, "png");

    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    MaskImage read = withErrors(errors, () -> MaskImage.read(file, HoleColor.BLACK));

    assertThat(read.greyPixels()).isBetween(10, 40);
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains("WARN")
        .contains(file.toString())
        .contains(read.greyPixels() + " grey pixels of 256");
  }

  @Test
  void properMasksAreNotWarnedOf() throws IOException {
    Path file = write(expected.toImage(), "png");
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    withErrors(errors, () -> MaskImage.read(file, HoleColor.BLACK));

    assertThat(errors.size()).isZero();
  }

  /** Reads while what SLF4J's simple logger writes goes elsewhere. */
  static <T> T withErrors(ByteArrayOutputStream errors, Reading<T> reading) throws IOException {
    PrintStream usual = System.err;
    try (PrintStream captured = new PrintStream(errors, true, StandardCharsets.UTF_8)) {
      System.setErr(captured);
      return reading.read();
    } finally {
      System.setErr(usual);
    }
  }

  /** What reads. */
  interface Reading<T> {
    T read() throws IOException;
  }

  @Test
  void resizesByNearestNeighbourOnlyWhenAsked() throws IOException {
    Path file = write(Holes.mask("#.", ".#").toImage(), "png");
    MaskImage read = MaskImage.read(file, HoleColor.BLACK);

    assertThat(read.resized(4, 6)).isEqualTo(Holes.mask("###...", "###...", "...###", "...###"));
    assertThat(read.resized(4, 6)).isEqualTo(MaskImage.read(file, HoleColor.BLACK).resized(4, 6));
    assertThat(read.mask()).isEqualTo(Holes.mask("#.", ".#"));
    assertThatThrownBy(() -> read.mask(4, 6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("2 × 2 pixels")
        .hasMessageContaining("6 × 4");
    assertThatThrownBy(() -> read.resized(0, 6)).hasMessageContaining("0×6");
  }

  @Test
  void valuesOfZeroAndOneAreNotTakenForBlack() throws IOException {
    BufferedImage image = new BufferedImage(53, 37, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, 53, 37, expected.pixels());
    Path file = write(image, "png");

    assertThatThrownBy(() -> MaskImage.read(file, HoleColor.WHITE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("1 of 255")
        .hasMessageContaining("multiply");
  }

  @Test
  void allBlackAndAllWhiteMasksAreMasks() throws IOException {
    BufferedImage black = new BufferedImage(5, 4, BufferedImage.TYPE_BYTE_GRAY);
    BufferedImage white = new BufferedImage(5, 4, BufferedImage.TYPE_BYTE_GRAY);
    white.createGraphics().drawImage(black, 0, 0, 5, 4, Color.WHITE, null);
    white.getRaster().setPixels(0, 0, 5, 4, filled(20, 255));

    assertThat(MaskImage.read(write(black, "png"), HoleColor.BLACK).mask().holeRatio()).isOne();
    assertThat(MaskImage.read(write(white, "png"), HoleColor.BLACK).mask().holeRatio()).isZero();
  }

  private static int[] filled(int count, int value) {
    int[] values = new int[count];
    Arrays.fill(values, value);
    return values;
  }

  @Test
  void filesThatAreNoImagesAreNamed() throws IOException {
    Path missing = folder.resolve("missing.png");
    Path text = Files.writeString(folder.resolve("text.png"), "no picture at all");
    Path empty = Files.createFile(folder.resolve("empty.png"));

    assertThatThrownBy(() -> MaskImage.read(missing, HoleColor.BLACK))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("missing.png");
    for (Path file : new Path[] {text, empty}) {
      assertThatThrownBy(() -> MaskImage.read(file, HoleColor.BLACK))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString());
    }
    assertThatThrownBy(() -> MaskImage.read(folder, HoleColor.BLACK))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aFileThatClaimsToBeEnormousIsRefusedBeforeItIsDecoded() throws IOException {
    Path file = write(expected.toImage(), "png");
    byte[] claims = Files.readAllBytes(file);
    int sizeInHeader = 16;
    ByteBuffer.wrap(claims).putInt(sizeInHeader, 30_000).putInt(sizeInHeader + 4, 20_000);
    Files.write(file, claims);

    assertThatThrownBy(() -> MaskImage.read(file, HoleColor.BLACK))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("30000 × 20000 pixels");
  }

  @Test
  void truncatedFilesAreRefusedByName() throws IOException {
    for (String format : new String[] {"png", "jpg", "bmp"}) {
      byte[] whole = Files.readAllBytes(write(expected.toImage(), format));
      for (int length : new int[] {1, 8, 40, whole.length / 2, whole.length - 20}) {
        Path file = Files.write(folder.resolve("cut." + format), Arrays.copyOf(whole, length));

        assertThatThrownBy(() -> MaskImage.read(file, HoleColor.BLACK))
            .as("%d of %d bytes of %s", length, whole.length, format)
            .isInstanceOf(IOException.class)
            .hasMessageContaining(file.toString());
      }
    }
  }

  private Path write(BufferedImage image, String format) throws IOException {
    Path file = Files.createTempFile(folder, "mask", "." + format);
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    return file;
  }
}
