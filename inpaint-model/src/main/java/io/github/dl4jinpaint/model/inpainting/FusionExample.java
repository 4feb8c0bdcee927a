package io.github.dl4jinpaint.model.inpainting;

import io.github.dl4jinpaint.data.mask.Mask;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A complete picture, holes in it, and their fillings: what a {@link FusionNetwork} is trained on,
 * crop by crop.
 *
 * <p>A crop's pixels count in proportion to 1 / (e + 0.0002), e the mean squared error of its mean
 * filling: so that easy pictures count as much as hard ones, as they do in a mean of PSNR.
 */
final class FusionExample {

  private static final double LEAST_ERROR = 2e-4;

  /** A crop with so many holes' pixels, or more, has its whole weight. */
  private static final int ENOUGH = 400;

  private final int width;
  private final int height;
  private final byte[] levels;

  /** Where the holes' pixels lie, in ascending order. */
  private final int[] positions;

  /** The network's input there, all channels of a pixel one after another. */
  private final float[] inputs;

  private FusionExample(int width, int height, byte[] levels, int[] positions, float[] inputs) {
    this.width = width;
    this.height = height;
    this.levels = levels;
    this.positions = positions;
    this.inputs = inputs;
  }

  /**
   * Fills holes in a picture in the ways that are to be fused.
   *
   * @param complete the picture, which training is to come back to; not larger than some
   *     megapixels, since it is done at once
   * @param mask of its size, with holes
   * @return the example
   */
  static FusionExample of(BufferedImage complete, Mask mask) {
    int width = complete.getWidth();
    int height = complete.getHeight();
    int area = width * height;
    byte[] bytes = mask.toBytes();
    boolean[] valid = new boolean[area];
    for (int i = 0; i < area; i++) {
      valid[i] = bytes[i] == 1;
    }
    float[] target = Canvas.of(complete).read(0, 0, width, height);
    HoleMap holes = new HoleMap(width, valid);
    float[] input = Fusion.input(Canvas.of(complete), holes, new Rectangle(width, height));
    byte[] levels = new byte[3 * area];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) Math.round(target[i] * 255);
    }
    int[] positions = new int[area];
    int count = 0;
    for (int i = 0; i < area; i++) {
      if (!valid[i]) {
        positions[count++] = i;
      }
    }
    positions = Arrays.copyOf(positions, count);
    float[] inputs = new float[count * FusionInput.CHANNELS];
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < FusionInput.CHANNELS; c++) {
        inputs[i * FusionInput.CHANNELS + c] = input[c * area + positions[i]];
      }
    }
    return new FusionExample(width, height, levels, positions, inputs);
  }

  /**
   * Crops around holes of examples drawn at random, flipped and turned at random.
   *
   * @param examples to draw from
   * @param count how many crops
   * @param size of a crop, a multiple of {@link FusionNetwork#DOWNSAMPLING}; what a smaller picture
   *     lacks is black and doesn't count
   * @param random where all chance comes from
   * @return features [count, {@link FusionInput#CHANNELS}, size, size], labels [count, 3, size,
   *     size], and as labels' mask the pixels' weights, [count, 1, size, size]
   */
  static MultiDataSet crops(
      List<FusionExample> examples, int count, int size, SplittableRandom random) {
    int area = size * size;
    float[] features = new float[count * FusionInput.CHANNELS * area];
    float[] labels = new float[count * 3 * area];
    float[] weights = new float[count * area];
    for (int i = 0; i < count; i++) {
      FusionExample example = examples.get(random.nextInt(examples.size()));
      int hole = example.positions[random.nextInt(example.positions.length)];
      int x = hole % example.width - random.nextInt(size);
      int y = hole / example.width - random.nextInt(size);
      Crop crop =
          new Crop(
              Math.max(0, Math.min(example.width - size, x)),
              Math.max(0, Math.min(example.height - size, y)),
              size,
              random.nextBoolean(),
              random.nextBoolean());
      example.write(crop, i, features, labels, weights);
    }
    return new MultiDataSet(
        new INDArray[] {
          Nd4j.create(features, new long[] {count, FusionInput.CHANNELS, size, size}, 'c')
        },
        new INDArray[] {Nd4j.create(labels, new long[] {count, 3, size, size}, 'c')},
        null,
        new INDArray[] {Nd4j.create(weights, new long[] {count, 1, size, size}, 'c')});
  }

  /** Which part of a picture, and how it is turned. */
  private record Crop(int x, int y, int size, boolean flipped, boolean transposed) {

    int column(int x, int y) {
      int column = transposed ? y : x;
      return this.x + (flipped ? size - 1 - column : column);
    }

    int row(int x, int y) {
      return this.y + (transposed ? x : y);
    }
  }

  private void write(Crop crop, int i, float[] features, float[] labels, float[] weights) {
    int size = crop.size;
    int area = size * size;
    int feature = i * FusionInput.CHANNELS * area;
    double squares = 0;
    int holes = 0;
    for (int at = 0; at < area; at++) {
      int x = crop.column(at % size, at / size);
      int y = crop.row(at % size, at / size);
      if (x < 0 || y < 0 || x >= width || y >= height) {
        continue;
      }
      int position = y * width + x;
      int hole = Arrays.binarySearch(positions, position);
      for (int c = 0; c < FusionInput.CHANNELS && hole >= 0; c++) {
        features[feature + c * area + at] = inputs[hole * FusionInput.CHANNELS + c];
      }
      for (int c = 0; c < 3; c++) {
        float target = (levels[c * width * height + position] & 255) / 255f;
        if (hole < 0) {
          features[feature + c * area + at] = target;
        } else {
          float difference = target - features[feature + c * area + at];
          labels[(i * 3 + c) * area + at] = difference;
          squares += difference * difference;
        }
      }
      weights[i * area + at] = hole < 0 ? 0 : 1;
      holes += hole < 0 ? 0 : 1;
    }
    double error = squares / Math.max(1, 3 * holes);
    double weight =
        Math.min(1, holes / (double) ENOUGH) / (Math.max(1, holes) * (error + LEAST_ERROR));
    for (int at = 0; at < area; at++) {
      weights[i * area + at] *= (float) weight;
    }
  }

  /**
   * Mean PSNR over the holes of examples, which are done at once each.
   *
   * @param examples to measure
   * @param network that {@link FusionNetwork} built; null: of the mean filling
   * @return dB
   */
  static double psnr(List<FusionExample> examples, ComputationGraph network) {
    double sum = 0;
    for (FusionExample example : examples) {
      int longest = Math.max(example.width, example.height);
      int size =
          (longest + FusionNetwork.DOWNSAMPLING - 1)
              / FusionNetwork.DOWNSAMPLING
              * FusionNetwork.DOWNSAMPLING;
      int area = size * size;
      float[] features = new float[FusionInput.CHANNELS * area];
      float[] labels = new float[3 * area];
      float[] weights = new float[area];
      example.write(new Crop(0, 0, size, false, false), 0, features, labels, weights);
      float[] output = new float[3 * area];
      if (network != null) {
        long[] shape = {1, FusionInput.CHANNELS, size, size};
        output = network.outputSingle(Nd4j.create(features, shape, 'c')).dup('c').data().asFloat();
      }
      double squares = 0;
      int count = 0;
      for (int at = 0; at < area; at++) {
        for (int c = 0; c < 3 && weights[at] > 0; c++) {
          float mean = features[c * area + at];
          float value = Math.max(0, Math.min(1, mean + output[c * area + at]));
          float error = value - mean - labels[c * area + at];
          squares += error * error;
          count++;
        }
      }
      sum += -10 * Math.log10(squares / count);
    }
    return sum / examples.size();
  }
}
