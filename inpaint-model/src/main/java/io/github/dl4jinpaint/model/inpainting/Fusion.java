package io.github.dl4jinpaint.model.inpainting;

import io.github.dl4jinpaint.model.inpainting.HoleGroups.Group;
import io.github.dl4jinpaint.model.inpainting.NonLocalMeans.Filling;
import io.github.dl4jinpaint.model.inpainting.PatchFilling.Style;
import io.github.dl4jinpaint.model.internal.Diffusion;
import io.github.dl4jinpaint.model.internal.HolePixels;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Makes one filling of several: an inpainting network's, the harmonic and the biharmonic one, and
 * the mean of patches nearby err differently. A {@link FusionNetwork} says how to weigh them;
 * {@link PatchFilling} makes another of that by patches, coarse to fine, and a {@link Mixture} the
 * last.
 *
 * <p>A picture is done region by region, each with its surroundings; a hole that is larger is
 * bounded there by the inpainting network's filling.
 */
final class Fusion {

  /**
   * Width of a region: with its surroundings, what the network makes of it takes 30 MB an array.
   */
  private static final int REGION = 240;

  /** Width of its surroundings on every side: what lies farther changes nothing to speak of. */
  private static final int SURROUNDINGS = Mixture.SURROUNDINGS;

  /** For the two equations: where they are solved so far, the fillings hardly change any more. */
  private static final double TOLERANCE = 1e-4;

  private final ComputationGraph network;
  private final NetworkThread thread;

  /**
   * With a network.
   *
   * @param thread that it is to compute in
   */
  Fusion(ComputationGraph network, NetworkThread thread) {
    this.network = network;
    this.thread = thread;
  }

  /** Holes that are filled at once: a group's, or all, in a rectangle. */
  private record Region(Rectangle box, Group group) {

    boolean owns(int x, int y) {
      return group == null || group.owns(x, y);
    }

    /** What is computed of a picture for it. */
    Rectangle window(PixelGrid picture) {
      return picture.around(box, SURROUNDINGS);
    }
  }

  /**
   * Improves a filling.
   *
   * @param picture with the inpainting network's filling in its holes, which are painted anew
   */
  void apply(PixelGrid picture, HoleMap holes) {
    List<Region> regions = regions(picture, holes);
    List<Filled> filled = new Parallel().map(regions, region -> fill(picture, holes, region));
    // At last, since a region's surroundings are other regions' holes.
    for (int i = 0; i < regions.size(); i++) {
      paint(picture, holes, regions.get(i), filled.get(i).colours);
    }
    new PatchFilling(Style.MEAN).apply(picture, holes);
    List<float[]> mixed =
        new Parallel()
            .map(
                IntStream.range(0, regions.size()).boxed().toList(),
                i -> mix(picture, holes, regions.get(i), filled.get(i).mixture));
    for (int i = 0; i < regions.size(); i++) {
      paint(picture, holes, regions.get(i), mixed.get(i));
    }
  }

  /** A region's own holes, and what the equations make of them and of those around them. */
  private record Filled(float[] colours, Mixture mixture) {}

  /** All holes, group by group or tile by tile: as less has to be computed. */
  private static List<Region> regions(PixelGrid picture, HoleMap holes) {
    List<Region> tiles = new ArrayList<>();
    addTiles(picture.bounds(), null, holes, tiles);
    List<Region> groups = new ArrayList<>();
    for (Group group : holes.groups()) {
      addTiles(group.bounds(), group, holes, groups);
    }
    return pixels(groups, picture) < pixels(tiles, picture) ? groups : tiles;
  }

  private static void addTiles(Rectangle all, Group group, HoleMap holes, List<Region> regions) {
    for (int y = all.y; y < all.y + all.height; y += REGION) {
      for (int x = all.x; x < all.x + all.width; x += REGION) {
        Rectangle tile = new Rectangle(x, y, REGION, REGION).intersection(all);
        Rectangle box = holes.holesWithin(tile, Float.POSITIVE_INFINITY);
        if (!box.isEmpty()) {
          regions.add(new Region(box, group));
        }
      }
    }
  }

  private static long pixels(List<Region> regions, PixelGrid picture) {
    return regions.stream()
        .map(region -> region.window(picture))
        .mapToLong(window -> (long) window.width * window.height)
        .sum();
  }

  private Filled fill(PixelGrid picture, HoleMap holes, Region region) {
    Rectangle window = region.window(picture);
    float[] input = input(picture, holes, window);
    float[] fused = output(input, window.width, window.height);
    for (int i = 0; i < fused.length; i++) {
      fused[i] = Math.max(0, Math.min(1, input[i] + fused[i]));
    }
    Mixture mixture = new Mixture(window, holes, input, fused);
    return new Filled(colours(holes, region, window, fused), mixture);
  }

  private static float[] mix(PixelGrid picture, HoleMap holes, Region region, Mixture mixture) {
    return colours(holes, region, region.window(picture), mixture.mixedWith(picture, holes));
  }

  /** The colours of a region's own holes: red, green and blue of one after the other. */
  private static float[] colours(HoleMap holes, Region region, Rectangle window, float[] planes) {
    int area = window.width * window.height;
    Rectangle box = region.box;
    float[] colours = new float[3 * box.width * box.height];
    int count = 0;
    for (int y = box.y; y < box.y + box.height; y++) {
      for (int x = box.x; x < box.x + box.width; x++) {
        if (holes.isWanted(x, y) && region.owns(x, y)) {
          int at = (y - window.y) * window.width + x - window.x;
          for (int c = 0; c < 3; c++) {
            colours[count++] = planes[c * area + at];
          }
        }
      }
    }
    return Arrays.copyOf(colours, count);
  }

