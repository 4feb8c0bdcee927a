package io.github.dl4jinpaint.model.inpainting;

import java.awt.Rectangle;
import java.util.Arrays;

/**
 * A region's filling: the fusion network's, the patches', the biharmonic and the harmonic one, and
 * how much of each there should be.
 *
 * <p>Known pixels nearby tell how far the equations are off for holes as wide as these ({@link
 * KnownErrors}), and so whether it's the equations or the network and the patches that err where
 * they differ: in soft pictures the equations are right, and patches which only resemble are wrong.
 * The four shares are a softmax function of 0 for the network's filling, and for each of the others
 * of a weighted sum of logarithms: of the errors that known pixels nearby and farther away have, of
 * how the fillings differ from each other, and of the depth. {@link #WEIGHTS} were fitted to the
 * least error, in decibels, of many fillings of photographs, sharp ones and blurred ones.
 */
final class Mixture {

  /** How far around a cell the fillings count, and known pixels that are near, in cells. */
  private static final int NEAR = 1;

  /** How far away known pixels count at all. */
  private static final int FAR = 3;

  /** What is computed of a picture beyond a region's holes, in pixels. */
  static final int SURROUNDINGS = (1 + FAR) * CellGrid.CELL;

  /** Known pixels farther away count as so many of those that are near. */
  private static final double PRIOR = 8;

  /** Where nothing is known errors count as 1, the largest; elsewhere that is nothing. */
  private static final double FEW = 1e-6;

  /** How many values known pixels tell of a cell. */
  private static final int TOLD = 6;

  /** Holes whose edges lie 1, 2, 4 … pixels from their middle are told apart. */
  private static final int LEVELS = 6;

  /** By what the equations' shares fall, as a logarithm, for each doubling of a wider hole. */
  private static final double WIDER = 8;

  /** A root mean squared error that is as good as none, squared. */
  private static final double NOISE = 0.3 / 255 * (0.3 / 255);

  /**
   * Of the patches, the biharmonic filling and the harmonic one. First of 1; then of what known
   * pixels tell: errors of a curve and of a line near by, and farther away, and how many there are;
   * then of how fillings differ: the equations' from each other, the patches' from the biharmonic
   * one, the harmonic one and the network's, and the network's from the biharmonic and the harmonic
   * one; these for cells and their neighbours. At last of the pixel itself: its depth, and how the
   * patches' and the biharmonic filling differ from the network's there, and the equations' from
   * each other.
   */
  private static final double[][] WEIGHTS = {
    {
      -4.696, 0.300, -0.656, 0.547, -0.356, 0.056, 0.639, -0.689, 0.080, 1.769, -1.683, 0.904,
      0.644, 0.729, -0.219, 0.211, -0.281
    },
    {
      -3.944, -0.955, 0.255, -0.947, 0.300, -0.708, -0.462, 0.359, -0.369, -0.345, 0.603, -0.508,
      -0.323, 0.205, -0.004, -0.801, 0.453
    },
    {
      -14.483, 1.071, -1.391, 1.285, -1.231, -0.114, -0.282, 0.051, 0.544, -1.284, -0.118, -0.604,
      -1.698, -0.158, -0.022, 0.123, 0.091
    }
  };

  /** Which of the weights are those of the patches; the others are the equations'. */
  private static final int PATCHES = 0;

  private static final int DIFFERENCES = 1 + TOLD;
  private static final int PIXEL = DIFFERENCES + 6;

  private final Rectangle window;

  /** Where the holes' pixels lie in the window. */
  private final int[] positions;

  /** Red, green and blue of one pixel after the other. */
  private final float[] harmonic;

  private final float[] biharmonic;
  private final float[] fused;

  /**
   * Of a region and its surroundings.
   *
   * @param input the fusion network's
   * @param fused the filling that it makes, red, green and blue one after another
   */
  Mixture(Rectangle window, HoleMap holes, float[] input, float[] fused) {
    int area = window.width * window.height;
    int[] found = new int[area];
    int count = 0;
    for (int at = 0; at < area; at++) {
      int x = window.x + at % window.width;
      int y = window.y + at / window.width;
      if (FusionInput.isHole(input, at, area) && holes.isWanted(x, y)) {
        found[count++] = at;
      }
    }
    this.window = window;
    this.positions = Arrays.copyOf(found, count);
    this.harmonic = new float[3 * count];
    this.biharmonic = new float[3 * count];
    this.fused = new float[3 * count];
    for (int i = 0; i < 3 * count; i++) {
      int at = positions[i / 3];
      harmonic[i] = FusionInput.harmonic(input, i % 3, at, area);
      biharmonic[i] = FusionInput.biharmonic(input, i % 3, at, area);
      this.fused[i] = fused[i % 3 * area + at];
    }
  }

