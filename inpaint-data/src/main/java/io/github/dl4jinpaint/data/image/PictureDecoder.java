package io.github.dl4jinpaint.data.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/**
 * Decodes pictures to 8 bits of blue, green and red, upright. The format is that of the bytes,
 * whatever the file is called.
 */
final class PictureDecoder {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
  private static final int PNG_COLOUR_TYPE = 25;
  private static final int PNG_CHUNKS = 8;
  private static final int PNG_CHUNK_FRAME = 12;
  private static final int WHITE = 255;

  private PictureDecoder() {}

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

  /**
   * Decodes a file's bytes.
   *
   * @throws IOException if they are no picture or not all of one; the message goes on after the
   *     file's name
   */
  private static Mat decode(byte[] file) throws IOException {
    if (file.length == 0) {
      throw new IOException("it is empty");
    }
    // OpenCV fills up what is missing of a JPEG without saying so.
    if (Jpeg.is(file) && !Jpeg.isComplete(file)) {
      throw new IOException("it is a JPEG that ends too early");
    }
    Mat bytes = new Mat(1, file.length, opencv_core.CV_8UC1, new BytePointer(file));
    if (mayHaveMoreThanColour(file)) {
      Mat picture = decode(bytes, opencv_imgcodecs.IMREAD_UNCHANGED);
      if (picture.depth() == opencv_core.CV_32F || picture.channels() == 4) {
        return opaque(to8Bits(picture));
      }
    }
    return decode(bytes, opencv_imgcodecs.IMREAD_COLOR);
  }

  private static Mat decode(Mat bytes, int how) throws IOException {
    Mat picture;
    try {
      picture = opencv_imgcodecs.imdecode(bytes, how);
    } catch (RuntimeException e) {
      throw new IOException("OpenCV can't decode it: " + e.getMessage(), e);
    }
    if (picture == null || picture.empty()) {
      throw new IOException("OpenCV can't decode it");
    }
    return picture;
  }

  /**
   * False where the header says that there are neither transparency nor floats, which OpenCV's
   * decoding to colour would lose.
   */
  private static boolean mayHaveMoreThanColour(byte[] file) {
    if (Jpeg.is(file)) {
      return false;
    }
    boolean png = file.length > PNG_COLOUR_TYPE && startsWith(file, PNG);
    return !png
        || (file[PNG_COLOUR_TYPE] != 0 && file[PNG_COLOUR_TYPE] != 2)
        || hasTransparentColour(file);
  }

  /** Whether a PNG has a chunk tRNS, which comes before its pixels. */
  private static boolean hasTransparentColour(byte[] png) {
    ByteBuffer chunks = ByteBuffer.wrap(png);
    long at = PNG_CHUNKS;
    while (at + PNG_CHUNK_FRAME <= png.length) {
      String type = new String(png, (int) at + 4, 4, StandardCharsets.ISO_8859_1);
      if (type.equals("tRNS") || type.equals("IDAT")) {
        return type.equals("tRNS");
      }
      at += PNG_CHUNK_FRAME + Integer.toUnsignedLong(chunks.getInt((int) at));
    }
    return false;
  }

  private static boolean startsWith(byte[] file, byte[] start) {
    return Arrays.equals(file, 0, start.length, start, 0, start.length);
  }

  /** Scales a type's range to 0 to 255; floats have the range 0 to 1. */
  private static Mat to8Bits(Mat picture) {
    double scale =
        switch (picture.depth()) {
          case opencv_core.CV_32F -> 255;
          case opencv_core.CV_16U -> 1 / 257.0;
          default -> 1;
        };
    Mat scaled = new Mat();
    picture.convertTo(scaled, opencv_core.CV_8U, scale, 0);
    return scaled;
  }

  /** A picture as it looks on white. */
  private static Mat opaque(Mat picture) {
    Mat colour = new Mat();
    if (picture.channels() == 1) {
      opencv_imgproc.cvtColor(picture, colour, opencv_imgproc.COLOR_GRAY2BGR);
      return colour;
    }
    if (picture.channels() == 3) {
      return picture;
    }
    MatVector channels = new MatVector();
    opencv_core.split(picture, channels);
    Mat alpha = channels.get(3);
    for (int i = 0; i < 3; i++) {
      // colour × alpha / 255 + white × (255 − alpha) / 255
      Mat channel = channels.get(i);
      opencv_core.multiply(channel, alpha, channel, 1.0 / WHITE, -1);
      opencv_core.addWeighted(channel, 1, alpha, -1, WHITE, channel);
    }
    channels.resize(3);
    opencv_core.merge(channels, colour);
    return colour;
  }
}
