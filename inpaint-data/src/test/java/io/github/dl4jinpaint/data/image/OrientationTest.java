package io.github.dl4jinpaint.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.data.mask.MaskImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every orientation in every format that carries one. The picture is of 3 × 2 cells, dark and
 * bright, which look different in all eight.
 */
class OrientationTest {
  private static final int CELL = 16;
  private static final int WIDTH = 3 * CELL;
  private static final int HEIGHT = 2 * CELL;
  private static final boolean[][] DARK = {{true, true, false}, {true, false, false}};

  @TempDir private Path folder;

  /** How a file of a format is made. */
  private enum Format {
    JPEG {
      @Override
      byte[] encode(int channels, int orientation) throws IOException {
        byte[] exif = exif(orientation);
        byte[] segment =
            ByteBuffer.allocate(10 + exif.length)
                .putShort((short) 0xffe1)
                .putShort((short) (8 + exif.length))
                .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
                .put(exif)
                .array();
        return inserted(java(channels, "jpg"), 2, segment);
      }
    },
    PNG {
      @Override
      byte[] encode(int channels, int orientation) throws IOException {
        return TestPictures.withChunk(java(channels, "png"), "eXIf", exif(orientation));
      }
    },
    WEBP {
      @Override
      byte[] encode(int channels, int orientation) {
        return webp(channels, orientation);
      }
    },
    TIFF_LITTLE_ENDIAN_FIRST {
      @Override
      byte[] encode(int channels, int orientation) {
        return tiff(channels, orientation, ByteOrder.LITTLE_ENDIAN, true);
      }
    },
    TIFF_LITTLE_ENDIAN_LAST {
      @Override
      byte[] encode(int channels, int orientation) {
        return tiff(channels, orientation, ByteOrder.LITTLE_ENDIAN, false);
      }
    },
    TIFF_BIG_ENDIAN_FIRST {
      @Override
      byte[] encode(int channels, int orientation) {
        return tiff(channels, orientation, ByteOrder.BIG_ENDIAN, true);
      }
    },
    TIFF_BIG_ENDIAN_LAST {
      @Override
      byte[] encode(int channels, int orientation) {
        return tiff(channels, orientation, ByteOrder.BIG_ENDIAN, false);
      }
    };

    abstract byte[] encode(int channels, int orientation) throws IOException;
  }

  static Stream<Arguments> files() {
    List<Arguments> files = new ArrayList<>();
    for (Format format : Format.values()) {
      for (int channels : new int[] {1, 3, 4}) {
        if (format != Format.JPEG || channels < 4) {
          IntStream.rangeClosed(1, 8)
              .forEach(orientation -> files.add(Arguments.of(format, channels, orientation)));
        }
      }
    }
    return files.stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void picturesMasksAndFoldersAreUpright(Format format, int channels, int orientation)
      throws IOException {
    Path file = Files.write(folder.resolve("a.png"), format.encode(channels, orientation));
    int width = orientation > 4 ? HEIGHT : WIDTH;
    int height = orientation > 4 ? WIDTH : HEIGHT;

    BufferedImage picture = Pictures.read(file);
    Mask mask = MaskImage.read(file, HoleColor.BLACK).mask(height, width);
    byte[] image = new byte[3 * height * width];
    ImageFolder.of(folder).cropCentre(height, width).read(0, image);

    assertThat(picture.getWidth()).isEqualTo(width);
    assertThat(picture.getHeight()).isEqualTo(height);
    for (int y = CELL / 2; y < height; y += CELL) {
      for (int x = CELL / 2; x < width; x += CELL) {
        boolean dark = isDark(orientation, y / CELL, x / CELL, height / CELL, width / CELL);
        assertThat(picture.getRaster().getSample(x, y, 0) < 128).isEqualTo(dark);
        assertThat(mask.isValid(y, x)).isEqualTo(!dark);
        for (int plane = 0; plane < 3; plane++) {
          int level = image[(plane * height + y) * width + x] & 255;
          assertThat(level < 128).isEqualTo(dark);
        }
      }
    }
  }

  /** Exif 2.3, tag 274: where row 0 and column 0 of what is stored are seen. */
  private static boolean isDark(int orientation, int y, int x, int rows, int columns) {
    int fromBottom = rows - 1 - y;
    int fromRight = columns - 1 - x;
    return switch (orientation) {
      case 1 -> DARK[y][x];
      case 2 -> DARK[y][fromRight];
      case 3 -> DARK[fromBottom][fromRight];
      case 4 -> DARK[fromBottom][x];
      case 5 -> DARK[x][y];
      case 6 -> DARK[fromRight][y];
      case 7 -> DARK[fromRight][fromBottom];
      case 8 -> DARK[x][fromBottom];
      default -> throw new IllegalArgumentException();
    };
  }

  /** Red, green, blue and opacity of each pixel, or as many of these. */
  private static byte[] pixels(int channels) {
    byte[] pixels = new byte[WIDTH * HEIGHT * channels];
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      boolean dark = DARK[i / WIDTH / CELL][i % WIDTH / CELL];
      for (int c = 0; c < channels; c++) {
        pixels[i * channels + c] = (byte) (c == 3 ? 255 : dark ? 5 + 3 * c : 250 - 3 * c);
      }
    }
    return pixels;
  }

