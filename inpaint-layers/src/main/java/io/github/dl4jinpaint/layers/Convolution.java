package io.github.dl4jinpaint.layers;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The convolution inside of a {@link PartialConvolution}, its up-sampling included: forward and
 * backward on contiguous arrays. Features lie as their layout says, weights are [out, in, kernel's
 * sizes]. A time series is computed as an image of height 1.
 */
final class Convolution {

  /** ND4J's code for weights [out, in, kernel's sizes]. */
  private static final int CHANNELS_FIRST_WEIGHTS = 1;

  /** ND4J's code for weights [kernel's sizes, out, in] of a transposed convolution. */
  private static final int TAPS_FIRST_WEIGHTS = 0;

  /** What the input or the output of a part of a batch takes at most. */
  private static final long PART_BYTES = 4L << 20;

  /** What messages call the layer. */
  private final String title;

  private final int[] kernel;
  private final int[] stride;
  private final int[] padding;
  private final ConvolutionMode mode;
  private final int[] upsample;

  /** Size of the kernel with its dilation. */
  private final int[] reach;

  private final EffectiveKernel effective;

  /** "2d" or "3d". */
  private final String rank;

  private final long partBytes;

  Convolution(PartialConvolution layer) {
    this(layer, PART_BYTES);
  }

  /** For tests, whose batches are small: another size of a part than {@link #PART_BYTES}. */
  Convolution(PartialConvolution layer, long partBytes) {
    this.partBytes = partBytes;
    title = layer.title();
    kernel = planar(layer.getKernelSize(), 1);
    stride = planar(layer.getStride(), 1);
    mode = layer.getConvolutionMode();
    int[] dilation = planar(layer.getDilation(), 1);
    reach = perDimension(i -> (kernel[i] - 1) * dilation[i] + 1);
    padding = same() ? perDimension(i -> (reach[i] - 1) / 2) : planar(layer.getPadding(), 0);
    int[] factors = new int[layer.dimensions()];
    Arrays.fill(factors, layer.getUpsample());
    upsample = planar(factors, 1);
    rank = kernel.length + "d";
    for (int i = 0; same() && i < kernel.length; i++) {
      if (stride[i] > reach[i]) {
        // ND4J computes a negative padding from these, and shifts the windows.
        throw new DL4JInvalidConfigException(
            "%s: stride %d is larger than the kernel, whose size with dilation is %d; that is not taken with convolutionMode Same, use Truncate"
                .formatted(title, stride[i], reach[i]));
      }
    }
    effective = new EffectiveKernel(kernel, dilation, folds() ? upsample : perDimension(i -> 1));
  }

  /** Settings of a time series with one for its height of 1 before them; others as they are. */
  private static int[] planar(int[] settings, int height) {
    return settings.length > 1 ? settings : new int[] {height, settings[0]};
  }

  private boolean same() {
    return mode == ConvolutionMode.Same;
  }

  private boolean causal() {
    return mode == ConvolutionMode.Causal;
  }

  private boolean upsamples() {
    return Arrays.stream(upsample).anyMatch(factor -> factor > 1);
  }

  /**
   * Whether up-sampling and convolution are computed as one transposed convolution. Its padding is
   * the same on both sides, which that of mode Same is not for a kernel of even size, and that of
   * mode Causal never. Not for volumes: see {@link #padsBeforehand}.
   */
  private boolean folds() {
    boolean symmetric = !same() || Arrays.stream(reach).allMatch(size -> size % 2 == 1);
    return upsamples()
        && Arrays.stream(stride).allMatch(step -> step == 1)
        && symmetric
        && !causal()
        && kernel.length == 2;
  }

  /** The shape of weights: [out, in, kernel's sizes]. */
  long[] weightShape(long out, long in) {
    return LongStream.concat(LongStream.of(out, in), Arrays.stream(kernel).asLongStream())
        .toArray();
  }

  private int[] perDimension(IntUnaryOperator value) {
    return IntStream.range(0, kernel.length).map(value).toArray();
  }

  /**
   * The shape of the output.
   *
   * @throws DL4JInvalidInputException where the input is smaller than the kernel, or windows don't
   *     fit exactly in mode Strict
   */
  long[] outputShape(long[] input, long channels) {
    long[] shape = input.clone();
    shape[1] = channels;
    for (int i = 1; i <= input.length - 2; i++) {
      shape[input.length - i] = outputSize(input[input.length - i], kernel.length - i);
    }
    return shape;
  }

