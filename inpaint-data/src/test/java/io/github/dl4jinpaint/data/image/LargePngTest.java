package io.github.dl4jinpaint.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LargePngTest {

  private static final int WIDTH = 701;
  private static final int HEIGHT = 1023;

  /** Of several blocks, with parts that suit each filter. */
  private static BufferedImage painted(BufferedImage picture) {
    WritableRaster raster = picture.getRaster();
    int bands = raster.getNumBands();
    int largest = (1 << picture.getSampleModel().getSampleSize(0)) - 1;
    Random random = new Random(5);
    int[] row = new int[WIDTH * bands];
    for (int y = 0; y < HEIGHT; y++) {
      for (int i = 0; i < row.length; i++) {
        int slope = (i / bands + 3 * y + 50 * (i % bands)) * (largest / 255);
        row[i] = (y / 200 % 2 == 0 ? slope : random.nextInt()) & largest;
      }
      raster.setPixels(0, y, WIDTH, 1, row);
    }
    return picture;
  }

  private static BufferedImage ofBands(int type, ColorSpace space, int bands) {
    boolean alpha = bands % 2 == 0;
    var model =
        new ComponentColorModel(
            space, alpha, false, alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE, type);
    WritableRaster raster = Raster.createInterleavedRaster(type, WIDTH, HEIGHT, bands, null);
    return new BufferedImage(model, raster, false, null);
  }

  static Stream<BufferedImage> kinds() {
    ColorSpace grey = ColorSpace.getInstance(ColorSpace.CS_GRAY);
    ColorSpace colour = ColorSpace.getInstance(ColorSpace.CS_sRGB);
    return Stream.of(
        new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY),
        new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_GRAY),
        new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB),
        new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB),
        new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR),
        new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_BINARY),
        ofBands(DataBuffer.TYPE_BYTE, grey, 2),
        ofBands(DataBuffer.TYPE_USHORT, colour, 3),
        ofBands(DataBuffer.TYPE_USHORT, colour, 4));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void samplesOfEveryKindComeBack(BufferedImage kind) throws IOException {
    BufferedImage picture = painted(kind);
    byte[] file = Pictures.encode(picture, ImageFormat.PNG);
    // Java's decoder checks the stream's checksum, OpenCV's those of the chunks.
    BufferedImage back = ImageIO.read(new ByteArrayInputStream(file));
    assertThat(samples(back)).isEqualTo(samples(picture));
    assertThat(back.getSampleModel().getSampleSize())
        .isEqualTo(picture.getSampleModel().getSampleSize());
    Mat bytes = new Mat(1, file.length, opencv_core.CV_8UC1, new BytePointer(file));
    Mat mat = opencv_imgcodecs.imdecode(bytes, opencv_imgcodecs.IMREAD_UNCHANGED);
    assertThat(mat.cols()).isEqualTo(WIDTH);
    assertThat(mat.rows()).isEqualTo(HEIGHT);
  }

  private static int[] samples(BufferedImage picture) {
    return picture.getRaster().getPixels(0, 0, WIDTH, HEIGHT, (int[]) null);
  }

  @Test
  void aColourProfileIsWritten() throws IOException {
    ICC_Profile profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB);
    BufferedImage picture = painted(ofBands(DataBuffer.TYPE_BYTE, new ICC_ColorSpace(profile), 3));
    byte[] file = Pictures.encode(picture, ImageFormat.PNG);
    BufferedImage back = Pictures.read(file, "it", Pictures.MOST_PIXELS);
    assertThat(samples(back)).isEqualTo(samples(picture));
    assertThat(((ICC_ColorSpace) back.getColorModel().getColorSpace()).getProfile().getData())
        .isEqualTo(profile.getData());
  }

  @Test
  void theFileIsAboutAsSmallAsJavasOwn() throws IOException {
    BufferedImage picture = painted(new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB));
    var own = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", own);
    assertThat(Pictures.encode(picture, ImageFormat.PNG).length)
        .isLessThan((int) (1.02 * own.size()));
  }
}
