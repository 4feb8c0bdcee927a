package io.github.dl4jinpaint.model.evaluation;

import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The positions of a map of features that see a hole.
 *
 * @param positions their numbers, row by row
 * @param weights of each, by its share of holes; together 1
 */
record HolePositions(int[] positions, double[] weights) {

  /**
   * Of an image with a hole.
   *
   * @param rows of the map, at most the image's
   * @param columns of the map, at most the image's
   */
  static HolePositions of(FilledImage image, long rows, long columns) {
    double[] shares = shares(image, (int) rows, (int) columns);
    double sum = IntStream.range(0, shares.length).mapToDouble(p -> shares[p]).sum();
    int[] positions = IntStream.range(0, shares.length).filter(p -> shares[p] > 0).toArray();
    double[] weights = IntStream.of(positions).mapToDouble(p -> shares[p] / sum).toArray();
    return new HolePositions(positions, weights);
  }

  private static double[] shares(FilledImage image, int rows, int columns) {
    int height = image.height();
    int width = image.width();
    double[] shares = new double[rows * columns];
    for (int y = 0; y < rows; y++) {
      int top = y * height / rows;
      int bottom = -Math.floorDiv(-(y + 1) * height, rows);
      for (int x = 0; x < columns; x++) {
        int left = x * width / columns;
        int right = -Math.floorDiv(-(x + 1) * width, columns);
        int holes = 0;
        for (int v = top; v < bottom; v++) {
          for (int u = left; u < right; u++) {
            holes += image.isHole(v * width + u) ? 1 : 0;
          }
        }
        shares[y * columns + x] = (double) holes / ((bottom - top) * (right - left));
      }
    }
    return shares;
  }

  /**
   * The features there.
   *
   * @param map [1, channels, height, width]
   * @return [channels, positions]
   */
  float[][] features(INDArray map) {
    float[] all = map.dup('c').data().asFloat();
    int area = (int) (map.size(2) * map.size(3));
    float[][] features = new float[(int) map.size(1)][positions.length];
    for (int c = 0; c < features.length; c++) {
      for (int i = 0; i < positions.length; i++) {
        features[c][i] = all[c * area + positions[i]];
      }
    }
    return features;
  }
}
