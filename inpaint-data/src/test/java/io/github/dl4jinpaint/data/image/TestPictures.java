package io.github.dl4jinpaint.data.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.zip.CRC32;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Picture files for tests, and their pixels. */
public final class TestPictures {
  private TestPictures() {}

  /** Noise: height × width × channels values, each pixel's together, in the order BGR(A). */
  public static byte[] noise(int height, int width, int channels, long seed) {
    byte[] pixels = new byte[height * width * channels];
    new Random(seed).nextBytes(pixels);
    return pixels;
  }

  /** What changes slowly, so that a JPEG keeps it. */
  public static byte[] smooth(int height, int width) {
    byte[] pixels = new byte[height * width * 3];
    for (int i = 0; i < height * width; i++) {
      pixels[3 * i] = (byte) (20 + 3 * (i / width));
      pixels[3 * i + 1] = (byte) (200 - 2 * (i % width));
      pixels[3 * i + 2] = (byte) (30 + i / width + i % width);
    }
    return pixels;
  }

  public static byte[] encoded(String extension, byte[] pixels, int height, int width) {
    int channels = pixels.length / (height * width);
    return encoded(
        extension, new Mat(height, width, opencv_core.CV_8UC(channels), new BytePointer(pixels)));
  }

  public static byte[] encoded(String extension, Mat picture) {
    BytePointer file = new BytePointer();
    if (!opencv_imgcodecs.imencode(extension, picture, file)) {
      throw new IllegalArgumentException(extension);
    }
    byte[] bytes = new byte[(int) file.limit()];
    file.get(bytes);
    return bytes;
  }

  /** A JPEG with a camera's note of how it was held, 1 to 8. */
  public static byte[] withOrientation(byte[] jpeg, int orientation) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(jpeg, 0, 2);
    out.writeShort(0xFFE1);
    out.writeShort(2 + 6 + 26);
    out.writeBytes("Exif\0\0");
    out.writeBytes("MM");
    out.writeShort(42);
    out.writeInt(8);
    out.writeShort(1);
    out.writeShort(0x0112);
    out.writeShort(3);
    out.writeInt(1);
    out.writeShort(orientation);
    out.writeShort(0);
    out.writeInt(0);
    out.write(jpeg, 2, jpeg.length - 2);
    return bytes.toByteArray();
  }

  /** A PNG with another chunk after its first one, the header. */
  public static byte[] withChunk(byte[] png, String type, byte[] content) throws IOException {
    int header = 33;
    byte[] body = (type + new String(content, ISO_8859_1)).getBytes(ISO_8859_1);
    CRC32 checksum = new CRC32();
    checksum.update(body);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(png, 0, header);
    out.writeInt(content.length);
    out.write(body);
    out.writeInt((int) checksum.getValue());
    out.write(png, header, png.length - header);
    return bytes.toByteArray();
  }

  /** A part of BGR pixels as red, green and blue planes. */
  public static byte[] planes(byte[] bgr, int pictureWidth, int y, int x, int height, int width) {
    byte[] planes = new byte[3 * height * width];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int from = 3 * ((y + row) * pictureWidth + x + column);
        for (int channel = 0; channel < 3; channel++) {
          planes[channel * height * width + row * width + column] = bgr[from + 2 - channel];
        }
      }
    }
    return planes;
  }
}