  /**
   * Mixes the fillings.
   *
   * @param picture with its holes filled by patches
   * @return red, green and blue of the window, one after another
   */
  float[] mixedWith(PixelGrid picture, HoleMap holes) {
    float[] filled = picture.read(window.x, window.y, window.width, window.height);
    CellGrid cells = new CellGrid(window);
    double[][] logits = logits(features(picture, holes, filled, cells));
    int area = window.width * window.height;
    for (int i = 0; i < positions.length; i++) {
      int x = window.x + positions[i] % window.width;
      int y = window.y + positions[i] / window.width;
      double[] pixel = pixel(i, filled, holes.depth(x, y));
      double all = 1;
      double[] shares = new double[logits.length];
      for (int k = 0; k < shares.length; k++) {
        double logit = cells.between(logits[k], x, y);
        for (int f = 0; f < pixel.length; f++) {
          logit += WEIGHTS[k][PIXEL + f] * pixel[f];
        }
        shares[k] = Math.exp(logit);
        all += shares[k];
      }
      for (int c = 0; c < 3; c++) {
        int at = c * area + positions[i];
        int k = 3 * i + c;
        double sum =
            fused[k] + shares[0] * filled[at] + shares[1] * biharmonic[k] + shares[2] * harmonic[k];
        filled[at] = (float) Math.max(0, Math.min(1, sum / all));
      }
    }
    return filled;
  }

  /** What is weighed of a pixel itself. */
  private double[] pixel(int i, float[] filled, float depth) {
    int area = window.width * window.height;
    double patches = 0;
    double curve = 0;
    double equations = 0;
    for (int c = 0; c < 3; c++) {
      int k = 3 * i + c;
      patches += square(filled[c * area + positions[i]] - fused[k]);
      curve += square(biharmonic[k] - fused[k]);
      equations += square(harmonic[k] - biharmonic[k]);
    }
    return new double[] {
      Math.log(Math.max(1, depth)),
      logarithm(patches / 3),
      logarithm(curve / 3),
      logarithm(equations / 3)
    };
  }

  /** The weighted sums, for each cell, but for what is weighed of a pixel. */
  private static double[][] logits(double[][] features) {
    double[][] logits = new double[WEIGHTS.length][features[0].length];
    for (int k = 0; k < WEIGHTS.length; k++) {
      for (int cell = 0; cell < features[0].length; cell++) {
        double sum = k == PATCHES ? 0 : -features[PIXEL][cell];
        for (int f = 0; f < PIXEL; f++) {
          sum += WEIGHTS[k][f] * features[f][cell];
        }
        logits[k][cell] = sum;
      }
    }
    return logits;
  }

  /**
   * What is weighed in each cell, in the order of the weights; then the doubt about what the
   * equations would do.
   */
  double[][] features(PixelGrid picture, HoleMap holes, float[] filled, CellGrid cells) {
    double[] pixels = new double[cells.count()];
    double[] depths = new double[cells.count()];
    double[][] differences = new double[PIXEL - DIFFERENCES][cells.count()];
    int area = window.width * window.height;
    for (int i = 0; i < positions.length; i++) {
      int x = window.x + positions[i] % window.width;
      int y = window.y + positions[i] / window.width;
      int cell = cells.at(x, y);
      pixels[cell]++;
      depths[cell] += holes.depth(x, y);
      for (int c = 0; c < 3; c++) {
        float patches = filled[c * area + positions[i]];
        int k = 3 * i + c;
        differences[0][cell] += square(biharmonic[k] - harmonic[k]);
        differences[1][cell] += square(patches - biharmonic[k]);
        differences[2][cell] += square(patches - harmonic[k]);
        differences[3][cell] += square(patches - fused[k]);
        differences[4][cell] += square(fused[k] - biharmonic[k]);
        differences[5][cell] += square(fused[k] - harmonic[k]);
      }
    }
    double[] count = cells.sums(pixels, NEAR);
    double[] depth = cells.sums(depths, NEAR);
    for (int d = 0; d < differences.length; d++) {
      differences[d] = cells.sums(differences[d], NEAR);
    }
    double[][][] errors = errors(picture, holes, cells, levels(count, depth));
    double[][] features = new double[1 + PIXEL][cells.count()];
    for (int cell = 0; cell < cells.count(); cell++) {
      if (count[cell] > 0) {
        double level = level(count[cell], depth[cell]);
        double[] told = told(errors, Math.min(LEVELS - 1, level), cell);
        features[0][cell] = 1;
        for (int k = 0; k < TOLD; k++) {
          features[1 + k][cell] = told[k];
        }
        for (int d = 0; d < differences.length; d++) {
          features[DIFFERENCES + d][cell] = logarithm(differences[d][cell] / 3 / count[cell]);
        }
        // Of holes that are still wider, or where nothing is known, nothing can be told.
        features[PIXEL][cell] =
            WIDER * Math.max(0, level - (LEVELS - 1)) + Math.log1p(PRIOR / far(told));
      }
    }
    return features;
  }

