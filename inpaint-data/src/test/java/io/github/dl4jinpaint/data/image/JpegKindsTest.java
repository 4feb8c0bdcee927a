package io.github.dl4jinpaint.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JPEG files with headers that programs write, though they shouldn't. */
class JpegKindsTest {
  private static final int HEIGHT = 48;
  private static final int WIDTH = 64;

  /** Of OpenCV's JPEG files: the start and JFIF's segment. */
  private static final int JFIF_END = 20;

  @TempDir private Path folder;

  /** As OpenCV writes it, with JFIF's segment. */
  private static byte[] jpeg() {
    Mat picture = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3);
    picture.data().put(TestPictures.smooth(HEIGHT, WIDTH));
    BytePointer encoded = new BytePointer();
    int[] quality = {opencv_imgcodecs.IMWRITE_JPEG_QUALITY, 95};
    assertThat(opencv_imgcodecs.imencode(".jpg", picture, encoded, new IntPointer(quality)))
        .isTrue();
    byte[] file = new byte[(int) encoded.limit()];
    encoded.get(file);
    return file;
  }

  private static byte[] withoutJfif(byte[] jpeg) {
    return concat(Arrays.copyOf(jpeg, 2), Arrays.copyOfRange(jpeg, JFIF_END, jpeg.length));
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] segment(int marker, byte[]... content) {
    byte[] all = concat(content);
    return ByteBuffer.allocate(all.length + 4)
        .put((byte) 0xff)
        .put((byte) marker)
        .putShort((short) (all.length + 2))
        .put(all)
        .array();
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Its components numbered otherwise. */
  private static byte[] numbered(byte[] jpeg, int... numbers) throws IOException {
    byte[] file = jpeg.clone();
    for (int i = 2; ; ) {
      int length = 2 + ((file[i + 2] & 255) << 8 | file[i + 3] & 255);
      boolean scan = (file[i + 1] & 255) == 0xda;
      if ((file[i + 1] & 255) == 0xc0) {
        for (int k = 0; k < 3; k++) {
          file[i + 10 + 3 * k] = (byte) numbers[k];
        }
      } else if (scan) {
        for (int k = 0; k < 3; k++) {
          file[i + 5 + 2 * k] = (byte) numbers[k];
        }
        return file;
      }
      i += length;
    }
  }

  /** Without chroma subsampling, which decoders take for a sign of YCbCr. */
  private static byte[] in444(byte[] jpeg) throws IOException {
    BufferedImage picture = Pictures.read(jpeg, "jpeg", Pictures.MOST_PIXELS);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    var metadata =
        writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(picture), null);
    var tree = (IIOMetadataNode) metadata.getAsTree("javax_imageio_jpeg_image_1.0");
    var components = tree.getElementsByTagName("componentSpec");
    for (int i = 0; i < components.getLength(); i++) {
      var component = (IIOMetadataNode) components.item(i);
      component.setAttribute("HsamplingFactor", "1");
      component.setAttribute("VsamplingFactor", "1");
    }
    metadata.setFromTree("javax_imageio_jpeg_image_1.0", tree);
    writer.setOutput(new javax.imageio.stream.MemoryCacheImageOutputStream(out));
    try (var stream = (ImageOutputStream) writer.getOutput()) {
      writer.write(null, new javax.imageio.IIOImage(picture, null, metadata), null);
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "false, '1 2 3'",
    "false, '0 1 2'",
    "false, '1 34 35'",
    "true, '1 2 3'",
    "true, '0 1 2'",
    "true, '1 34 35'",
    "true, '89 67 99'"
  })
  void coloursAreThoseThatViewersShowWhateverTheComponentsNumbers(boolean whole, String numbers)
      throws IOException {
    byte[] jpeg = whole ? in444(jpeg()) : jpeg();
    int[] ids = Arrays.stream(numbers.split(" ")).mapToInt(Integer::parseInt).toArray();
    byte[] exif = segment(0xe1, latin("Exif\0\0II*\0\b\0\0\0\0\0\0\0\0\0"));
    byte[] adobe = segment(0xee, latin("Adobe\0d\0\0\0\0\1"));
    byte[] bare = withoutJfif(numbered(jpeg, ids));

    for (byte[] file :
        new byte[][] {
          numbered(jpeg, ids),
          bare,
          inserted(bare, exif),
          inserted(bare, adobe),
          inserted(bare, segment(0xee, latin("Adobe\0d\0\0")))
        }) {
      assertLooksLike(jpeg, file);
    }
  }

  private static byte[] inserted(byte[] jpeg, byte[] segment) {
    return concat(Arrays.copyOf(jpeg, 2), segment, Arrays.copyOfRange(jpeg, 2, jpeg.length));
  }

  private void assertLooksLike(byte[] expected, byte[] file) throws IOException {
    BufferedImage usual = Pictures.read(expected, "expected", Pictures.MOST_PIXELS);
    BufferedImage odd = Pictures.read(file, "odd", Pictures.MOST_PIXELS);
    int[] samples = odd.getRaster().getPixels(0, 0, WIDTH, HEIGHT, (int[]) null);
    assertThat(samples).isEqualTo(usual.getRaster().getPixels(0, 0, WIDTH, HEIGHT, (int[]) null));
    byte[] rgb = new byte[samples.length];
    Files.write(folder.resolve("a.jpg"), file);
    ImageFolder.of(folder).cropCentre(HEIGHT, WIDTH).read(0, rgb);
    for (int i = 0; i < rgb.length; i++) {
      int pixel = i % (HEIGHT * WIDTH);
      assertThat(rgb[i]).isEqualTo((byte) samples[3 * pixel + i / (HEIGHT * WIDTH)]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 2", "1 2 1 2", "0 1", "2 1", "1 1 1 1"})
  void aPictureWithAnOddProfileIsRead(String numbers) throws IOException {
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    int[] all = Arrays.stream(numbers.split(" ")).mapToInt(Integer::parseInt).toArray();
    byte[] file = jpeg();
    for (int i = 0; i < all.length; i += 2) {
      byte[] part = {(byte) all[i], (byte) all[i + 1]};
      file = inserted(file, segment(0xe2, latin("ICC_PROFILE\0"), part, profile));
    }

    assertLooksLike(jpeg(), file);
  }

  @Test
  void aProfileStaysWithThePicture() throws IOException {
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    byte[] file =
        inserted(jpeg(), segment(0xe2, latin("ICC_PROFILE\0"), new byte[] {1, 1}, profile));

    BufferedImage picture = Pictures.read(file, "a.jpg", Pictures.MOST_PIXELS);

    assertThat(picture.getColorModel().getColorSpace()).isInstanceOf(ICC_ColorSpace.class);
    assertThat(((ICC_ColorSpace) picture.getColorModel().getColorSpace()).getProfile().getData())
        .isEqualTo(profile);
  }

  @Test
  void cmykIsRefusedByItsName() throws IOException {
    byte[] file = jpeg();
    int frame = 0;
    while ((file[frame] & 255) != 0xff || (file[frame + 1] & 255) != 0xc0) {
      frame++;
    }
    file[frame + 9] = 4;

    assertThatIOException()
        .isThrownBy(() -> Pictures.read(file, "a.jpg", Pictures.MOST_PIXELS))
        .withMessage("a.jpg is a JPEG in CMYK: convert it to RGB");
  }

  @ParameterizedTest
  @CsvSource({"ftypheic, HEIC", "ftypavif, AVIF", "ftypmif1, HEIC"})
  void whatIsNotReadIsCalledByItsName(String brand, String told) {
    byte[] file = concat(new byte[] {0, 0, 0, 24}, latin(brand), new byte[16]);
    assertThatIOException()
        .isThrownBy(() -> Pictures.read(file, "a.jpg", Pictures.MOST_PIXELS))
        .withMessage("a.jpg is " + told + ", which isn't read: convert it to PNG or JPEG");
  }
}
