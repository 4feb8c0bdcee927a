package io.github.dl4jinpaint.data.mask;

import io.github.dl4jinpaint.data.image.Jpeg;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** How valid each pixel of a mask's image is: 255 certainly, 0 a hole. */
final class MaskPixels {
  private static final int OPAQUE = 255;

  /** How far from black or white a pixel may be without being grey. */
  private static final int TOLERANCE = 16;

  private static final long MOST_PIXELS = 100_000_000;

  private final int height;
  private final int width;
  private final byte[] levels;

  private MaskPixels(int height, int width, byte[] levels) {
    this.height = height;
    this.width = width;
    this.levels = levels;
  }

  static MaskPixels read(Path file, HoleColor holes) throws IOException {
    // Not imread: it doesn't find paths with letters beyond the system's code page on Windows.
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length == 0) {
      throw new IOException("the mask " + file + " is an empty file");
    }
    if (Jpeg.is(bytes) && !Jpeg.isComplete(bytes)) {
      throw new IOException("the mask " + file + " is a JPEG file without its end");
    }
    requireSize(bytes, file);
    try (BytePointer encoded = new BytePointer(bytes);
        Mat buffer = new Mat(1, bytes.length, opencv_core.CV_8UC1, encoded);
        Mat image = opencv_imgcodecs.imdecode(buffer, how(bytes))) {
      if (image.empty()) {
        throw new IOException(
            "the mask "
                + file
                + " isn't an image that OpenCV reads (PNG, JPEG, BMP, TIFF, WebP, PGM), or is"
                + " damaged");
      }
      return of(image, file, holes);
    } catch (RuntimeException e) {
      // OpenCV's own exceptions; they come from its native code.
      throw new IOException("the mask " + file + " can't be decoded: " + e.getMessage(), e);
    }
  }

  /** With transparency, where there may be any; OpenCV turns upright only what it reads without. */
  private static int how(byte[] bytes) {
    return Jpeg.is(bytes) ? opencv_imgcodecs.IMREAD_ANYCOLOR : opencv_imgcodecs.IMREAD_UNCHANGED;
  }

  /** Before anything is decoded: a small file can claim to be enormous. */
  private static void requireSize(byte[] bytes, Path file) throws IOException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (readers.hasNext()) {
        requireSize(readers.next(), in, file);
      }
    }
  }

  private static void requireSize(ImageReader reader, ImageInputStream in, Path file)
      throws IOException {
    int width;
    int height;
    try {
      reader.setInput(in, true, true);
      width = reader.getWidth(0);
      height = reader.getHeight(0);
    } catch (IOException | RuntimeException e) {
      return; // damaged, or of a kind that Java doesn't know: OpenCV tells
    } finally {
      reader.dispose();
    }
    if ((long) width * height > MOST_PIXELS) {
      throw new IOException(
          "the mask %s has %d × %d pixels, more than the %,d that are read at most"
              .formatted(file, width, height, MOST_PIXELS));
    }
  }

  private static MaskPixels of(Mat image, Path file, HoleColor holes) throws IOException {
    int channels = image.channels();
    byte[] samples = new byte[Math.multiplyExact((int) image.total(), channels)];
    try (Mat bytes = new Mat()) {
      image.convertTo(bytes, opencv_core.CV_8U, 255 / white(image.depth()), 0);
      bytes.data().get(samples);
    }
    byte[] levels =
        switch (holes) {
          case BLACK, WHITE -> brightness(samples, channels, holes, file);
          case TRANSPARENT -> opacity(samples, channels, file);
        };
    return new MaskPixels(image.rows(), image.cols(), levels);
  }

  /** The value of white pixels. */
  private static double white(int depth) {
    return switch (depth) {
      case opencv_core.CV_8U -> 255;
      case opencv_core.CV_16U -> 65535;
      default -> 1;
    };
  }

  private static byte[] opacity(byte[] samples, int channels, Path file) throws IOException {
    if (channels != 4) {
      throw new IOException(
          "the mask "
              + file
              + " has no transparency to tell the holes: name the holes' colour, BLACK or WHITE");
    }
    byte[] levels = new byte[samples.length / channels];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = samples[i * channels + 3];
    }
    return levels;
  }

  private static byte[] brightness(byte[] samples, int channels, HoleColor holes, Path file)
      throws IOException {
    int background = holes == HoleColor.BLACK ? 255 : 0;
    byte[] levels = new byte[samples.length / channels];
    int brightest = 0;
    int darkest = 255;
    for (int i = 0; i < levels.length; i++) {
      int level = grey(samples, i * channels, channels, background);
      brightest = Math.max(brightest, level);
      darkest = Math.min(darkest, level);
      levels[i] = (byte) (holes == HoleColor.BLACK ? level : 255 - level);
    }
    if (darkest < brightest && brightest <= TOLERANCE) {
      throw new IOException(
          "the mask "
              + file
              + " is all but black: its brightest pixels are "
              + brightest
              + " of 255; if its values are 0 and 1, multiply them by 255");
    }
    return levels;
  }

  /** A pixel's brightness, after BT.601, over a background where it is transparent. */
  private static int grey(byte[] samples, int at, int channels, int background) {
    int first = samples[at] & 255;
    if (channels < 3) {
      return first;
    }
    int grey =
        (29 * first + 150 * (samples[at + 1] & 255) + 77 * (samples[at + 2] & 255) + 128) >> 8;
    int alpha = channels == 4 ? samples[at + 3] & 255 : OPAQUE;
    return (grey * alpha + background * (OPAQUE - alpha) + OPAQUE / 2) / OPAQUE;
  }

  Mask toMask() {
    byte[] valid = new byte[levels.length];
    for (int i = 0; i < valid.length; i++) {
      valid[i] = (byte) ((levels[i] & 255) >> 7);
    }
    return new Mask(height, width, valid);
  }

  int countGrey() {
    int grey = 0;
    for (byte each : levels) {
      int level = each & 255;
      grey += level > TOLERANCE && level < 255 - TOLERANCE ? 1 : 0;
    }
    return grey;
  }
}