  private long outputSize(long input, int dimension) {
    long size = input * upsample[dimension];
    if (same() || causal()) {
      return (size + stride[dimension] - 1) / stride[dimension];
    }
    long room = size + 2L * padding[dimension] - reach[dimension];
    if (room < 0) {
      throw new DL4JInvalidInputException(
          "%s: an input of size %d with padding %d on both sides is smaller than the kernel, whose size with dilation is %d"
              .formatted(title, size, padding[dimension], reach[dimension]));
    }
    if (mode == ConvolutionMode.Strict && room % stride[dimension] != 0) {
      throw new DL4JInvalidInputException(
          "%s: with convolutionMode Strict, (size %d + 2 · padding %d - kernel with dilation %d) must be a multiple of stride %d; use Truncate to leave out the rest, or Same"
              .formatted(title, size, padding[dimension], reach[dimension], stride[dimension]));
    }
    return room / stride[dimension] + 1;
  }

  /**
   * What is convolved with, made from weights; the weights themselves where nothing changes.
   *
   * @param allocate makes an array of a shape
   */
  INDArray kernel(INDArray w, Function<long[], INDArray> allocate) {
    return folds() ? effective.transposed(w, allocate) : effective.of(w, allocate);
  }

  /** Writes the convolution of x with {@link #kernel} k into y; channels-last for images only. */
  void forward(Layout layout, INDArray x, INDArray k, INDArray y) {
    long step = imagesAtOnce(x, y);
    for (long from = 0; from < x.size(0); from += step) {
      forwardPart(layout, part(x, from, step), k, part(y, from, step));
    }
  }

  private void forwardPart(Layout layout, INDArray x, INDArray k, INDArray y) {
    if (folds()) {
      transposed("deconv" + rank, layout, new INDArray[] {x, k}, y);
    } else {
      INDArray up = upsampled(layout, x);
      direct("", layout, new INDArray[] {padsBeforehand() ? padded(up) : up, k}, y);
    }
  }

  /**
   * Writes the gradients with respect to x and the weights, for a gradient dy with respect to the
   * output, into dx and dw.
   *
   * @param k the {@link #kernel} of the weights
   */
  void backward(Layout layout, INDArray x, INDArray k, INDArray dy, INDArray dx, INDArray dw) {
    boolean unchanged = !folds() && effective.isIdentity();
    INDArray dk = unchanged ? dw : Nd4j.createUninitialized(k.dataType(), k.shape(), 'c');
    long step = imagesAtOnce(x, dy);
    backwardPart(layout, part(x, 0, step), k, part(dy, 0, step), part(dx, 0, step), dk);
    INDArray more =
        step < x.size(0) ? Nd4j.createUninitialized(k.dataType(), k.shape(), 'c') : null;
    for (long from = step; from < x.size(0); from += step) {
      backwardPart(
          layout, part(x, from, step), k, part(dy, from, step), part(dx, from, step), more);
      dk.addi(more);
    }
    if (folds()) {
      effective.transposedGradient(dk, dw);
    } else if (!unchanged) {
      effective.gradient(dk, dw);
    }
  }

  private void backwardPart(
      Layout layout, INDArray x, INDArray k, INDArray dy, INDArray dx, INDArray dk) {
    if (folds()) {
      transposed("deconv" + rank + "_bp", layout, new INDArray[] {x, k, dy}, dx, dk);
      return;
    }
    INDArray up = upsampled(layout, x);
    INDArray dUp = up == x ? dx : Nd4j.createUninitialized(up.dataType(), up.shape(), 'c');
    if (padsBeforehand()) {
      INDArray padded = padded(up);
      INDArray dPadded = Nd4j.createUninitialized(padded.dataType(), padded.shape(), 'c');
      direct("_bp", layout, new INDArray[] {padded, k, dy}, dPadded, dk);
      dUp.assign(inner(dPadded, up));
    } else {
      direct("_bp", layout, new INDArray[] {up, k, dy}, dUp, dk);
    }
    if (dUp != dx) {
      exec(
          "upsampling" + rank + "_bp",
          new INDArray[] {x, dUp},
          new INDArray[] {dx},
          channelsFirst(layout));
    }
  }

  /**
   * Whether an input is padded in memory. ND4J 1.0.0-M2.1 computes the weights' gradient of volumes
   * in float with oneDNN, which starts it from whatever is in memory where the depth is padded and
   * its stride larger than 1.
   */
  private boolean padsBeforehand() {
    return kernel.length == 3 && stride[0] > 1 && (same() || padding[0] > 0);
  }

