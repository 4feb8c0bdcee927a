package io.github.dl4jinpaint.layers;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The convolution inside of a {@link PartialConvolution}, its up-sampling included: forward and
 * backward on plain arrays. Features are [minibatch, channels, spatial sizes], weights [out, in,
 * kernel's sizes].
 */
final class Convolution {

  private static final int CHANNELS_FIRST = 0;

  /** ND4J's code for weights [out, in, kernel's sizes]. */
  private static final int CHANNELS_FIRST_WEIGHTS = 1;

  /** ND4J's code for weights [kernel's sizes, out, in] of a transposed convolution. */
  private static final int TAPS_FIRST_WEIGHTS = 0;

  /** What messages call the layer. */
  private final String title;

  private final int[] kernel;
  private final int[] stride;
  private final int[] padding;
  private final boolean same;
  private final boolean strict;
  private final int upsample;

  /** Size of the kernel with its dilation. */
  private final int[] reach;

  private final EffectiveKernel effective;

  Convolution(PartialConvolution layer) {
    title = layer.title();
    kernel = layer.getKernelSize();
    stride = layer.getStride();
    same = layer.getConvolutionMode() == ConvolutionMode.Same;
    strict = layer.getConvolutionMode() == ConvolutionMode.Strict;
    upsample = layer.getUpsample();
    int[] dilation = layer.getDilation();
    reach = perDimension(i -> (kernel[i] - 1) * dilation[i] + 1);
    padding = same ? perDimension(i -> (reach[i] - 1) / 2) : layer.getPadding();
    for (int i = 0; same && i < kernel.length; i++) {
      if (stride[i] > reach[i]) {
        // ND4J computes a negative padding from these, and shifts the windows.
        throw new DL4JInvalidConfigException(
            "%s: stride %d is larger than the kernel, whose size with dilation is %d; that is not taken with convolutionMode Same, use Truncate"
                .formatted(title, stride[i], reach[i]));
      }
    }
    effective = new EffectiveKernel(kernel, dilation, folds() ? upsample : 1);
  }

  /**
   * Whether up-sampling and convolution are computed as one transposed convolution. Its padding is
   * the same on both sides, which that of mode Same is not for a kernel of even size.
   */
  private boolean folds() {
    boolean symmetric = !same || Arrays.stream(reach).allMatch(size -> size % 2 == 1);
    return upsample > 1 && Arrays.stream(stride).allMatch(step -> step == 1) && symmetric;
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
    for (int i = 0; i < kernel.length; i++) {
      shape[2 + i] = outputSize(input[2 + i], i);
    }
    return shape;
  }

  private long outputSize(long input, int dimension) {
    long size = input * upsample;
    if (same) {
      return (size + stride[dimension] - 1) / stride[dimension];
    }
    long room = size + 2L * padding[dimension] - reach[dimension];
    if (room < 0) {
      throw new DL4JInvalidInputException(
          "%s: an input of size %d with padding %d on both sides is smaller than the kernel, whose size with dilation is %d"
              .formatted(title, size, padding[dimension], reach[dimension]));
    }
    if (strict && room % stride[dimension] != 0) {
      throw new DL4JInvalidInputException(
          "%s: with convolutionMode Strict, (size %d + 2 · padding %d - kernel with dilation %d) must be a multiple of stride %d; use Truncate to leave out the rest, or Same"
              .formatted(title, size, padding[dimension], reach[dimension], stride[dimension]));
    }
    return room / stride[dimension] + 1;
  }

  /** Writes the convolution of x with w into y. */
  void forward(INDArray x, INDArray w, INDArray y) {
    if (folds()) {
      transposed("deconv2d", new INDArray[] {x, effective.transposed(w)}, y);
    } else {
      direct("conv2d", new INDArray[] {upsampled(x), effective.of(w)}, y);
    }
  }

  /**
   * Writes the gradients with respect to x and w, for a gradient dy with respect to the output,
   * into dx and dw.
   */
  void backward(INDArray x, INDArray w, INDArray dy, INDArray dx, INDArray dw) {
    if (folds()) {
      INDArray k = effective.transposed(w);
      INDArray dk = Nd4j.createUninitialized(k.dataType(), k.shape(), 'c');
      transposed("deconv2d_bp", new INDArray[] {x, k, dy}, dx, dk);
      effective.transposedGradient(dk, dw);
      return;
    }
    INDArray k = effective.of(w);
    INDArray dk = k == w ? dw : Nd4j.createUninitialized(k.dataType(), k.shape(), 'c');
    INDArray up = upsampled(x);
    INDArray dUp = up == x ? dx : Nd4j.createUninitialized(up.dataType(), up.shape(), 'c');
    direct("conv2d_bp", new INDArray[] {up, k, dy}, dUp, dk);
    if (dk != dw) {
      effective.gradient(dk, dw);
    }
    if (dUp != dx) {
      exec("upsampling2d_bp", new INDArray[] {x, dUp}, new INDArray[] {dx}, 1);
    }
  }

  private INDArray upsampled(INDArray x) {
    if (upsample == 1) {
      return x;
    }
    long[] shape = {x.size(0), x.size(1), x.size(2) * upsample, x.size(3) * upsample};
    INDArray up = Nd4j.createUninitialized(x.dataType(), shape, 'c');
    exec("upsampling2d", new INDArray[] {x}, new INDArray[] {up}, upsample, upsample, 1);
    return up;
  }

  private void direct(String op, INDArray[] inputs, INDArray... outputs) {
    exec(
        op,
        inputs,
        outputs,
        settings(
            effective.size(),
            stride,
            same ? perDimension(i -> 0) : padding,
            perDimension(i -> 1),
            new int[] {same ? 1 : 0, CHANNELS_FIRST, CHANNELS_FIRST_WEIGHTS}));
  }

  private void transposed(String op, INDArray[] inputs, INDArray... outputs) {
    exec(
        op,
        inputs,
        outputs,
        settings(
            effective.size(),
            perDimension(i -> upsample),
            perDimension(i -> reach[i] - 1 - padding[i]),
            perDimension(i -> 1),
            new int[] {0, CHANNELS_FIRST, TAPS_FIRST_WEIGHTS}));
  }

  private static int[] settings(int[]... parts) {
    return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
  }

  private static void exec(String op, INDArray[] inputs, INDArray[] outputs, int... settings) {
    Nd4j.exec(
        DynamicCustomOp.builder(op)
            .addInputs(inputs)
            .addOutputs(outputs)
            .addIntegerArguments(settings)
            .build());
  }
}
