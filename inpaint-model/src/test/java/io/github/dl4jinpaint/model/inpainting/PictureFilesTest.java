package io.github.dl4jinpaint.model.inpainting;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.model.Networks;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFilesTest {

  private static final Inpainter INPAINTER = new Inpainter(Networks.trainedTiny());

  @TempDir private Path folder;

  private final Random random = new Random(9);

  @ParameterizedTest
  @CsvSource({
    "1, png", "1, tif", "1, bmp", "2, png", "2, tiff", "0, png", "0, tif", "14, png", "10, png",
    "10, bmp", "11, png", "11, tif", "15, png", "13, png", "12, png"
  })
  void whatIsWrittenWithoutLossIsReadAgain(int kind, String extension) throws IOException {
    BufferedImage picture = TestPictures.ofKind(kind, random, 23, 17);
    Path file = folder.resolve("new/picture." + extension);

    Pictures.write(picture, file);

    assertThat(TestPictures.samples(Pictures.read(file))).isEqualTo(TestPictures.samples(picture));
    assertThat(names(file.getParent())).containsExactly("picture." + extension);
  }

  @Test
  void aPremultipliedPictureIsWrittenAsItLooks() throws IOException {
    BufferedImage picture = TestPictures.ofKind(BufferedImage.TYPE_INT_ARGB_PRE, random, 9, 9);

    Pictures.write(picture, folder.resolve("a.png"));

    assertThat(TestPictures.pixels(Pictures.read(folder.resolve("a.png"))))
        .isEqualTo(TestPictures.pixels(picture));
  }

  @ParameterizedTest
  @CsvSource({"2, a.jpg, 4 channels", "0, a.jpeg, 16 bits", "2, a.bmp, 4 channels"})
  void whatAFormatDoesNotHoldIsRefused(int kind, String name, String told) throws IOException {
    BufferedImage picture = TestPictures.ofKind(kind, random, 9, 9);
    assertThatIOException()
        .isThrownBy(() -> Pictures.write(picture, folder.resolve(name)))
        .withMessageContaining(name)
        .withMessageContaining(told)
        .withMessageContaining(".png");
    assertThat(names(folder)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.gif", "a", "png", "a.webp"})
  void otherEndingsAreRefused(String name) {
    BufferedImage picture = TestPictures.plain(2, 2, 0);
    assertThatIOException()
        .isThrownBy(() -> Pictures.write(picture, folder.resolve(name)))
        .withMessageContaining(name + " names no format");
  }

  @Test
  void aFileThatCanNotBeWrittenIsNamedAndTheOldOneStays() throws IOException {
    Path file = Files.writeString(folder.resolve("a.png"), "old");
    Files.createDirectory(folder.resolve("a.png.part"));

    assertThatIOException()
        .isThrownBy(() -> Pictures.write(TestPictures.plain(2, 2, 0), file))
        .withMessageContaining(file.toString());
    assertThat(file).hasContent("old");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp", "gif", "tif"})
  void aFileThatIsCutOffAnywhereIsRefused(String format) throws IOException {
    BufferedImage picture = TestPictures.ofKind(1, random, 64, 48);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(picture, format, out)).isTrue();
    byte[] file = out.toByteArray();
    assertThat(Pictures.read(file, "whole", 10_000).getWidth()).isEqualTo(64);

    for (int percent = 0; percent < 97; percent += 4) {
      byte[] cut = Arrays.copyOf(file, file.length * percent / 100);
      assertThatIOException()
          .as("%d %% of a %s", percent, format)
          .isThrownBy(() -> Pictures.read(cut, "cut.file", 10_000))
          .withMessageStartingWith("cut.file ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "no picture", "\0\0\0\0\0\0\0\0\0\0", "<svg xmlns=\"x\"/>", "RIFF    WEBP"})
  void filesThatAreNoPicturesAreRefused(String content) throws IOException {
    Path file = folder.resolve("notes.png");
    Files.writeString(file, content);
    assertThatIOException()
        .isThrownBy(() -> Pictures.read(file))
        .withMessageContaining("notes.png");
  }

  /** A PNG of some dozen bytes that claims 65,000 × 65,000 pixels. */
  @Test
  void aPictureThatClaimsToBeEnormousIsRefusedBeforeItIsDecoded() throws IOException {
    Path file = folder.resolve("bomb.png");
    Files.write(file, png(65_000, 65_000));
    assertThatIOException()
        .isThrownBy(() -> Pictures.read(file))
        .withMessageContaining("bomb.png has 65000 × 65000 pixels")
        .withMessageContaining("100,000,000");
    byte[] small = png(30, 30);
    assertThatIOException()
        .isThrownBy(() -> Pictures.read(small, "upload", 899))
        .withMessageContaining("upload has 30 × 30 pixels, more than the 899");
  }

  @Test
  void foldersAndFilesThatAreNotThereAreRefused() {
    for (Path file : new Path[] {folder, folder.resolve("none.png")}) {
      assertThatIOException()
          .isThrownBy(() -> Pictures.read(file))
          .withMessage(file + ": no picture file here");
    }
  }

  /** What a damaged file may do is throw an IOException, or be read all the same. */
  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp", "gif", "tif"})
  void damageAnywhereIsTold(String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(TestPictures.ofKind(1, random, 24, 24), format, out);
    int told = 0;
    for (int round = 0; round < 200; round++) {
      byte[] damaged = out.toByteArray();
      for (int i = 0; i < 3; i++) {
        damaged[random.nextInt(round % 2 == 0 ? 100 : damaged.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(Pictures.read(damaged, "damaged", 100_000).getWidth()).isPositive();
      } catch (IOException e) {
        assertThat(e).hasMessageStartingWith("damaged ");
        told++;
      }
    }
    assertThat(told).isPositive();
  }

  private static byte[] png(int width, int height) {
    byte[] header =
        ByteBuffer.allocate(17)
            .put("IHDR".getBytes(US_ASCII))
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array();
    return ByteBuffer.allocate(8 + 4 + 17 + 4)
        .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10})
        .put(chunk(header))
        .array();
  }

  /** A chunk of a PNG file: its type and data with length and checksum around. */
  private static byte[] chunk(byte[] typeAndData) {
    CRC32 checksum = new CRC32();
    checksum.update(typeAndData);
    return ByteBuffer.allocate(4 + typeAndData.length + 4)
        .putInt(typeAndData.length - 4)
        .put(typeAndData)
        .putInt((int) checksum.getValue())
        .array();
  }

  @Test
  void aPhotosExifDataTellWhichWayUpItIs() throws IOException {
    BufferedImage picture = TestPictures.plain(32, 16, 0);
    for (int i = 0; i < 256; i++) {
      picture.setRGB(i % 16, i / 16, 0xffffff);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(picture, "jpg", out);
    byte[] jpeg = out.toByteArray();

    BufferedImage upright = Pictures.read(withOrientation(jpeg, 6), "photo.jpg", 1000);

    assertThat(upright.getWidth()).isEqualTo(16);
    assertThat(upright.getHeight()).isEqualTo(32);
    assertThat(upright.getRGB(8, 4) & 255).isGreaterThan(250);
    assertThat(upright.getRGB(8, 28) & 255).isLessThan(5);
    assertThat(Pictures.read(jpeg, "photo.jpg", 1000).getWidth()).isEqualTo(32);
  }

  @Test
  void aPngsExifDataTellWhichWayUpItIs() throws IOException {
    BufferedImage picture = TestPictures.ofKind(1, random, 5, 3);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", out);
    byte[] chunk = ByteBuffer.allocate(30).put("eXIf".getBytes(US_ASCII)).put(exif(3)).array();
    byte[] png = inserted(out.toByteArray(), 33, chunk(chunk));

    BufferedImage upright = Pictures.read(png, "photo.png", 1000);

    assertThat(upright.getRGB(0, 0)).isEqualTo(picture.getRGB(4, 2));
    assertThat(upright.getRGB(3, 0)).isEqualTo(picture.getRGB(1, 2));
  }

  /** Puts a segment APP1 behind the start of a JPEG file. */
  private static byte[] withOrientation(byte[] jpeg, int tag) {
    byte[] segment =
        ByteBuffer.allocate(36)
            .putShort((short) 0xffe1)
            .putShort((short) 34)
            .put("Exif\0\0".getBytes(US_ASCII))
            .put(exif(tag))
            .array();
    return inserted(jpeg, 2, segment);
  }

  /** EXIF data of nothing but the orientation. */
  private static byte[] exif(int tag) {
    return ByteBuffer.allocate(26)
        .put("MM".getBytes(US_ASCII))
        .putShort((short) 42)
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) tag)
        .array();
  }

  private static byte[] inserted(byte[] file, int at, byte[] part) {
    return ByteBuffer.allocate(file.length + part.length)
        .put(file, 0, at)
        .put(part)
        .put(file, at, file.length - at)
        .array();
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "tif", "jpg"})
  void aPicturesColourProfileIsKept(String extension) throws IOException {
    BufferedImage picture = inLinearLight();
    ICC_ColorSpace space = (ICC_ColorSpace) picture.getColorModel().getColorSpace();
    Path file = folder.resolve("linear." + extension);

    Pictures.write(picture, file);
    BufferedImage read = Pictures.read(file);

    assertThat(read.getColorModel().getColorSpace()).isInstanceOf(ICC_ColorSpace.class);
    byte[] found = ((ICC_ColorSpace) read.getColorModel().getColorSpace()).getProfile().getData();
    byte[] expected = space.getProfile().getData();
    // Up to the rendering intent, in which the formats' readers differ.
    assertThat(Arrays.copyOf(found, 60)).isEqualTo(Arrays.copyOf(expected, 60));
    assertThat(found).hasSameSizeAs(expected);
    assertThat(TestPictures.samples(read)).isEqualTo(TestPictures.samples(picture));
  }

  private static BufferedImage inLinearLight() {
    byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    linear[25] = 7; // The year, so that it is none of those that Java brings along.
    ColorSpace space = new ICC_ColorSpace(ICC_Profile.getInstance(linear));
    var model =
        new ComponentColorModel(space, false, false, BufferedImage.OPAQUE, DataBuffer.TYPE_BYTE);
    var raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 8, 8, 3, null);
    for (int i = 0; i < 64; i++) {
      raster.setPixel(i % 8, i / 8, new int[] {64, 64, 64});
    }
    return new BufferedImage(model, raster, false, null);
  }

  @Test
  void filesAreFilledFromAndTo() throws IOException {
    BufferedImage picture = TestPictures.ofKind(2, random, 40, 30);
    BufferedImage mask = TestPictures.mask(random, 0.3, 40, 30);
    Path in = folder.resolve("in.png");
    Path holes = folder.resolve("holes.png");
    Pictures.write(picture, in);
    Pictures.write(mask, holes);

    INPAINTER.inpaint(in, holes, folder.resolve("out/composite.png"));
    INPAINTER.predict(in, holes, folder.resolve("out/raw.png"));

    assertThat(TestPictures.pixels(Pictures.read(folder.resolve("out/composite.png"))))
        .isEqualTo(TestPictures.pixels(INPAINTER.inpaint(picture, mask)));
    assertThat(TestPictures.pixels(Pictures.read(folder.resolve("out/raw.png"))))
        .isEqualTo(TestPictures.pixels(INPAINTER.predict(picture, mask)));
    assertThat(names(folder.resolve("out"))).containsExactly("composite.png", "raw.png");
  }

  @Test
  void errorsWithFilesNameThem() throws IOException {
    Pictures.write(TestPictures.plain(4, 5, 0x808080), folder.resolve("in.png"));
    Pictures.write(TestPictures.plain(5, 4, 0xffffff), folder.resolve("mask.png"));
    Path out = folder.resolve("out.png");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> INPAINTER.inpaint(folder.resolve("in.png"), folder.resolve("mask.png"), out))
        .withMessageContaining("in.png: ")
        .withMessageContaining("mask.png has 5 × 4 pixels");
    assertThatIOException()
        .isThrownBy(
            () -> INPAINTER.inpaint(folder.resolve("none.png"), folder.resolve("mask.png"), out))
        .withMessageContaining("none.png");
    assertThat(out).doesNotExist();
  }

  private static Stream<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }
}
