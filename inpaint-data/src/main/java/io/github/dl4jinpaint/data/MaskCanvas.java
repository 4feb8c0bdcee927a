package io.github.dl4jinpaint.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Draws the shapes of {@link IrregularMasks}. A thread keeps its canvas and the native objects on
 * it: making them anew costs more than drawing does.
 */
final class MaskCanvas {
  private static final ThreadLocal<MaskCanvas> OF_THREAD = new ThreadLocal<>();

  /** The widest stroke and the largest circle's radius, as a share of the image's shorter side. */
  private static final double WIDEST = 0.1;

  private final int height;
  private final int width;
  private final int widest;
  private final Mat image;
  private final BytePointer data;
  private final Point start = new Point();
  private final Point end = new Point();
  private final Size axes = new Size();
  private final Scalar hole = new Scalar(0);

  private MaskCanvas(int height, int width) {
    this.height = height;
    this.width = width;
    this.widest = (int) Math.max(1, Math.round(WIDEST * Math.min(height, width)));
    this.image = new Mat(height, width, opencv_core.CV_8UC1);
    this.data = image.data();
  }

  static MaskCanvas ofThread(int height, int width) {
    MaskCanvas canvas = OF_THREAD.get();
    if (canvas == null || canvas.height != height || canvas.width != width) {
      if (canvas != null) {
        canvas.free();
      }
      canvas = new MaskCanvas(height, width);
      OF_THREAD.set(canvas);
    }
    return canvas;
  }

  private void free() {
    image.close();
    start.close();
    end.close();
    axes.close();
    hole.close();
  }

  /**
   * Draws shapes until at least {@code wanted} pixels are holes. A shape that makes more than
   * {@code most} is taken back, and all that follow are half as large, down to a single pixel: so
   * this ends.
   */
  Mask draw(SplittableRandom random, int wanted, int most) {
    byte[] kept = new byte[height * width];
    byte[] drawn = new byte[kept.length];
    Arrays.fill(kept, (byte) 1);
    data.put(kept);
    int holes = 0;
    double scale = 1;
    while (holes < wanted) {
      drawShape(random, scale);
      data.get(drawn);
      int holesNow = countHoles(drawn);
      if (holesNow > most) {
        scale /= 2;
        data.put(kept);
        continue;
      }
      if (holesNow == holes) {
        int pixel = validPixel(drawn, random.nextInt(drawn.length));
        drawn[pixel] = 0;
        data.put(pixel, (byte) 0);
        holesNow++;
      }
      holes = holesNow;
      byte[] swap = kept;
      kept = drawn;
      drawn = swap;
    }
    return new Mask(height, width, kept);
  }

  private static int countHoles(byte[] valid) {
    int sum = 0;
    for (byte value : valid) {
      sum += value;
    }
    return valid.length - sum;
  }

  /** The first valid pixel from the given one on; there is one. */
  private static int validPixel(byte[] valid, int from) {
    int pixel = from;
    while (valid[pixel] == 0) {
      pixel = (pixel + 1) % valid.length;
    }
    return pixel;
  }

  private void drawShape(SplittableRandom random, double scale) {
    start.x(random.nextInt(width)).y(random.nextInt(height));
    int thickness = 1 + (int) (random.nextInt(widest) * scale);
    boolean singlePixel = scale * Math.max(height, width) < 1;
    switch (singlePixel ? 0 : random.nextInt(3)) {
      case 0 -> drawLine(random, scale, thickness);
      case 1 -> drawCircle(scale < 1 ? (int) (thickness * scale) : thickness);
      default -> drawArc(random, scale, thickness);
    }
  }

  private void drawLine(SplittableRandom random, double scale, int thickness) {
    end.x(start.x() + (int) ((random.nextInt(width) - start.x()) * scale));
    end.y(start.y() + (int) ((random.nextInt(height) - start.y()) * scale));
    opencv_imgproc.line(image, start, end, hole, thickness, opencv_imgproc.LINE_8, 0);
  }

  private void drawCircle(int radius) {
    opencv_imgproc.circle(
        image, start, radius, hole, opencv_imgproc.FILLED, opencv_imgproc.LINE_8, 0);
  }

  private void drawArc(SplittableRandom random, double scale, int thickness) {
    axes.width((int) (random.nextInt(width) * scale / 2));
    axes.height((int) (random.nextInt(height) * scale / 2));
    int rotation = random.nextInt(180);
    int from = random.nextInt(360);
    int to = from + 45 + random.nextInt(315);
    opencv_imgproc.ellipse(
        image, start, axes, rotation, from, to, hole, thickness, opencv_imgproc.LINE_8, 0);
  }
}
