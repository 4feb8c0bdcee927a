package io.github.dl4jinpaint.data.mask;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Masks of blobs, as where something is cut out of a photograph: round holes with a wavy outline,
 * apart from each other, whose width is given in pixels whatever the mask's size.
 *
 * @param narrowest a blob's width in pixels, at least 2
 * @param widest a blob's width in pixels, which none exceeds
 * @param fewest the smallest share of holes wanted; where there is no room left, there are less,
 *     but always one blob
 * @param most the largest share of holes wanted; the last blob may exceed it
 */
record BlobMasks(int narrowest, int widest, double fewest, double most) implements MaskGenerator {

  private static final int TRIES = 200;
  private static final int APART = 4;
  private static final int WAVES = 4;
  private static final double WAVINESS = 0.25;

  BlobMasks {
    if (narrowest < 2 || widest < narrowest || !(fewest > 0 && fewest <= most && most < 1)) {
      throw new IllegalArgumentException(
          "2 <= narrowest <= widest and 0 < fewest <= most < 1 are expected, got %d, %d, %s and %s"
              .formatted(narrowest, widest, fewest, most));
    }
  }

  private record Blob(double x, double y, double radius, double[] heights, double[] phases) {

    static Blob random(SplittableRandom random, int height, int width, double radius) {
      double[] heights = new double[WAVES];
      double[] phases = new double[WAVES];
      for (int k = 0; k < WAVES; k++) {
        heights[k] = random.nextDouble() * WAVINESS / (k + 1);
        phases[k] = random.nextDouble() * 2 * Math.PI;
      }
      double x = random.nextDouble() * width;
      double y = random.nextDouble() * height;
      return new Blob(x, y, radius, heights, phases);
    }

    boolean apartFrom(Blob other) {
      double far = radius + other.radius + APART;
      return square(x - other.x) + square(y - other.y) > far * far;
    }

    /** The outline's distance is at most the radius in every direction. */
    boolean contains(double px, double py) {
      double distance = Math.sqrt(square(px - x) + square(py - y));
      if (distance > radius) {
        return false;
      }
      double angle = StrictMath.atan2(py - y, px - x);
      double within = 1;
      for (int k = 0; k < WAVES; k++) {
        within -= heights[k] * (1 + StrictMath.cos((k + 2) * angle + phases[k])) / 2;
      }
      return distance <= radius * within;
    }

    private static double square(double value) {
      return value * value;
    }
  }

  @Override
  public Mask generate(int height, int width, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] valid = new byte[Math.multiplyExact(height, width)];
    Arrays.fill(valid, (byte) 1);
    double wanted = (fewest + random.nextDouble() * (most - fewest)) * valid.length;
    List<Blob> blobs = new ArrayList<>();
    int holes = 0;
    for (int i = 0; holes < wanted && i < TRIES; i++) {
      double radius = (narrowest + random.nextDouble() * (widest - narrowest)) / 2;
      Blob blob = Blob.random(random, height, width, radius);
      if (blobs.stream().allMatch(blob::apartFrom)) {
        blobs.add(blob);
        holes += cut(blob, valid, height, width);
      }
    }
    return new Mask(height, width, valid);
  }

  /** Cuts a blob out of a mask, and counts its pixels. */
  private static int cut(Blob blob, byte[] valid, int height, int width) {
    int cut = 0;
    int bottom = (int) Math.min(height, blob.y + blob.radius + 1);
    int right = (int) Math.min(width, blob.x + blob.radius + 1);
    for (int y = (int) Math.max(0, blob.y - blob.radius); y < bottom; y++) {
      for (int x = (int) Math.max(0, blob.x - blob.radius); x < right; x++) {
        if (blob.contains(x + 0.5, y + 0.5)) {
          cut += valid[y * width + x];
          valid[y * width + x] = 0;
        }
      }
    }
    return cut;
  }
}