  private static byte[] java(int channels, String format) throws IOException {
    int type =
        channels == 1
            ? BufferedImage.TYPE_BYTE_GRAY
            : channels == 3 ? BufferedImage.TYPE_3BYTE_BGR : BufferedImage.TYPE_4BYTE_ABGR;
    BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, type);
    byte[] pixels = pixels(channels);
    int[] samples = new int[pixels.length];
    Arrays.setAll(samples, i -> pixels[i] & 255);
    picture.getRaster().setPixels(0, 0, WIDTH, HEIGHT, samples);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(picture, format, out)).isTrue();
    return out.toByteArray();
  }

  private static byte[] inserted(byte[] file, int at, byte[] part) {
    return ByteBuffer.allocate(file.length + part.length)
        .put(file, 0, at)
        .put(part)
        .put(file, at, file.length - at)
        .array();
  }

  /** EXIF data of nothing but the orientation. */
  private static byte[] exif(int orientation) {
    return ByteBuffer.allocate(26)
        .put("MM\0*".getBytes(StandardCharsets.US_ASCII))
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .array();
  }

  /** A lossless WebP within the extended form, which alone holds EXIF data. */
  private static byte[] webp(int channels, int orientation) {
    byte[] simple = encodedByOpenCv(channels);
    byte[] exif = exif(orientation);
    int flags = 0x08 | (channels == 4 ? 0x10 : 0);
    int length = 12 + 18 + simple.length - 12 + 8 + exif.length;
    ByteBuffer file = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(length - 8);
    file.put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(flags);
    file.putShort((short) (WIDTH - 1)).put((byte) 0);
    file.putShort((short) (HEIGHT - 1)).put((byte) 0);
    file.put(simple, 12, simple.length - 12);
    file.put("EXIF".getBytes(StandardCharsets.US_ASCII)).putInt(exif.length).put(exif);
    return file.array();
  }

  private static byte[] encodedByOpenCv(int channels) {
    byte[] pixels = pixels(channels);
    int[] order = channels == 1 ? new int[] {0, 0, 0} : new int[] {2, 1, 0, 3};
    int colours = Math.max(3, channels);
    byte[] bgr = new byte[WIDTH * HEIGHT * colours];
    for (int i = 0; i < bgr.length; i++) {
      bgr[i] = pixels[i / colours * channels + order[i % colours]];
    }
    Mat picture = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC(colours));
    picture.data().put(bgr);
    int[] lossless = {opencv_imgcodecs.IMWRITE_WEBP_QUALITY, 101};
    byte[] file = new byte[1 << 16];
    BytePointer encoded = new BytePointer();
    assertThat(opencv_imgcodecs.imencode(".webp", picture, encoded, new IntPointer(lossless)))
        .isTrue();
    encoded.get(file, 0, (int) encoded.limit());
    return Arrays.copyOf(file, (int) encoded.limit());
  }

  /** Uncompressed; the directory stands at byte 8, before the pixels, or behind them. */
  private static byte[] tiff(int channels, int orientation, ByteOrder order, boolean first) {
    byte[] pixels = pixels(channels);
    int entries = channels == 4 ? 11 : 10;
    int directory = 2 + 12 * entries + 4 + 8;
    int directoryAt = first ? 8 : 8 + pixels.length;
    int pixelsAt = first ? 8 + directory : 8;
    int bitsAt = directoryAt + directory - 8;
    ByteBuffer file = ByteBuffer.allocate(8 + directory + pixels.length).order(order);
    boolean little = order == ByteOrder.LITTLE_ENDIAN;
    file.put((little ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
    file.putShort((short) 42).putInt(directoryAt);
    file.position(directoryAt);
    file.putShort((short) entries);
    tag(file, 256, 3, 1, WIDTH);
    tag(file, 257, 3, 1, HEIGHT);
    tag(file, 258, 3, channels, channels == 1 ? 8 : bitsAt);
    tag(file, 259, 3, 1, 1);
    tag(file, 262, 3, 1, channels == 1 ? 1 : 2);
    tag(file, 273, 4, 1, pixelsAt);
    tag(file, 274, 3, 1, orientation);
    tag(file, 277, 3, 1, channels);
    tag(file, 278, 3, 1, HEIGHT);
    tag(file, 279, 4, 1, pixels.length);
    if (channels == 4) {
      tag(file, 338, 3, 1, 2);
    }
    file.putInt(0);
    for (int i = 0; i < 4; i++) {
      file.putShort((short) 8);
    }
    file.position(pixelsAt);
    return file.put(pixels).array();
  }

  private static void tag(ByteBuffer file, int tag, int type, int count, int value) {
    file.putShort((short) tag).putShort((short) type).putInt(count);
    if (type == 3 && count == 1) {
      file.putShort((short) value).putShort((short) 0);
    } else {
      file.putInt(value);
    }
  }
}
