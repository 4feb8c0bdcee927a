package io.github.dl4jinpaint.layers;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Output, updated mask and gradients of a case, from the paper's equations 1 and 2 in plain loops,
 * one window after the other. Minibatch, channels, positions and taps of any number of dimensions
 * are counted through.
 */
final class Equations {

  private final PartialConvolution conf;
  private final long[] inputShape;
  private final int n;
  private final int in;
  private final int out;
  private final int positions;
  private final int windows;
  private final int taps;
  private final double[] weights;
  private final double[] x;
  private final double[] m;

  /** Where tap t of window v is in the input; -1: in the padding. */
  private final int[][] source;

  /** sum(1) / sum(M) of every example's windows; 0 where sum(M) is 0. */
  private final double[][] scale;

  private final INDArray preActivation;
  final INDArray output;
  final INDArray mask;

  /** The gradients with respect to input, weights and bias. */
  record Gradients(INDArray dx, INDArray dw, INDArray db) {}

  Equations(RandomCase c) {
    conf = c.layerConf();
    x = c.x().dup('c').data().asDouble();
    inputShape = c.x().shape();
    n = (int) inputShape[0];
    in = (int) inputShape[1];
    out = (int) conf.getNOut();
    weights = c.layer().getParam("W").dup('c').data().asDouble();
    positions = x.length / n / in;
    taps = weights.length / out / in;
    m = c.mask() == null ? ones(n * positions) : c.mask().dup('c').data().asDouble();
    int[] outputSizes = IntStream.range(0, dimensions()).map(this::outputSize).toArray();
    windows = area(outputSizes);
    source = new int[windows][taps];
    for (int v = 0; v < windows; v++) {
      for (int t = 0; t < taps; t++) {
        source[v][t] = source(digits(v, outputSizes), digits(t, conf.getKernelSize()));
      }
    }
    scale = scale();
    preActivation = array(forward(c), LongStream.of(n, out), outputSizes);
    output = conf.getActivationFn().getActivation(preActivation.dup(), false);
    double[] valid =
        Arrays.stream(scale).flatMapToDouble(Arrays::stream).map(s -> s > 0 ? 1 : 0).toArray();
    mask = array(valid, dimensions() == 1 ? LongStream.of(n) : LongStream.of(n, 1), outputSizes);
  }

  private static double[] ones(int length) {
    double[] all = new double[length];
    Arrays.fill(all, 1);
    return all;
  }

  private double[][] scale() {
    double[][] scales = new double[n][windows];
    for (int i = 0; i < n; i++) {
      for (int v = 0; v < windows; v++) {
        double sum = 0;
        for (int t = 0; t < taps; t++) {
          sum += share(i, source[v][t]);
        }
        scales[i][v] = sum > 0 ? taps / sum : 0;
      }
    }
    return scales;
  }

  private double share(int i, int position) {
    return position < 0 ? 0 : m[i * positions + position];
  }

  private double[] forward(RandomCase c) {
    double[] y = new double[n * out * windows];
    INDArray bias = conf.hasBias() ? c.layer().getParam("b") : null;
    for (int i = 0; i < n; i++) {
      for (int o = 0; o < out; o++) {
        for (int v = 0; v < windows; v++) {
          if (scale[i][v] > 0) {
            double b = bias == null ? 0 : bias.getDouble(o);
            y[(i * out + o) * windows + v] = convolved(i, o, v) * scale[i][v] + b;
          }
        }
      }
    }
    return y;
  }

  private double convolved(int i, int o, int v) {
    double sum = 0;
    for (int t = 0; t < taps; t++) {
      int position = source[v][t];
      for (int k = 0; k < in && share(i, position) > 0; k++) {
        sum += weights[(o * in + k) * taps + t] * x[(i * in + k) * positions + position];
      }
    }
    return sum;
  }

  /** The gradients for a gradient with respect to the output. */
  Gradients backward(INDArray epsilon) {
    double[] delta =
        conf.getActivationFn()
            .backprop(preActivation.dup(), epsilon.dup())
            .getFirst()
            .dup('c')
            .data()
            .asDouble();
    double[] dx = new double[x.length];
    double[] dw = new double[weights.length];
    double[] db = new double[out];
    for (int i = 0; i < n; i++) {
      for (int o = 0; o < out; o++) {
        for (int v = 0; v < windows; v++) {
          if (scale[i][v] > 0) {
            double d = delta[(i * out + o) * windows + v];
            db[o] += d;
            backward(i, o, v, d * scale[i][v], dx, dw);
          }
        }
      }
    }
    long[] weightShape =
        LongStream.concat(LongStream.of(out, in), longs(conf.getKernelSize())).toArray();
    return new Gradients(
        Nd4j.createFromArray(dx).reshape('c', inputShape),
        Nd4j.createFromArray(dw).reshape('c', weightShape),
        Nd4j.createFromArray(db));
  }

  private void backward(int i, int o, int v, double d, double[] dx, double[] dw) {
    for (int t = 0; t < taps; t++) {
      int position = source[v][t];
      for (int k = 0; k < in && share(i, position) > 0; k++) {
        dw[(o * in + k) * taps + t] += d * x[(i * in + k) * positions + position];
        dx[(i * in + k) * positions + position] += d * weights[(o * in + k) * taps + t];
      }
    }
  }

  private int source(int[] window, int[] tap) {
    int position = 0;
    for (int i = 0; i < dimensions(); i++) {
      int at = window[i] * conf.getStride()[i] - before(i) + tap[i] * conf.getDilation()[i];
      if (at < 0 || at >= upsampledSize(i)) {
        return -1;
      }
      position = position * (int) inputShape[2 + i] + at / conf.getUpsample();
    }
    return position;
  }

  private int before(int dimension) {
    if (conf.getConvolutionMode() == ConvolutionMode.Causal) {
      return reach(dimension) - 1;
    }
    if (conf.getConvolutionMode() != ConvolutionMode.Same) {
      return conf.getPadding()[dimension];
    }
    int covered = (outputSize(dimension) - 1) * conf.getStride()[dimension] + reach(dimension);
    return Math.max(0, covered - upsampledSize(dimension)) / 2;
  }

  private int outputSize(int dimension) {
    int size = upsampledSize(dimension);
    int stride = conf.getStride()[dimension];
    if (conf.getConvolutionMode() != ConvolutionMode.Truncate) {
      return (size + stride - 1) / stride;
    }
    return (size + 2 * conf.getPadding()[dimension] - reach(dimension)) / stride + 1;
  }

  private int upsampledSize(int dimension) {
    return (int) inputShape[2 + dimension] * conf.getUpsample();
  }

  private int reach(int dimension) {
    return (conf.getKernelSize()[dimension] - 1) * conf.getDilation()[dimension] + 1;
  }

  private int dimensions() {
    return inputShape.length - 2;
  }

  /**
   * The position in each dimension of what is number {@code index} when all are counted through.
   */
  private static int[] digits(int index, int[] sizes) {
    int[] digits = new int[sizes.length];
    int rest = index;
    for (int i = sizes.length - 1; i >= 0; i--) {
      digits[i] = rest % sizes[i];
      rest /= sizes[i];
    }
    return digits;
  }

  private static int area(int[] sizes) {
    return IntStream.of(sizes).reduce(1, (a, b) -> a * b);
  }

  private static INDArray array(double[] values, LongStream first, int[] sizes) {
    long[] shape = LongStream.concat(first, longs(sizes)).toArray();
    return Nd4j.createFromArray(values).castTo(DataType.DOUBLE).reshape('c', shape);
  }

  private static LongStream longs(int[] values) {
    return IntStream.of(values).asLongStream();
  }
}
