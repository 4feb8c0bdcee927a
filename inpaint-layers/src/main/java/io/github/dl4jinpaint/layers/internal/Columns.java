package io.github.dl4jinpaint.layers.internal;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The windows of a convolution as rows of a matrix (often called im2col): the pixels of each window
 * one after another, zeros where it reaches beyond the map. Of a transposed convolution these are
 * windows of its output.
 */
final class Columns {

  /**
   * The most windows of an image. Where there are so few, most reach beyond the map, and oneDNN's
   * convolutions are several times slower than a product of matrices.
   */
  private static final int FEW = 4;

  private final ConvolutionShape shape;

  /** The size of the map that has the windows. */
  private final int height;

  private final int width;
  private final int channels;

  /** How many windows there are. */
  private final int rows;

  private final int columns;

  Columns(ConvolutionShape shape) {
    this.shape = shape;
    boolean transposed = shape.transposed();
    height = (int) (transposed ? shape.outHeight() : shape.height());
    width = (int) (transposed ? shape.outWidth() : shape.width());
    channels = (int) (transposed ? shape.out() : shape.in());
    rows = (int) (transposed ? shape.height() : shape.outHeight());
    columns = (int) (transposed ? shape.width() : shape.outWidth());
  }

  /** Whether a convolution is faster by a product of matrices. */
  static boolean suit(ConvolutionShape shape) {
    Columns columns = new Columns(shape);
    long map = shape.batch() * columns.height * columns.width * columns.channels;
    return columns.rows * columns.columns <= FEW
        && Math.max(map, columns.windows() * columns.length()) <= Integer.MAX_VALUE / Float.BYTES;
  }

  /** The windows of all images. */
  long windows() {
    return shape.batch() * rows * columns;
  }

  /** The length of a window. */
  long length() {
    return shape.kernelHeight() * shape.kernelWidth() * channels;
  }

  /** Does something with the pixels of a window. */
  private interface Visitor {

    /**
     * Of a pixel.
     *
     * @param pixel where it begins in the map of its image; less than 0 beyond the map
     * @param column where it begins in the matrix
     */
    void visit(int pixel, int column);
  }

  private void visit(int image, Visitor visitor) {
    int at = (int) (windows() / shape.batch() * length()) * image;
    for (int window = 0; window < rows * columns; window++) {
      long top = window / columns * shape.strideHeight() - shape.top();
      long left = window % columns * shape.strideWidth() - shape.left();
      for (long y = top; y < top + shape.kernelHeight(); y++) {
        for (long x = left; x < left + shape.kernelWidth(); x++) {
          boolean within = y >= 0 && y < height && x >= 0 && x < width;
          visitor.visit(within ? (int) ((y * width + x) * channels) : -1, at);
          at += channels;
        }
      }
    }
  }

  /**
   * Writes the windows of a map.
   *
   * @param map [batch, height, width, channels]
   * @param matrix [windows, length]
   */
  void gather(INDArray map, INDArray matrix) {
    FloatBuffer from = ArrayValues.floats(map);
    FloatBuffer to = ArrayValues.floats(matrix);
    float[] zeros = new float[channels];
    for (int image = 0; image < shape.batch(); image++) {
      int start = image * height * width * channels;
      visit(
          image,
          (pixel, column) -> {
            if (pixel < 0) {
              to.put(column, zeros);
            } else {
              to.put(column, from, start + pixel, channels);
            }
          });
    }
  }

  /**
   * Writes a map whose pixels are the sums of what windows have for them.
   *
   * @param matrix [windows, length]
   * @param map [batch, height, width, channels]
   */
  void scatter(INDArray matrix, INDArray map) {
    FloatBuffer from = ArrayValues.floats(matrix);
    FloatBuffer to = ArrayValues.floats(map);
    float[] value = new float[channels];
    for (int image = 0; image < shape.batch(); image++) {
      float[] sums = new float[height * width * channels];
      visit(
          image,
          (pixel, column) -> {
            if (pixel >= 0) {
              from.get(column, value);
              for (int c = 0; c < value.length; c++) {
                sums[pixel + c] += value[c];
              }
            }
          });
      to.put(image * sums.length, sums);
    }
  }
}
