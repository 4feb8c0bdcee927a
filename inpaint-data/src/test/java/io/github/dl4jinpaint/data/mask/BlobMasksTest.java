package io.github.dl4jinpaint.data.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BlobMasksTest {

  @Test
  void noHoleIsWiderThanAskedForWhateverThePicture() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100; i++) {
      int narrowest = 2 + random.nextInt(20);
      int widest = narrowest + random.nextInt(20);
      Mask mask =
          new BlobMasks(narrowest, widest, 0.05, 0.2)
              .generate(1 + random.nextInt(150), 1 + random.nextInt(150), random.nextLong());

      assertThat(widestHole(mask)).as("widest of %s", mask).isLessThanOrEqualTo(widest + 1);
    }
  }

  @Test
  void wideBlobsReachTheHoleRatioThatIsAskedFor() {
    for (int seed = 0; seed < 50; seed++) {
      Mask mask = new BlobMasks(20, 60, 0.05, 0.15).generate(256, 300, seed);

      assertThat(mask.holeRatio()).isBetween(0.05, 0.15 + 60.0 * 60 / (256 * 300));
      assertThat(widestHole(mask)).isGreaterThan(10);
    }
  }

  @Test
  void theSameSeedGivesTheSameMaskAndAnotherSeedAnotherOne() {
    BlobMasks masks = new BlobMasks(5, 20, 0.1, 0.3);

    assertThat(masks.generate(64, 64, 7)).isEqualTo(masks.generate(64, 64, 7));
    assertThat(masks.generate(64, 64, 7)).isNotEqualTo(masks.generate(64, 64, 8));
  }

  @Test
  void aSeedsMaskIsTheSameInEveryVersion() {
    // EvaluatePhotos' figures are told with these masks.
    byte[] valid = new BlobMasks(20, 60, 0.05, 0.15).generate(256, 300, 42).toBytes();

    assertThat(Arrays.hashCode(valid)).isEqualTo(1997352568);
  }

  @Test
  void widthsAndRatiosThatDontFitAreRefused() {
    assertThatThrownBy(() -> new BlobMasks(20, 10, 0.1, 0.2)).hasMessageContaining("20, 10, 0.1");
    assertThatThrownBy(() -> new BlobMasks(2, 10, 0.3, 0.2)).hasMessageContaining("0.3 and 0.2");
    assertThatThrownBy(() -> new BlobMasks(2, 10, 0.3, 1)).hasMessageContaining("1.0");
  }

  /** Width or height of the largest connected hole. */
  private static int widestHole(Mask mask) {
    boolean[][] seen = new boolean[mask.height()][mask.width()];
    int widest = 0;
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        widest = Math.max(widest, extent(mask, seen, y, x));
      }
    }
    return widest;
  }

  private static int extent(Mask mask, boolean[][] seen, int startY, int startX) {
    int top = Integer.MAX_VALUE;
    int left = Integer.MAX_VALUE;
    int bottom = -1;
    int right = -1;
    Deque<int[]> open = new ArrayDeque<>();
    open.add(new int[] {startY, startX});
    while (!open.isEmpty()) {
      int[] next = open.pop();
      int y = next[0];
      int x = next[1];
      boolean inside = y >= 0 && x >= 0 && y < mask.height() && x < mask.width();
      if (inside && !seen[y][x] && !mask.isValid(y, x)) {
        seen[y][x] = true;
        top = Math.min(top, y);
        left = Math.min(left, x);
        bottom = Math.max(bottom, y);
        right = Math.max(right, x);
        open.add(new int[] {y + 1, x});
        open.add(new int[] {y - 1, x});
        open.add(new int[] {y, x + 1});
        open.add(new int[] {y, x - 1});
      }
    }
    return bottom < 0 ? 0 : Math.max(bottom - top, right - left) + 1;
  }
}
