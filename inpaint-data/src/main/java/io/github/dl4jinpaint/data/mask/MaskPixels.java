package io.github.dl4jinpaint.data.mask;

import io.github.dl4jinpaint.data.internal.Samples;
import java.awt.image.BufferedImage;
import java.util.Locale;
import java.util.stream.IntStream;

/** How valid each pixel of a mask's picture is: 255 certainly, 0 a hole. */
final class MaskPixels {

  private static final int WHITE = 255;

  /** Levels from here on are valid. */
  private static final int HALF = 128;

  /** How far from black or white a pixel may be without being grey. */
  private static final int TOLERANCE = 16;

  private final int height;
  private final int width;
  private final byte[] levels;

  private MaskPixels(int height, int width, byte[] levels) {
    this.height = height;
    this.width = width;
    this.levels = levels;
  }

  /**
   * The pixels of a mask.
   *
   * @throws IllegalArgumentException where it can't be told which of them are holes; the message
   *     goes on after "the mask"
   */
  static MaskPixels of(BufferedImage picture, HoleColor holes) {
    Samples samples = new Samples(picture);
    if (holes == HoleColor.TRANSPARENT && !samples.hasAlpha()) {
      throw new IllegalArgumentException(
          "has no transparency to tell the holes: name the holes' colour, BLACK or WHITE");
    }
    int width = samples.width();
    byte[] levels = new byte[width * samples.height()];
    IntStream.range(0, samples.height())
        .parallel()
        .forEach(
            y -> {
              float[] colours = samples.read(0, y, width, 1);
              float[] alpha = samples.alpha(0, y, width, 1);
              for (int x = 0; x < width; x++) {
                float validity = validity(colours, x, alpha[x], holes);
                levels[y * width + x] = (byte) Math.round(255 * validity);
              }
            });
    spread(levels, holes);
    return new MaskPixels(samples.height(), width, levels);
  }

  /** After ITU-R BT.601, over the colour of valid pixels where a pixel is transparent. */
  private static float validity(float[] colours, int x, float alpha, HoleColor holes) {
    int width = colours.length / 3;
    float grey =
        0.299f * colours[x] + 0.587f * colours[width + x] + 0.114f * colours[2 * width + x];
    return switch (holes) {
      case BLACK -> grey * alpha + 1 - alpha;
      case WHITE -> 1 - grey * alpha;
      case TRANSPARENT -> alpha;
    };
  }

  /**
   * Takes two levels, such as a red brush's and black, for those of a hole and of what is valid.
   * Where they lie on one side of the half, otherwise nothing would be filled, or all, and nobody
   * told; where they don't, each keeps its side, but a brush at half strength would be called grey.
   */
  private static void spread(byte[] levels, HoleColor holes) {
    int lowest = 255;
    int highest = 0;
    for (byte each : levels) {
      int level = each & WHITE;
      lowest = Math.min(lowest, level);
      highest = Math.max(highest, level);
    }
    if (lowest == highest) {
      return;
    }
    boolean oneSide = highest < HALF || lowest >= HALF;
    if (oneSide) {
      int brightest = holes == HoleColor.WHITE ? 255 - lowest : highest;
      if (brightest <= TOLERANCE && holes != HoleColor.TRANSPARENT) {
        throw new IllegalArgumentException(
            "is all but black: its brightest pixels are %d of 255; if its values are 0 and 1, multiply them by 255; in a file of 16 bits 65535 is white"
                .formatted(brightest));
      }
      if (highest - lowest <= TOLERANCE) {
        return;
      }
    }
    if (areTwo(levels, lowest, highest)) {
      for (int i = 0; i < levels.length; i++) {
        int level = levels[i] & WHITE;
        levels[i] =
            (byte)
                (oneSide
                    ? stretched(level, lowest, highest, 0, WHITE)
                    : level < HALF
                        ? stretched(level, lowest, HALF - 1, 0, HALF - 1)
                        : stretched(level, HALF, highest, HALF, WHITE));
      }
    } else if (oneSide) {
      throw moreThanTwo(lowest, highest, holes);
    }
  }

  /**
   * A level from one range in another; the end that lies outside of the half where it has but one.
   */
  private static int stretched(int level, int from, int to, int newFrom, int newTo) {
    if (from == to) {
      return newFrom == 0 ? 0 : newTo;
    }
    return newFrom + (level - from) * (newTo - newFrom) / (to - from);
  }

  /** Smooth edges are between two levels as well, but fewer than the pixels of either. */
  private static boolean areTwo(byte[] levels, int lowest, int highest) {
    int quarter = (highest - lowest) / 4;
    int low = 0;
    int high = 0;
    for (byte each : levels) {
      int level = each & WHITE;
      low += level <= lowest + quarter ? 1 : 0;
      high += level >= highest - quarter ? 1 : 0;
    }
    return 2 * (levels.length - low - high) <= Math.min(low, high);
  }

  private static IllegalArgumentException moreThanTwo(int lowest, int highest, HoleColor holes) {
    boolean white = holes == HoleColor.WHITE;
    return new IllegalArgumentException(
        "has more than two levels, from %d to %d of 255, %s: what is a hole can't be told; paint holes %s and all else %s"
            .formatted(
                white ? 255 - highest : lowest,
                white ? 255 - lowest : highest,
                highest < HALF ? "all of them like a hole's" : "none of them like a hole's",
                name(holes),
                white ? "black" : holes == HoleColor.BLACK ? "white" : "opaque"));
  }

  private static String name(HoleColor holes) {
    return holes.name().toLowerCase(Locale.ROOT);
  }

  Mask toMask() {
    byte[] valid = new byte[levels.length];
    for (int i = 0; i < valid.length; i++) {
      valid[i] = (byte) ((levels[i] & WHITE) >= HALF ? 1 : 0);
    }
    return new Mask(height, width, valid);
  }

  int countGrey() {
    int grey = 0;
    for (byte each : levels) {
      int level = each & WHITE;
      grey += level > TOLERANCE && level < 255 - TOLERANCE ? 1 : 0;
    }
    return grey;
  }
}
