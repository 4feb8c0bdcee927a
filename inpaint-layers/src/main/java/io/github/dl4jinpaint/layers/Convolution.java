package io.github.dl4jinpaint.layers;

import io.github.dl4jinpaint.layers.internal.ConvolutionShape;
import io.github.dl4jinpaint.layers.internal.OneDnn;
import io.github.dl4jinpaint.layers.internal.OneDnnConvolution;
import java.util.Arrays;
import java.util.function.Function;
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

  private final Geometry geometry;
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
    geometry = new Geometry(layer);
    rank = geometry.dimensions() + "d";
    effective =
        new EffectiveKernel(
            geometry.kernel(),
            geometry.dilation(),
            geometry.folds() ? geometry.upsample() : geometry.perDimension(i -> 1));
  }

  Geometry geometry() {
    return geometry;
  }

  /**
   * What is convolved with, made from weights; the weights themselves where nothing changes.
   *
   * @param allocate makes an array of a shape
   */
  INDArray kernel(INDArray w, Function<long[], INDArray> allocate) {
    return geometry.folds() ? effective.transposed(w, allocate) : effective.of(w, allocate);
  }

  /** Writes the convolution of x with {@link #kernel} k into y; channels-last for images only. */
  void forward(Layout layout, INDArray x, INDArray k, INDArray y) {
    if (Ops.byOneDnn(layout, x.dataType())) {
      INDArray up = unfolded(x);
      OneDnnConvolution primitive = OneDnn.ofThread().convolution(shape(up, y));
      primitive.forward(up, primitive.pack(k, allocation(k)), y, allocation(y));
      return;
    }
    long step = imagesAtOnce(x, y);
    for (long from = 0; from < x.size(0); from += step) {
      forwardPart(layout, part(x, from, step), k, part(y, from, step));
    }
  }

  /** Makes arrays like one in the workspace that is open. */
  private static Function<long[], INDArray> allocation(INDArray like) {
    return shape -> Nd4j.createUninitialized(like.dataType(), shape, 'c');
  }

  /** Channels-last features as a convolution takes them that up-sampling isn't folded into. */
  INDArray unfolded(INDArray x) {
    return geometry.folds() ? x : upsampled(Layout.CHANNELS_LAST, x);
  }

  /** The sizes of the convolution of {@link #unfolded} features, channels last. */
  ConvolutionShape shape(INDArray x, INDArray y) {
    boolean transposed = geometry.folds();
    int[] taps = effective.size();
    int[] stride = transposed ? geometry.upsample() : geometry.stride();
    long[] before = new long[stride.length];
    Arrays.setAll(
        before,
        i ->
            transposed
                ? geometry.reach()[i] - 1 - geometry.padding()[i]
                : geometry.totalPadding(x.size(1 + i), i) / 2);
    return new ConvolutionShape(
        transposed,
        x.size(0),
        x.size(3),
        x.size(1),
        x.size(2),
        y.size(3),
        y.size(1),
        y.size(2),
        taps[0],
        taps[1],
        stride[0],
        stride[1],
        before[0],
        before[1]);
  }

  private void forwardPart(Layout layout, INDArray x, INDArray k, INDArray y) {
    if (geometry.folds()) {
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
    boolean unchanged = !geometry.folds() && effective.isIdentity();
    INDArray dk = unchanged ? dw : Nd4j.createUninitialized(k.dataType(), k.shape(), 'c');
    if (Ops.byOneDnn(layout, x.dataType())) {
      backwardByOneDnn(x, k, dy, dx, dk);
    } else {
      backwardInParts(layout, x, k, dy, dx, dk);
    }
    if (geometry.folds()) {
      effective.transposedGradient(dk, dw);
    } else if (!unchanged) {
      effective.gradient(dk, dw);
    }
  }

  private void backwardByOneDnn(INDArray x, INDArray k, INDArray dy, INDArray dx, INDArray dk) {
    INDArray up = unfolded(x);
    INDArray dUp = up == x ? dx : Nd4j.createUninitialized(up.dataType(), up.shape(), 'c');
    OneDnn.ofThread().convolution(shape(up, dy)).backward(up, k, dy, dUp, dk, allocation(k));
    if (dUp != dx) {
      upsampledGradient(Layout.CHANNELS_LAST, x, dUp, dx);
    }
  }

  private void backwardInParts(
      Layout layout, INDArray x, INDArray k, INDArray dy, INDArray dx, INDArray dk) {
    long step = imagesAtOnce(x, dy);
    backwardPart(layout, part(x, 0, step), k, part(dy, 0, step), part(dx, 0, step), dk);
    INDArray more =
        step < x.size(0) ? Nd4j.createUninitialized(k.dataType(), k.shape(), 'c') : null;
    for (long from = step; from < x.size(0); from += step) {
      backwardPart(
          layout, part(x, from, step), k, part(dy, from, step), part(dx, from, step), more);
      dk.addi(more);
    }
  }

  private void backwardPart(
      Layout layout, INDArray x, INDArray k, INDArray dy, INDArray dx, INDArray dk) {
    if (geometry.folds()) {
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
      upsampledGradient(layout, x, dUp, dx);
    }
  }

  private void upsampledGradient(Layout layout, INDArray x, INDArray dUp, INDArray dx) {
    exec(
        "upsampling" + rank + "_bp",
        new INDArray[] {x, dUp},
        new INDArray[] {dx},
        channelsFirst(layout));
  }

  /**
   * Whether an input is padded in memory. ND4J 1.0.0-M2.1 computes the weights' gradient of volumes
   * in float with oneDNN, which starts it from whatever is in memory where the depth is padded and
   * its stride larger than 1.
   */
  private boolean padsBeforehand() {
    return geometry.dimensions() == 3
        && geometry.stride()[0] > 1
        && (geometry.same() || geometry.padding()[0] > 0);
  }

  private INDArray padded(INDArray x) {
    long[] shape = x.shape().clone();
    for (int i = 0; i < geometry.dimensions(); i++) {
      shape[2 + i] += geometry.totalPadding(x.size(2 + i), i);
    }
    INDArray padded = Nd4j.create(x.dataType(), shape, 'c');
    inner(padded, x).assign(x);
    return padded;
  }

  /** A view on what is x in {@link #padded} x. */
  private INDArray inner(INDArray padded, INDArray x) {
    INDArrayIndex[] at = new INDArrayIndex[2 + geometry.dimensions()];
    Arrays.fill(at, NDArrayIndex.all());
    for (int i = 0; i < geometry.dimensions(); i++) {
      long before = geometry.totalPadding(x.size(2 + i), i) / 2;
      at[2 + i] = NDArrayIndex.interval(before, before + x.size(2 + i));
    }
    return padded.get(at);
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
    if (!geometry.upsamples()) {
      return x;
    }
    INDArray image = planar(x);
    long[] shape = image.shape().clone();
    int first = layout == Layout.CHANNELS_FIRST ? 2 : 1;
    int[] upsample = geometry.upsample();
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
        (geometry.dimensions() == 3 ? "conv3dnew" : "conv2d") + suffix,
        inputs,
        outputs,
        settings(
            effective.size(),
            geometry.stride(),
            geometry.same() || padsBeforehand()
                ? geometry.perDimension(i -> 0)
                : geometry.padding(),
            geometry.perDimension(i -> 1),
            new int[] {paddingMode(), channelsLast(layout), CHANNELS_FIRST_WEIGHTS}));
  }

  /** ND4J's code for how it pads. */
  private int paddingMode() {
    if (geometry.causal()) {
      return 2;
    }
    return geometry.same() && !padsBeforehand() ? 1 : 0;
  }

  private void transposed(String op, Layout layout, INDArray[] inputs, INDArray... outputs) {
    exec(
        op,
        inputs,
        outputs,
        settings(
            effective.size(),
            geometry.upsample(),
            geometry.perDimension(i -> geometry.reach()[i] - 1 - geometry.padding()[i]),
            geometry.perDimension(i -> 1),
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
