package io.github.dl4jinpaint.data.mask;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.bytedeco.opencv.global.opencv_imgproc;

/** The shapes that masks are made of. */
final class Shapes {

  /** The widest stroke and the largest circle's radius of irregular masks. */
  private static final double WIDEST = 0.1;

  /** Settings of Yu et al.'s code: angles in radians, widths of 256 pixels. */
  private static final double TURN = 2 * Math.PI / 5;

  private static final double TURN_RANGE = 2 * Math.PI / 15;
  private static final double BRUSH_MIN = 12 / 256.0;
  private static final double BRUSH_MAX = 40 / 256.0;
  private static final int FEWEST_VERTICES = 4;
  private static final int MOST_VERTICES = 12;

  private static final double WIDEST_SCRATCH = 0.012;
  private static final int SCRATCH_SEGMENTS = 8;
  private static final double SCRATCH_BEND = 0.6;

  private static final byte[] LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
          .getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST_WORD = 8;
  private static final double CAPITAL_HEIGHT = 21;
  private static final int[] FONTS = {
    opencv_imgproc.FONT_HERSHEY_SIMPLEX,
    opencv_imgproc.FONT_HERSHEY_DUPLEX,
    opencv_imgproc.FONT_HERSHEY_COMPLEX,
    opencv_imgproc.FONT_HERSHEY_TRIPLEX,
    opencv_imgproc.FONT_HERSHEY_COMPLEX | opencv_imgproc.FONT_ITALIC,
    opencv_imgproc.FONT_HERSHEY_SCRIPT_SIMPLEX,
    opencv_imgproc.FONT_HERSHEY_SCRIPT_COMPLEX
  };

  private Shapes() {}

  /** A line, a filled circle, or an arc of an ellipse. */
  static void irregular(MaskCanvas canvas, SplittableRandom random, double scale) {
    int x = random.nextInt(canvas.width());
    int y = random.nextInt(canvas.height());
    int thickness = 1 + (int) (random.nextInt(canvas.share(WIDEST)) * scale);
    boolean singlePixel = scale * Math.max(canvas.height(), canvas.width()) < 1;
    switch (singlePixel ? 0 : random.nextInt(3)) {
      case 0 -> {
        int toX = x + (int) ((random.nextInt(canvas.width()) - x) * scale);
        int toY = y + (int) ((random.nextInt(canvas.height()) - y) * scale);
        canvas.line(x, y, toX, toY, thickness);
      }
      case 1 -> canvas.circle(x, y, scale < 1 ? (int) (thickness * scale) : thickness);
      default -> {
        int halfWidth = (int) (random.nextInt(canvas.width()) * scale / 2);
        int halfHeight = (int) (random.nextInt(canvas.height()) * scale / 2);
        int rotation = random.nextInt(180);
        int start = random.nextInt(360);
        int end = start + 45 + random.nextInt(315);
        canvas.arc(x, y, halfWidth, halfHeight, rotation, start, end, thickness);
      }
    }
  }

  /**
   * A brush stroke: lines in zigzag, with round joints, of one width (Yu et al., Free-Form Image
   * Inpainting with Gated Convolution, ICCV 2019, algorithm 1). Each stroke is flipped by itself.
   */
  static void brushStroke(MaskCanvas canvas, SplittableRandom random, double scale) {
    double meanLength = Math.sqrt(square(canvas.height()) + square(canvas.width())) / 8 * scale;
    int flipX = random.nextBoolean() ? 1 : -1;
    int flipY = random.nextBoolean() ? 1 : -1;
    int thickness = canvas.share(between(random, BRUSH_MIN, BRUSH_MAX) * scale);
    int vertices = random.nextInt(FEWEST_VERTICES, MOST_VERTICES + 1);
    int x = random.nextInt(canvas.width());
    int y = random.nextInt(canvas.height());
    for (int i = 0; i < vertices; i++) {
      double angle = between(random, TURN - TURN_RANGE, TURN + TURN_RANGE);
      // The sum of two is 0 to 2 and 1 on average, as the clipped normal distribution there.
      double length = meanLength * (random.nextDouble() + random.nextDouble());
      double across = StrictMath.sin(i % 2 == 0 ? -angle : angle) * length;
      double along = StrictMath.cos(angle) * length;
      int toX = inside(x + flipX * (int) across, canvas.width());
      int toY = inside(y + flipY * (int) along, canvas.height());
      canvas.line(x, y, toX, toY, thickness);
      x = toX;
      y = toY;
    }
  }

  /** A filled rectangle, inside the picture, with sides of up to half of the picture's. */
  static void rectangle(MaskCanvas canvas, SplittableRandom random, double scale) {
    int height = 1 + (int) (random.nextInt((canvas.height() + 1) / 2) * scale);
    int width = 1 + (int) (random.nextInt((canvas.width() + 1) / 2) * scale);
    int top = random.nextInt(canvas.height() - height + 1);
    int left = random.nextInt(canvas.width() - width + 1);
    canvas.rectangle(left, top, width, height);
  }

  /** A long, thin line that bends a little to one side. */
  static void scratch(MaskCanvas canvas, SplittableRandom random, double scale) {
    double longer = Math.max(canvas.height(), canvas.width());
    double step = between(random, 0.4, 1.2) * longer * scale / SCRATCH_SEGMENTS;
    double shorter = Math.min(canvas.height(), canvas.width());
    int thickness = 1 + (int) (between(random, 0, 0.5 + WIDEST_SCRATCH * shorter) * scale);
    double angle = between(random, 0, 2 * Math.PI);
    double bend = between(random, -SCRATCH_BEND, SCRATCH_BEND) / SCRATCH_SEGMENTS;
    double half = step * SCRATCH_SEGMENTS / 2;
    double x = random.nextInt(canvas.width()) - StrictMath.cos(angle) * half;
    double y = random.nextInt(canvas.height()) - StrictMath.sin(angle) * half;
    for (int i = 0; i < SCRATCH_SEGMENTS; i++) {
      double toX = x + StrictMath.cos(angle) * step;
      double toY = y + StrictMath.sin(angle) * step;
      canvas.line(round(x), round(y), round(toX), round(toY), thickness);
      x = toX;
      y = toY;
      angle += bend;
    }
  }

  /** A word of random letters and digits, from left to right. */
  static void word(MaskCanvas canvas, SplittableRandom random, double scale) {
    byte[] letters = new byte[random.nextInt(1, LONGEST_WORD + 1)];
    for (int i = 0; i < letters.length; i++) {
      letters[i] = LETTERS[random.nextInt(LETTERS.length)];
    }
    double capital = between(random, 0.12, 0.35) * canvas.share(1) * scale;
    int thickness = Math.max(1, round(capital * between(random, 0.04, 0.10)));
    int left = random.nextInt(canvas.width()) - canvas.width() / 4;
    int bottom = Math.min(random.nextInt(canvas.height()) + round(capital), canvas.height() - 1);
    int font = FONTS[random.nextInt(FONTS.length)];
    canvas.text(letters, left, bottom, font, capital / CAPITAL_HEIGHT, thickness);
  }

  private static double between(SplittableRandom random, double min, double max) {
    return min + random.nextDouble() * (max - min);
  }

  private static double square(double value) {
    return value * value;
  }

  private static int inside(int coordinate, int side) {
    return Math.max(0, Math.min(side - 1, coordinate));
  }

  private static int round(double value) {
    return (int) Math.round(value);
  }
}