  private static double square(float value) {
    return (double) value * value;
  }

  /** Of a root mean squared error, from its square. */
  private static double logarithm(double squared) {
    return Math.log(squared + NOISE) / 2;
  }

  /** How wide holes are: the logarithm to the base of 2 of what lies on both sides. */
  private static double level(double count, double depth) {
    double gap = Math.max(1, 2 * depth / count - 1);
    return Math.log(gap) / Math.log(2);
  }

  /** What is told of holes of a width between two. */
  private static double[] told(double[][][] errors, double level, int cell) {
    int below = (int) Math.floor(level);
    int above = (int) Math.ceil(level);
    double[] told = new double[TOLD];
    for (int k = 0; k < TOLD; k++) {
      double at = errors[below][k][cell];
      told[k] = at + (level - below) * (errors[above][k][cell] - at);
    }
    return told;
  }

  /** Of how many known pixels it is told. */
  private static double far(double[] told) {
    return Math.max(FEW, Math.expm1(told[TOLD - 1]));
  }

  private static boolean[] levels(double[] count, double[] depth) {
    boolean[] levels = new boolean[LEVELS];
    for (int cell = 0; cell < count.length; cell++) {
      if (count[cell] > 0) {
        double level = Math.min(LEVELS - 1, level(count[cell], depth[cell]));
        levels[(int) Math.floor(level)] = true;
        levels[(int) Math.ceil(level)] = true;
      }
    }
    return levels;
  }

  /** What known pixels tell of holes of each width that is asked for. */
  private double[][][] errors(PixelGrid picture, HoleMap holes, CellGrid cells, boolean[] levels) {
    Rectangle part = picture.around(window, (1 << LEVELS - 1) + 1);
    boolean[] known = new boolean[part.width * part.height];
    for (int i = 0; i < known.length; i++) {
      known[i] = holes.isValid(part.x + i % part.width, part.y + i / part.width);
    }
    float[] pixels = picture.read(part.x, part.y, part.width, part.height);
    KnownErrors errors = new KnownErrors(part, pixels, known, cells);
    double[][][] all = new double[LEVELS][][];
    for (int level = 0; level < LEVELS; level++) {
      if (levels[level]) {
        all[level] = evidence(errors.across(1 << level), cells);
      }
    }
    return all;
  }

  /** What known pixels tell, {@link #TOLD} values for each cell. */
  private static double[][] evidence(KnownErrors.Sums sums, CellGrid cells) {
    double[] near = cells.sums(sums.count(), NEAR);
    double[] far = cells.sums(sums.count(), FAR);
    double[] nearLine = cells.sums(sums.line(), NEAR);
    double[] farLine = cells.sums(sums.line(), FAR);
    double[] nearCurve = cells.sums(sums.curve(), NEAR);
    double[] farCurve = cells.sums(sums.curve(), FAR);
    double[][] told = new double[TOLD][near.length];
    for (int cell = 0; cell < near.length; cell++) {
      double line = mean(farLine[cell], far[cell], 1, FEW);
      double curve = mean(farCurve[cell], far[cell], 1, FEW);
      told[0][cell] = logarithm(mean(nearCurve[cell], near[cell], curve, PRIOR));
      told[1][cell] = logarithm(mean(nearLine[cell], near[cell], line, PRIOR));
      told[2][cell] = logarithm(curve);
      told[3][cell] = logarithm(line);
      told[4][cell] = Math.log1p(near[cell]);
      told[5][cell] = Math.log1p(far[cell]);
    }
    return told;
  }

  /** A mean of some values and of one that counts as so many. */
  private static double mean(double sum, double count, double other, double weight) {
    return (sum + weight * other) / (count + weight);
  }
}
