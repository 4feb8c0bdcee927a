package io.github.dl4jinpaint.model.inpainting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.data.mask.Masks;
import io.github.dl4jinpaint.model.inpainting.PatchFilling.Kind;
import io.github.dl4jinpaint.model.inpainting.PatchFilling.Style;
import io.github.dl4jinpaint.model.inpainting.PatchWindow.Task;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PatchFillingTest {

  private static final int WIDTH = 160;
  private static final int HEIGHT = 130;

  /** A brick wall: bricks of 16 × 8 pixels, each in a shade of its own, with rough faces. */
  private static float[] wall(int width, int height) {
    Random random = new Random(5);
    float[] planes = new float[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int shifted = x + y / 8 % 2 * 8;
        boolean joint = y % 8 == 0 || shifted % 16 == 0;
        float rough = 0.05f * (float) random.nextGaussian();
        float shade = joint ? 0.8f : 0.35f + 0.03f * ((shifted / 16 * 7 + y / 8 * 5) % 4);
        for (int c = 0; c < 3; c++) {
          float value = shade * (1 - 0.2f * c) + rough;
          planes[(c * height + y) * width + x] = Math.max(0, Math.min(1, value));
        }
      }
    }
    return planes;
  }

  /** With holes that are as grey as the whole is in the mean. */
  private static FloatGrid smooth(float[] complete, int width, boolean[] valid) {
    int area = valid.length;
    float[] planes = complete.clone();
    for (int c = 0; c < 3; c++) {
      float sum = 0;
      for (int i = 0; i < area; i++) {
        sum += complete[c * area + i];
      }
      for (int i = 0; i < area; i++) {
        planes[c * area + i] = valid[i] ? planes[c * area + i] : sum / area;
      }
    }
    return new FloatGrid(width, area / width, planes);
  }

  private static boolean[] blobs() {
    return HoleMap.valid(Masks.blobs(14, 40, 0.05, 0.15).generate(HEIGHT, WIDTH, 3));
  }

  private static float[] read(PixelGrid grid) {
    return grid.read(0, 0, grid.width(), grid.height());
  }

  private static double error(float[] filled, float[] complete, boolean[] valid) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < filled.length; i++) {
      if (!valid[i % valid.length]) {
        sum += Math.pow(filled[i] - complete[i], 2);
        count++;
      }
    }
    return sum / count;
  }

  /** The mean squared step from one of a hole's pixels to its right neighbour. */
  private static double roughness(float[] planes, int width, boolean[] valid) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < valid.length; i++) {
      if (i % width < width - 1 && !valid[i] && !valid[i + 1]) {
        sum += Math.pow(planes[i] - planes[i + 1], 2);
        count++;
      }
    }
    return sum / count;
  }

  /** All but what lies six pixels and more within holes: there texture is whole. */
  private static boolean[] shallow(int width, boolean[] valid) {
    HoleMap holes = new HoleMap(width, valid);
    boolean[] shallow = new boolean[valid.length];
    for (int i = 0; i < valid.length; i++) {
      shallow[i] = holes.depth(i % width, i / width) < 6;
    }
    return shallow;
  }

  @ParameterizedTest
  @EnumSource
  void patternsGoOnBehindHolesAndWhatIsValidStays(Style style) {
    float[] complete = wall(WIDTH, HEIGHT);
    boolean[] valid = blobs();
    FloatGrid picture = smooth(complete, WIDTH, valid);
    double before = error(read(picture), complete, valid);
    new PatchFilling(style).apply(picture, new HoleMap(WIDTH, valid));
    float[] filled = read(picture);
    for (int i = 0; i < filled.length; i++) {
      if (valid[i % valid.length]) {
        assertThat(filled[i]).isEqualTo(complete[i]);
      }
    }
    assertThat(error(filled, complete, valid))
        .isLessThan(style == Style.MEAN ? 0.65 * before : before);
  }

  @Test
  void textureIsAsRoughAsThePicture() {
    float[] complete = wall(WIDTH, HEIGHT);
    boolean[] valid = blobs();
    FloatGrid picture = smooth(complete, WIDTH, valid);
    new PatchFilling(Style.TEXTURE).apply(picture, new HoleMap(WIDTH, valid));
    boolean[] shallow = shallow(WIDTH, valid);
    double whole = roughness(complete, WIDTH, shallow);
    assertThat(roughness(read(picture), WIDTH, shallow)).isBetween(0.5 * whole, 1.3 * whole);
  }

  @ParameterizedTest
  @EnumSource
  void anyNumberOfThreadsFillsTheSame(Style style) throws Exception {
    float[] complete = wall(WIDTH, HEIGHT);
    boolean[] valid = blobs();
    float[][] filled = new float[2][];
    for (int i = 0; i < 2; i++) {
      FloatGrid picture = smooth(complete, WIDTH, valid);
      ForkJoinPool pool = new ForkJoinPool(1 + 3 * i);
      pool.submit(() -> new PatchFilling(style).apply(picture, new HoleMap(WIDTH, valid))).get();
      pool.shutdown();
      filled[i] = read(picture);
    }
    assertThat(filled[1]).isEqualTo(filled[0]);
  }

  @Test
  void aHoleOfManyWindowsIsFilledToItsEnd() {
    int width = 700;
    int height = 48;
    float[] complete = wall(width, height);
    boolean[] valid = new boolean[width * height];
    Arrays.fill(valid, true);
    for (int y = 16; y < 32; y++) {
      Arrays.fill(valid, y * width + 20, y * width + 680, false);
    }
    FloatGrid picture = smooth(complete, width, valid);
    float[] before = read(picture);
    new PatchFilling(Style.TEXTURE).apply(picture, new HoleMap(width, valid));
    float[] filled = read(picture);
    boolean[] first = shallow(width, holeFrom(20, width, height));
    boolean[] last = shallow(width, holeFrom(560, width, height));
    double roughness = roughness(filled, width, last);
    assertThat(roughness).isGreaterThan(0.8 * roughness(filled, width, first));
    assertThat(roughness).isGreaterThan(3 * roughness(before, width, last));
  }

  /** All valid but for a hole of 120 x 16 pixels. */
  private static boolean[] holeFrom(int left, int width, int height) {
    boolean[] valid = new boolean[width * height];
    Arrays.fill(valid, true);
    for (int y = 16; y < 32; y++) {
      Arrays.fill(valid, y * width + left, y * width + left + 120, false);
    }
    return valid;
  }

  @ParameterizedTest
  @EnumSource
  void wherePatchesHaveNoPlaceTheSmoothFillingStays(Style style) {
    int width = 8;
    boolean[] valid = new boolean[width * 12];
    Arrays.fill(valid, true);
    valid[6 * width + 4] = false;
    FloatGrid picture = smooth(wall(width, 12), width, valid);
    float[] before = read(picture);
    new PatchFilling(style).apply(picture, new HoleMap(width, valid));
    assertThat(read(picture)).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void nothingComesFromWhatIsTransparent(Style style) {
    float[] complete = wall(WIDTH, HEIGHT);
    Mask mask = Masks.blobs(14, 40, 0.05, 0.15).generate(HEIGHT, WIDTH, 3);
    boolean[] known = HoleMap.valid(mask);
    boolean[] wanted = new boolean[known.length];
    for (int i = 0; i < known.length; i++) {
      boolean transparent = i % WIDTH < 40;
      wanted[i] = !known[i] && !transparent;
      known[i] &= !transparent;
    }
    float[][] filled = new float[2][];
    for (int k = 0; k < 2; k++) {
      FloatGrid picture = smooth(complete, WIDTH, known);
      for (int i = 0; i < known.length; i++) {
        if (i % WIDTH < 40) {
          picture.paint(i % WIDTH, i / WIDTH, k, k, k);
        }
      }
      new PatchFilling(style).apply(picture, new HoleMap(WIDTH, known, wanted));
      filled[k] = picture.read(40, 0, WIDTH - 40, HEIGHT);
    }
    assertThat(filled[1]).isEqualTo(filled[0]);
  }

  @Test
  void anInterruptedThreadStops() {
    boolean[] valid = blobs();
    FloatGrid picture = smooth(wall(WIDTH, HEIGHT), WIDTH, valid);
    HoleMap holes = new HoleMap(WIDTH, valid);
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> new PatchFilling(Style.MEAN).apply(picture, holes))
          .isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aGroupOfSeveralTilesIsFilledTheSameByAnyNumberOfThreads() throws Exception {
    int width = 1100;
    int height = 530;
    // A grid of lines: one group, six tiles.
    boolean[] valid = new boolean[width * height];
    for (int i = 0; i < valid.length; i++) {
      valid[i] = i / width % 524 > 2 && i % width % 510 > 2;
    }
    float[] complete = wall(width, height);
    float[][] filled = new float[2][];
    for (int i = 0; i < 2; i++) {
      FloatGrid picture = smooth(complete, width, valid);
      HoleMap holes = new HoleMap(width, valid);
      ForkJoinPool pool = new ForkJoinPool(1 + 3 * i);
      pool.submit(() -> new PatchFilling(Style.TEXTURE).apply(picture, holes)).get();
      pool.shutdown();
      filled[i] = read(picture);
    }
    assertThat(filled[1]).isEqualTo(filled[0]);
  }

  @Test
  void tilesComeAfterThoseThatTheyGoOnFrom() {
    Rectangle box = new Rectangle(7, 9, 4 * 512 - 100, 3 * 512);
    List<Rectangle> before = new ArrayList<>();
    for (List<Rectangle> turn : PatchFilling.inTurn(box)) {
      for (Rectangle tile : turn) {
        Rectangle view = new Rectangle(tile);
        view.grow(84, 84);
        for (Rectangle other : turn) {
          assertThat(other == tile || !view.intersects(other)).isTrue();
        }
        for (Rectangle done : before) {
          boolean earlier = done.y < tile.y || done.y == tile.y && done.x < tile.x;
          assertThat(earlier || !view.intersects(done)).isTrue();
        }
      }
      before.addAll(turn);
    }
    assertThat(before).hasSize(12).doesNotHaveDuplicates();
    assertThat(before.stream().mapToInt(tile -> tile.width * tile.height).sum())
        .isEqualTo(box.width * box.height);
  }

  @Test
  void aWindowStopsWhenItsTaskIsInterrupted() {
    Kind[] kinds = new Kind[40 * 40];
    Arrays.fill(kinds, Kind.VALID);
    kinds[20 * 40 + 20] = Kind.HOLE;
    PatchWindow window =
        new PatchWindow(
            40,
            new float[3 * kinds.length],
            kinds,
            new float[kinds.length],
            Style.MEAN,
            Task.DETAIL,
            new SplittableRandom(1));
    Parallel task = new Parallel();
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> window.fill(false, task)).isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