  private static void paint(PixelGrid picture, HoleMap holes, Region region, float[] colours) {
    Rectangle box = region.box;
    int at = 0;
    for (int y = box.y; y < box.y + box.height; y++) {
      for (int x = box.x; x < box.x + box.width; x++) {
        if (holes.isWanted(x, y) && region.owns(x, y)) {
          picture.paint(x, y, colours[at], colours[at + 1], colours[at + 2]);
          at += 3;
        }
      }
    }
  }

  /**
   * The fusion network's input for a part of a picture.
   *
   * @param picture with the inpainting network's filling in its holes
   */
  static float[] input(PixelGrid picture, HoleMap holes, Rectangle window) {
    int width = window.width;
    int area = width * window.height;
    float[] pixels = picture.read(window.x, window.y, width, window.height);
    float[][] planes = new float[3][area];
    for (int c = 0; c < 3; c++) {
      System.arraycopy(pixels, c * area, planes[c], 0, area);
    }
    boolean[] known = known(picture, holes, window);
    Diffusion diffusion = new Diffusion(width, known);
    float[][] harmonic = new float[3][];
    float[][] biharmonic = new float[3][];
    IntStream.range(0, 3)
        .parallel()
        .forEach(
            c -> {
              harmonic[c] = diffusion.harmonic(planes[c], TOLERANCE);
              biharmonic[c] = diffusion.biharmonic(planes[c], harmonic[c], TOLERANCE);
            });
    for (int i = 0; i < diffusion.pixels().count(); i++) {
      int at = diffusion.pixels().position(i);
      if (!holes.isWanted(window.x + at % width, window.y + at / width)) {
        // What is transparent has no colour of its own.
        for (int c = 0; c < 3; c++) {
          planes[c][at] = harmonic[c][i];
        }
      }
    }
    return input(planes, known, holes, window, diffusion.pixels(), harmonic, biharmonic);
  }

  /** What bounds the equations: valid pixels, and where a hole reaches beyond the window. */
  private static boolean[] known(PixelGrid picture, HoleMap holes, Rectangle window) {
    boolean[] known = new boolean[window.width * window.height];
    for (int i = 0; i < known.length; i++) {
      int x = i % window.width;
      int y = i / window.width;
      boolean cut =
          x == 0 && window.x > 0
              || y == 0 && window.y > 0
              || x == window.width - 1 && window.x + window.width < picture.width()
              || y == window.height - 1 && window.y + window.height < picture.height();
      known[i] = cut || holes.isValid(window.x + x, window.y + y);
    }
    return known;
  }

  private static float[] input(
      float[][] planes,
      boolean[] known,
      HoleMap holes,
      Rectangle window,
      HolePixels pixels,
      float[][] harmonic,
      float[][] biharmonic) {
    int area = known.length;
    float[][] mean = new float[3][];
    for (int c = 0; c < 3; c++) {
      mean[c] = planes[c].clone();
      for (int i = 0; i < pixels.count(); i++) {
        int at = pixels.position(i);
        mean[c][at] = FusionInput.mean(planes[c][at], inRange(biharmonic[c][i]));
      }
    }
    Filling patches = new NonLocalMeans(mean, window.width, known).fill();
    float[] input = new float[FusionInput.CHANNELS * area];
    for (int at = 0; at < area; at++) {
      if (known[at]) {
        FusionInput.put(input, at, area, planes[0][at], planes[1][at], planes[2][at]);
      }
    }
    for (int i = 0; i < pixels.count(); i++) {
      int at = pixels.position(i);
      float fit = patches.fit()[at];
      float[] nonLocal =
          fit > 0
              ? new float[] {patches.red()[at], patches.green()[at], patches.blue()[at]}
              : new float[] {mean[0][at], mean[1][at], mean[2][at]};
      float depth = holes.depth(window.x + at % window.width, window.y + at / window.width);
      FusionInput.put(
          input,
          at,
          area,
          new float[] {planes[0][at], planes[1][at], planes[2][at]},
          new float[] {harmonic[0][i], harmonic[1][i], harmonic[2][i]},
          new float[] {
            inRange(biharmonic[0][i]), inRange(biharmonic[1][i]), inRange(biharmonic[2][i])
          },
          nonLocal,
          FusionInput.fit(fit),
          FusionInput.depth(depth));
    }
    return input;
  }

  /** A biharmonic filling swings over where it is free to. */
  private static float inRange(float value) {
    return Math.max(-0.25f, Math.min(1.25f, value));
  }

  /** The network's output for an input of any size. */
  private float[] output(float[] input, int width, int height) {
    int columns = roundUp(width);
    int rows = roundUp(height);
    float[] padded = new float[FusionInput.CHANNELS * rows * columns];
    for (int row = 0; row < FusionInput.CHANNELS * height; row++) {
      int to = (row / height * rows + row % height) * columns;
      System.arraycopy(input, row * width, padded, to, width);
    }
    INDArray features =
        Nd4j.create(padded, new long[] {1, FusionInput.CHANNELS, rows, columns}, 'c');
    INDArray output = thread.output(network, features, null);
    INDArray copy = output.dup('c');
    float[] all = copy.data().asFloat();
    NetworkThread.close(features, output, copy);
    float[] cut = new float[3 * width * height];
    for (int row = 0; row < 3 * height; row++) {
      int from = (row / height * rows + row % height) * columns;
      System.arraycopy(all, from, cut, row * width, width);
    }
    return cut;
  }

  private static int roundUp(int size) {
    int multiple = FusionNetwork.DOWNSAMPLING;
    return (size + multiple - 1) / multiple * multiple;
  }
}
