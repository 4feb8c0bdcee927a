package io.github.dl4jinpaint.data.image;

import io.github.dl4jinpaint.data.internal.Samples;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Pictures as OpenCV's matrices: 8 bits of blue, green and red, upright, on white where they are
 * transparent.
 *
 * <p>JPEG files, and PNG files of 8 bits without transparency, OpenCV decodes, with the same pixels
 * as Java gives. All others go through {@link PictureReader}.
 */
final class PictureMats {

  /** What OpenCV decodes at most. */
  private static final long MOST_PIXELS = 1 << 30;

  private static final int PNG_BITS = 24;
  private static final int PNG_COLOURS = 25;

  private PictureMats() {}

  /**
   * Reads a file.
   *
   * @throws IOException if it can't be read or is no whole picture; the message names it
   */
  static Mat read(Path file) throws IOException {
    try {
      return decode(PictureFiles.read(file));
    } catch (IOException e) {
      throw new IOException(file + " can't be read as a picture: " + PictureFiles.reason(e), e);
    }
  }

  private static Mat decode(byte[] file) throws IOException {
    ImageFormat format = ImageFormat.of(file);
    if (format == ImageFormat.JPEG) {
      return jpeg(file);
    }
    if (format == ImageFormat.PNG && isPlainPng(file)) {
      return upright(decodeWithOpenCv(file), Exif.of(format, file).orientation());
    }
    return onWhite(new PictureReader("it", file, MOST_PIXELS).read());
  }

  private static Mat jpeg(byte[] file) throws IOException {
    JpegFile jpeg;
    try {
      jpeg = new JpegFile(file);
      jpeg.requireReadable();
    } catch (IOException e) {
      throw new IOException("it " + e.getMessage(), e);
    }
    Orientation orientation = Exif.of(ImageFormat.JPEG, file).orientation();
    return upright(decodeWithOpenCv(jpeg.plain()), orientation);
  }

  private static Mat decodeWithOpenCv(byte[] file) throws IOException {
    int how = opencv_imgcodecs.IMREAD_COLOR | opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
    Mat picture;
    try {
      Mat bytes = new Mat(1, file.length, opencv_core.CV_8UC1, new BytePointer(file));
      picture = opencv_imgcodecs.imdecode(bytes, how);
    } catch (RuntimeException e) {
      throw new IOException("OpenCV can't decode it: " + e.getMessage(), e);
    }
    if (picture == null || picture.empty()) {
      throw new IOException("OpenCV can't decode it: it is damaged or cut off");
    }
    return picture;
  }

  private static boolean isPlainPng(byte[] file) {
    boolean plain = file.length > PNG_COLOURS && file[PNG_BITS] == 8;
    return plain
        && (file[PNG_COLOURS] == 0 || file[PNG_COLOURS] == 2)
        && !hasTransparentColour(file);
  }

  /** Whether a PNG may have a chunk tRNS, which comes before its pixels. */
  private static boolean hasTransparentColour(byte[] png) {
    String type = "tRNS";
    for (int i = PNG_COLOURS; i + type.length() < png.length; i++) {
      if (ImageFormat.starts(png, i, type)) {
        return true;
      }
      if (ImageFormat.starts(png, i, "IDAT")) {
        return false;
      }
    }
    return false;
  }

  /** As {@link Orientation#upright} turns a picture. */
  private static Mat upright(Mat stored, Orientation orientation) {
    Mat turned = stored;
    if (orientation.transposed()) {
      turned = new Mat();
      opencv_core.transpose(stored, turned);
    }
    if (orientation.fromRight() || orientation.fromBottom()) {
      int axis = !orientation.fromRight() ? 0 : orientation.fromBottom() ? -1 : 1;
      Mat flipped = new Mat();
      opencv_core.flip(turned, flipped, axis);
      return flipped;
    }
    return turned;
  }

  private static Mat onWhite(BufferedImage picture) {
    Samples samples = new Samples(picture);
    int width = samples.width();
    byte[] bgr = new byte[Math.multiplyExact(3, Math.multiplyExact(width, samples.height()))];
    for (int y = 0; y < samples.height(); y++) {
      float[] colours = samples.read(0, y, width, 1);
      float[] alpha = samples.alpha(0, y, width, 1);
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          float value = colours[(2 - c) * width + x] * alpha[x] + 1 - alpha[x];
          bgr[3 * (y * width + x) + c] = (byte) Math.round(255 * value);
        }
      }
    }
    Mat mat = new Mat(samples.height(), width, opencv_core.CV_8UC3);
    mat.data().put(bgr);
    return mat;
  }
}
