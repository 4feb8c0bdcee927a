package io.github.dl4jinpaint.data.image;

/**
 * PNG's filters: each row is written as what it differs from its neighbourhood by, by the one of
 * five rules that leaves the smallest differences.
 */
final class PngFilter {

  private static final int FILTERS = 5;

  private final int length;
  private final int step;
  private final byte[][] differences;

  /**
   * For rows.
   *
   * @param length bytes of a row
   * @param step bytes of a pixel
   */
  PngFilter(int length, int step) {
    this.length = length;
    this.step = step;
    this.differences = new byte[FILTERS][length];
  }

  /** Writes a row, the number of its filter before it. */
  void write(byte[] row, byte[] above, byte[] out, int at) {
    fill(row, above);
    int best = 0;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < FILTERS; i++) {
      long sum = sum(differences[i]);
      if (sum < least) {
        least = sum;
        best = i;
      }
    }
    out[at] = (byte) best;
    System.arraycopy(differences[best], 0, out, at + 1, length);
  }

  private static long sum(byte[] differences) {
    int sum = 0;
    for (byte each : differences) {
      sum += Math.abs(each);
    }
    return sum;
  }

  private void fill(byte[] row, byte[] above) {
    byte[] sub = differences[1];
    byte[] up = differences[2];
    byte[] average = differences[3];
    byte[] paeth = differences[4];
    System.arraycopy(row, 0, differences[0], 0, length);
    for (int i = 0; i < length; i++) {
      up[i] = (byte) (row[i] - above[i]);
    }
    for (int i = 0; i < Math.min(step, length); i++) {
      sub[i] = row[i];
      average[i] = (byte) (row[i] - (above[i] & 255) / 2);
      paeth[i] = up[i];
    }
    for (int i = step; i < length; i++) {
      sub[i] = (byte) (row[i] - row[i - step]);
    }
    for (int i = step; i < length; i++) {
      average[i] = (byte) (row[i] - ((row[i - step] & 255) + (above[i] & 255) >> 1));
    }
    for (int i = step; i < length; i++) {
      int predicted = predicted(row[i - step] & 255, above[i] & 255, above[i - step] & 255);
      paeth[i] = (byte) (row[i] - predicted);
    }
  }

  /** A. Paeth, Image file compression made easy, 1991. */
  private static int predicted(int left, int up, int upLeft) {
    int fromLeft = Math.abs(up - upLeft);
    int fromUp = Math.abs(left - upLeft);
    int fromUpLeft = Math.abs(left + up - 2 * upLeft);
    if (fromLeft <= fromUp && fromLeft <= fromUpLeft) {
      return left;
    }
    return fromUp <= fromUpLeft ? up : upLeft;
  }
}
