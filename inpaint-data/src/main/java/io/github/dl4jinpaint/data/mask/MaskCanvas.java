package io.github.dl4jinpaint.data.mask;

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
 * Draws shapes of holes with OpenCV. A thread keeps its canvas and the native objects on it: making
 * them anew costs more than drawing does. What lies outside is cut off.
 */
final class MaskCanvas {

  /** Draws one shape of a kind of mask. */
  @FunctionalInterface
  interface Shape {

    /**
     * Draws a shape at a place of its own choice.
     *
     * @param canvas its holes may overlap with those that are there
     * @param random where all chance comes from
     * @param scale 1 for the usual size, less for a smaller shape; for a very small scale it is a
     *     single pixel or nothing
     */
    void draw(MaskCanvas canvas, SplittableRandom random, double scale);
  }

  private static final ThreadLocal<MaskCanvas> OF_THREAD = new ThreadLocal<>();

  private static final int LONGEST_TEXT = 32;

  private final int height;
  private final int width;
  private final Mat image;
  private final BytePointer data;
  private final Point from = new Point();
  private final Point to = new Point();
  private final Size axes = new Size();
  private final Scalar hole = new Scalar(0);
  private final BytePointer text = new BytePointer(LONGEST_TEXT + 1);

  private MaskCanvas(int height, int width) {
    this.height = height;
    this.width = width;
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
    from.close();
    to.close();
    axes.close();
    hole.close();
    text.close();
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  /** A share of the shorter side, rounded, at least a pixel. */
  int share(double share) {
    return (int) Math.max(1, Math.round(share * Math.min(height, width)));
  }

  /**
   * Draws shapes until at least {@code wanted} pixels are holes. A shape that makes more than
   * {@code most} is taken back, and all that follow are half as large, down to a single pixel: so
   * this ends.
   *
   * @return height × width values: 1 valid, 0 hole
   */
  byte[] draw(Shape shape, SplittableRandom random, int wanted, int most) {
    byte[] kept = new byte[height * width];
    byte[] drawn = new byte[kept.length];
    Arrays.fill(kept, (byte) 1);
    data.put(kept);
    int holes = 0;
    double scale = 1;
    while (holes < wanted) {
      shape.draw(this, random, scale);
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
    return kept;
  }

  private static int countHoles(byte[] valid) {
    int sum = 0;
    for (byte value : valid) {
      sum += value;
    }
    return valid.length - sum;
  }

  /** The first valid pixel from the given one on; there is one. */
  private static int validPixel(byte[] valid, int first) {
    int pixel = first;
    while (valid[pixel] == 0) {
      pixel = (pixel + 1) % valid.length;
    }
    return pixel;
  }

  /** A line with round ends. */
  void line(int fromX, int fromY, int toX, int toY, int thickness) {
    opencv_imgproc.line(
        image, from.x(fromX).y(fromY), to.x(toX).y(toY), hole, thickness, opencv_imgproc.LINE_8, 0);
  }

  /** A filled circle. */
  void circle(int x, int y, int radius) {
    opencv_imgproc.circle(
        image, from.x(x).y(y), radius, hole, opencv_imgproc.FILLED, opencv_imgproc.LINE_8, 0);
  }

  /** A part of an ellipse's outline; half axes in pixels, angles in degrees. */
  void arc(
      int x,
      int y,
      int halfWidth,
      int halfHeight,
      int rotation,
      int start,
      int end,
      int thickness) {
    opencv_imgproc.ellipse(
        image,
        from.x(x).y(y),
        axes.width(halfWidth).height(halfHeight),
        rotation,
        start,
        end,
        hole,
        thickness,
        opencv_imgproc.LINE_8,
        0);
  }

  /** A filled rectangle whose top left pixel is given. */
  void rectangle(int left, int top, int rectangleWidth, int rectangleHeight) {
    opencv_imgproc.rectangle(
        image,
        from.x(left).y(top),
        to.x(left + rectangleWidth - 1).y(top + rectangleHeight - 1),
        hole,
        opencv_imgproc.FILLED,
        opencv_imgproc.LINE_8,
        0);
  }

  /**
   * A line of text.
   *
   * @param letters ASCII, at most 32 characters
   * @param left where the first letter begins
   * @param bottom where the letters stand
   * @param font one of OpenCV's Hershey fonts
   * @param size 1 for the font's own size, capital letters of about 21 pixels
   */
  void text(byte[] letters, int left, int bottom, int font, double size, int thickness) {
    text.put(letters).put(letters.length, (byte) 0);
    opencv_imgproc.putText(
        image,
        text,
        from.x(left).y(bottom),
        font,
        size,
        hole,
        thickness,
        opencv_imgproc.LINE_8,
        false);
  }
}
