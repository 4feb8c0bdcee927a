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
 * Makes one filling of several: the harmonic and the biharmonic one and the mean of patches nearby
 * err differently. A {@link FusionNetwork} says how to weigh them and what they lack; {@link
 * PatchFilling} makes another of that by patches, coarse to fine, and a {@link Mixture} the last.
 *
 * <p>A picture is done region by region, each with its surroundings; a hole that is larger is
 * bounded there by a {@link RoughFilling}.
 */
final class Fusion {

  /**
   * Width of a region at most: with its surroundings, what the network makes of it takes 30 MB an
   * array. For larger ones the C library asks the system each time, which takes longer.
   */
  private static final int REGION = 368;

  /** So many regions, or one for each processor, are filled at once. */
  private static final int LEAST_AT_ONCE = 4;

  /** Width of its surroundings on every side: what lies farther changes nothing to speak of. */
  private static final int SURROUNDINGS = Mixture.SURROUNDINGS;

  /** For the two equations: where they are solved so far, the fillings hardly change any more. */
  private static final double TOLERANCE = 1e-4;

  private final ComputationGraph network;
  private final NetworkThread thread = new NetworkThread();

  /** With a network that {@link FusionNetwork} built. */
  Fusion(ComputationGraph network) {
    this.network = network;
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

    /** Whether a hole reaches beyond that. */
    boolean cutsHoles(PixelGrid picture, HoleMap holes) {
      Rectangle window = window(picture);
      for (int y = window.y; y < window.y + window.height; y++) {
        for (int x = window.x; x < window.x + window.width; x++) {
          if (holes.isWanted(x, y) && isCut(picture, window, x, y)) {
            return true;
          }
        }
      }
      return false;
    }
  }

  /** Whether a pixel lies at an edge of a window that isn't the picture's. */
  private static boolean isCut(PixelGrid picture, Rectangle window, int x, int y) {
    return x == window.x && x > 0
        || y == window.y && y > 0
        || x == window.x + window.width - 1 && x < picture.width() - 1
        || y == window.y + window.height - 1 && y < picture.height() - 1;
  }

  /**
   * Fills the holes of a picture.
   *
   * @param picture whose holes are painted, whatever is in them
   * @param mirrors whether to take the mean of what the network makes of the picture and of its
   *     mirror images
   */
  void fill(PixelGrid picture, HoleMap holes, boolean mirrors) {
    List<Region> regions = regions(picture, holes);
    if (regions.stream().anyMatch(region -> region.cutsHoles(picture, holes))) {
      RoughFilling.paint(picture, holes);
    }
    List<Filled> filled = new ArrayList<>();
    int atOnce = Math.max(LEAST_AT_ONCE, Runtime.getRuntime().availableProcessors());
    for (int from = 0; from < regions.size(); from += atOnce) {
      int to = Math.min(regions.size(), from + atOnce);
      filled.addAll(fill(picture, holes, regions.subList(from, to), mirrors));
    }
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
    int width = step(all.width);
    int height = step(all.height);
    for (int y = all.y; y < all.y + all.height; y += height) {
      for (int x = all.x; x < all.x + all.width; x += width) {
        Rectangle tile = new Rectangle(x, y, width, height).intersection(all);
        Rectangle box = holes.holesWithin(tile, Float.POSITIVE_INFINITY);
        if (!box.isEmpty()) {
          regions.add(new Region(box, group));
        }
      }
    }
  }

  /** Width of tiles that are about equally large. */
  private static int step(int size) {
    int tiles = Math.max(1, (size + REGION - 1) / REGION);
    return (size + tiles - 1) / tiles;
  }

  private static long pixels(List<Region> regions, PixelGrid picture) {
    return regions.stream()
        .map(region -> region.window(picture))
        .mapToLong(window -> (long) window.width * window.height)
        .sum();
  }

  /**
   * Fills some regions. The network computes when nothing else does: its threads wait for each
   * other.
   */
  private List<Filled> fill(
      PixelGrid picture, HoleMap holes, List<Region> regions, boolean mirrors) {
    List<float[]> inputs =
        new Parallel().map(regions, region -> input(picture, holes, region.window(picture)));
    List<Filled> filled = new ArrayList<>();
    for (int i = 0; i < regions.size(); i++) {
      Rectangle window = regions.get(i).window(picture);
      float[] input = inputs.get(i);
      float[] fused = output(input, window.width, window.height, mirrors);
      for (int at = 0; at < fused.length; at++) {
        fused[at] = Math.max(0, Math.min(1, input[at] + fused[at]));
      }
      filled.add(
          new Filled(
              colours(holes, regions.get(i), window, fused),
              new Mixture(window, holes, input, fused)));
    }
    return filled;
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
   * @param picture with a filling where the part cuts a hole
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
    return input(planes, known, holes, window, diffusion.pixels(), harmonic, biharmonic);
  }

  /** What bounds the equations: valid pixels, and where a hole reaches beyond the window. */
  private static boolean[] known(PixelGrid picture, HoleMap holes, Rectangle window) {
    boolean[] known = new boolean[window.width * window.height];
    for (int i = 0; i < known.length; i++) {
      int x = window.x + i % window.width;
      int y = window.y + i / window.width;
      known[i] = holes.isValid(x, y) || isCut(picture, window, x, y) && holes.isWanted(x, y);
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
        mean[c][at] = FusionInput.mean(harmonic[c][i], inRange(biharmonic[c][i]));
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
  private float[] output(float[] input, int width, int height, boolean mirrors) {
    int columns = roundUp(width);
    int rows = roundUp(height);
    float[] padded = new float[FusionInput.CHANNELS * rows * columns];
    for (int c = 0; c < FusionInput.CHANNELS; c++) {
      for (int y = 0; y < rows; y++) {
        // The edge goes on: a black margin the network would take for a part of the picture.
        int from = (c * height + Math.min(y, height - 1)) * width;
        int to = (c * rows + y) * columns;
        System.arraycopy(input, from, padded, to, width);
        Arrays.fill(padded, to + width, to + columns, input[from + width - 1]);
      }
    }
    INDArray features =
        Nd4j.create(padded, new long[] {1, FusionInput.CHANNELS, rows, columns}, 'c');
    INDArray output =
        MirrorImages.predict(
            features, null, mirrors, (image, mask) -> thread.output(network, image, mask));
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
