package io.github.dl4jinpaint.data.mask;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** What tests want to know of a mask's holes, by plain loops. */
public final class Holes {

  private Holes() {}

  /** The box around connected holes, and how many pixels they have. */
  public record Part(int top, int left, int bottom, int right, int pixels) {

    int height() {
      return bottom - top + 1;
    }

    int width() {
      return right - left + 1;
    }

    boolean isRectangle() {
      return pixels == height() * width();
    }
  }

  /** A mask of rows of {@code .} for valid and {@code #} for a hole. */
  public static Mask mask(String... rows) {
    byte[] valid = new byte[rows.length * rows[0].length()];
    for (int i = 0; i < valid.length; i++) {
      valid[i] = (byte) (rows[i / rows[0].length()].charAt(i % rows[0].length()) == '.' ? 1 : 0);
    }
    return new Mask(rows.length, rows[0].length(), valid);
  }

  /** The parts whose pixels touch, at sides or at corners too. */
  public static List<Part> parts(Mask mask, boolean corners) {
    boolean[] seen = new boolean[mask.height() * mask.width()];
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < seen.length; i++) {
      if (!seen[i] && !mask.isValid(i / mask.width(), i % mask.width())) {
        parts.add(part(mask, i, seen, corners));
      }
    }
    return parts;
  }

  private static Part part(Mask mask, int first, boolean[] seen, boolean corners) {
    int width = mask.width();
    int[] box = {Integer.MAX_VALUE, Integer.MAX_VALUE, 0, 0};
    int pixels = 0;
    Deque<Integer> open = new ArrayDeque<>(List.of(first));
    seen[first] = true;
    while (!open.isEmpty()) {
      int y = open.peek() / width;
      int x = open.pop() % width;
      pixels++;
      box[0] = Math.min(box[0], y);
      box[1] = Math.min(box[1], x);
      box[2] = Math.max(box[2], y);
      box[3] = Math.max(box[3], x);
      for (int dy = -1; dy <= 1; dy++) {
        for (int dx = -1; dx <= 1; dx++) {
          boolean neighbour = corners || dy == 0 || dx == 0;
          if (neighbour && isHole(mask, y + dy, x + dx) && !seen[(y + dy) * width + x + dx]) {
            seen[(y + dy) * width + x + dx] = true;
            open.push((y + dy) * width + x + dx);
          }
        }
      }
    }
    return new Part(box[0], box[1], box[2], box[3], pixels);
  }

  private static boolean isHole(Mask mask, int y, int x) {
    return y >= 0 && x >= 0 && y < mask.height() && x < mask.width() && !mask.isValid(y, x);
  }

  /** The share of holes that lie within a square of 5×5 holes. */
  public static double thickShare(Mask mask) {
    boolean[] thick = new boolean[mask.height() * mask.width()];
    for (int y = 0; y + 5 <= mask.height(); y++) {
      for (int x = 0; x + 5 <= mask.width(); x++) {
        markIfAllHoles(mask, y, x, thick);
      }
    }
    int count = 0;
    for (boolean each : thick) {
      count += each ? 1 : 0;
    }
    return count / (mask.holeRatio() * thick.length);
  }

  private static void markIfAllHoles(Mask mask, int top, int left, boolean[] thick) {
    for (int i = 0; i < 25; i++) {
      if (mask.isValid(top + i / 5, left + i % 5)) {
        return;
      }
    }
    for (int y = top; y < top + 5; y++) {
      Arrays.fill(thick, y * mask.width() + left, y * mask.width() + left + 5, true);
    }
  }

  /** How many holes a mask has within so many pixels of its border. */
  public static int inBorder(Mask mask, int border) {
    int holes = 0;
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        int distance =
            Math.min(Math.min(y, x), Math.min(mask.height() - 1 - y, mask.width() - 1 - x));
        holes += distance < border && !mask.isValid(y, x) ? 1 : 0;
      }
    }
    return holes;
  }
}
