package io.github.dl4jinpaint.layers;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.ConvolutionMode;

/**
 * How the windows of a {@link PartialConvolution} lie over its input, up-sampled: kernel, stride,
 * padding, dilation and mode, and the sizes that follow. A time series is an image of height 1.
 */
final class Geometry {

  /** What messages call the layer. */
  private final String title;

  private final int[] kernel;
  private final int[] stride;
  private final int[] padding;
  private final int[] dilation;
  private final int[] upsample;
  private final ConvolutionMode mode;

  /** Size of the kernel with its dilation. */
  private final int[] reach;

  Geometry(PartialConvolution layer) {
    title = layer.title();
    kernel = planar(layer.getKernelSize(), 1);
    stride = planar(layer.getStride(), 1);
    mode = layer.getConvolutionMode();
    dilation = planar(layer.getDilation(), 1);
    reach = perDimension(i -> (kernel[i] - 1) * dilation[i] + 1);
    padding = same() ? perDimension(i -> (reach[i] - 1) / 2) : planar(layer.getPadding(), 0);
    int[] factors = new int[layer.dimensions()];
    Arrays.fill(factors, layer.getUpsample());
    upsample = planar(factors, 1);
    for (int i = 0; same() && i < kernel.length; i++) {
      if (stride[i] > reach[i]) {
        // ND4J computes a negative padding from these, and shifts the windows.
        throw new DL4JInvalidConfigException(
            "%s: stride %d is larger than the kernel, whose size with dilation is %d; that is not taken with convolutionMode Same, use Truncate"
                .formatted(title, stride[i], reach[i]));
      }
    }
  }

  /** Settings of a time series with one for its height of 1 before them; others as they are. */
  private static int[] planar(int[] settings, int height) {
    return settings.length > 1 ? settings : new int[] {height, settings[0]};
  }

  /** Two or three: a time series has two. */
  int dimensions() {
    return kernel.length;
  }

  int[] kernel() {
    return kernel;
  }

  int[] stride() {
    return stride;
  }

  int[] padding() {
    return padding;
  }

  int[] dilation() {
    return dilation;
  }

  int[] upsample() {
    return upsample;
  }

  /** Size of the kernel with its dilation. */
  int[] reach() {
    return reach;
  }

  boolean same() {
    return mode == ConvolutionMode.Same;
  }

  boolean causal() {
    return mode == ConvolutionMode.Causal;
  }

  boolean upsamples() {
    return Arrays.stream(upsample).anyMatch(factor -> factor > 1);
  }

  /**
   * Whether up-sampling and convolution are computed as one transposed convolution. Its padding is
   * the same on both sides, which that of mode Same is not for a kernel of even size, and that of
   * mode Causal never. Not for volumes: see {@code Convolution.padsBeforehand}.
   */
  boolean folds() {
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

  /** A value for each dimension. */
  int[] perDimension(IntUnaryOperator value) {
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
      shape[input.length - i] = windows(input[input.length - i], kernel.length - i);
    }
    return shape;
  }

  /**
   * The size of the output along a dimension.
   *
   * @throws DL4JInvalidInputException as {@link #outputShape}
   */
  int outputSize(long input, int dimension) {
    return Math.toIntExact(windows(input, dimension));
  }

  private long windows(long input, int dimension) {
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

  /** What is padded before the first of up-sampled pixels. */
  int paddingBefore(long size, int dimension) {
    if (causal()) {
      return reach[dimension] - 1;
    }
    return Math.toIntExact(totalPadding(size, dimension) / 2);
  }

  /** What is padded on both sides together. */
  long totalPadding(long size, int dimension) {
    if (!same()) {
      return 2L * padding[dimension];
    }
    long windows = (size + stride[dimension] - 1) / stride[dimension];
    return Math.max(0, (windows - 1) * stride[dimension] + reach[dimension] - size);
  }
}