  private INDArray padded(INDArray x) {
    long[] shape = x.shape().clone();
    for (int i = 0; i < kernel.length; i++) {
      shape[2 + i] += totalPadding(x, i);
    }
    INDArray padded = Nd4j.create(x.dataType(), shape, 'c');
    inner(padded, x).assign(x);
    return padded;
  }

  /** A view on what is x in {@link #padded} x. */
  private INDArray inner(INDArray padded, INDArray x) {
    INDArrayIndex[] at = new INDArrayIndex[2 + kernel.length];
    Arrays.fill(at, NDArrayIndex.all());
    for (int i = 0; i < kernel.length; i++) {
      long before = totalPadding(x, i) / 2;
      at[2 + i] = NDArrayIndex.interval(before, before + x.size(2 + i));
    }
    return padded.get(at);
  }

  private long totalPadding(INDArray x, int dimension) {
    if (!same()) {
      return 2L * padding[dimension];
    }
    long size = x.size(2 + dimension);
    long windows = (size + stride[dimension] - 1) / stride[dimension];
    return Math.max(0, (windows - 1) * stride[dimension] + reach[dimension] - size);
  }

  /**
   * How many images a native convolution is given at once. It copies its input and output into
   * oneDNN's layout: copies that stay in the cache, and that the allocator needn't ask the system
   * for, make large batches up to twice as fast.
   */
  long imagesAtOnce(INDArray x, INDArray y) {
    long bytes = Math.max(x.length(), y.length()) * x.dataType().width();
    long parts = Math.min((bytes + partBytes - 1) / partBytes, x.size(0));
    return (x.size(0) + parts - 1) / parts;
  }

  private static INDArray part(INDArray array, long from, long step) {
    if (step >= array.size(0)) {
      return array;
    }
    return array.get(NDArrayIndex.interval(from, Math.min(from + step, array.size(0))));
  }

  /** ND4J's code for the layout of an up-sampling. */
  private static int channelsFirst(Layout layout) {
    return layout == Layout.CHANNELS_FIRST ? 1 : 0;
  }

  /** ND4J's code for the layout of a convolution. */
  private static int channelsLast(Layout layout) {
    return layout == Layout.CHANNELS_LAST ? 1 : 0;
  }

  private INDArray upsampled(Layout layout, INDArray x) {
    if (!upsamples()) {
      return x;
    }
    INDArray image = planar(x);
    long[] shape = image.shape().clone();
    int first = layout == Layout.CHANNELS_FIRST ? 2 : 1;
    for (int i = 0; i < upsample.length; i++) {
      shape[first + i] *= upsample[i];
    }
    INDArray up = Nd4j.createUninitialized(x.dataType(), shape, 'c');
    exec(
        "upsampling" + rank,
        new INDArray[] {x},
        new INDArray[] {up},
        settings(upsample, new int[] {channelsFirst(layout)}));
    return up;
  }

  private void direct(String suffix, Layout layout, INDArray[] inputs, INDArray... outputs) {
    exec(
        (kernel.length == 3 ? "conv3dnew" : "conv2d") + suffix,
        inputs,
        outputs,
        settings(
            effective.size(),
            stride,
            same() || padsBeforehand() ? perDimension(i -> 0) : padding,
            perDimension(i -> 1),
            new int[] {paddingMode(), channelsLast(layout), CHANNELS_FIRST_WEIGHTS}));
  }

  /** ND4J's code for how it pads. */
  private int paddingMode() {
    if (causal()) {
      return 2;
    }
    return same() && !padsBeforehand() ? 1 : 0;
  }

  private void transposed(String op, Layout layout, INDArray[] inputs, INDArray... outputs) {
    exec(
        op,
        inputs,
        outputs,
        settings(
            effective.size(),
            upsample,
            perDimension(i -> reach[i] - 1 - padding[i]),
            perDimension(i -> 1),
            new int[] {0, channelsLast(layout), TAPS_FIRST_WEIGHTS}));
  }

  private static int[] settings(int[]... parts) {
    return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
  }

  private static void exec(String op, INDArray[] inputs, INDArray[] outputs, int... settings) {
    Ops.exec(op, planar(inputs), planar(outputs), Arrays.stream(settings).asLongStream().toArray());
  }

  private static INDArray[] planar(INDArray... arrays) {
    return Arrays.stream(arrays).map(Convolution::planar).toArray(INDArray[]::new);
  }

  /** Features or weights of a time series as those of an image of height 1: a view. */
  private static INDArray planar(INDArray x) {
    return x.rank() > 3 ? x : x.reshape('c', x.size(0), x.size(1), 1, x.size(2));
  }
}
