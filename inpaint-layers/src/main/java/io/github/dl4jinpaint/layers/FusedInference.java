package io.github.dl4jinpaint.layers;

import io.github.dl4jinpaint.layers.internal.ArrayValues;
import io.github.dl4jinpaint.layers.internal.OneDnn;
import io.github.dl4jinpaint.layers.internal.OneDnnConvolution;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The forward pass of inference in two calls of oneDNN: a convolution whose kernel the batch
 * normalisation is folded into, and one pass over its output for scale, shift and activation. The
 * packed kernel is kept for as long as the layer's parameters stay the same.
 */
final class FusedInference {

  private final PartialConvolution layer;
  private final Convolution convolution;

  /** Null without one. */
  private final BatchNorm batchNorm;

  private final DataType type;

  /** What the kernel was folded for; null before the first time. */
  private Folded folded;

  /** The scale that {@link #rows} are of; null where there are none. */
  private INDArray scale;

  private INDArray rows;

  /**
   * A kernel ready to convolve with.
   *
   * @param parameters the layer's, a copy
   * @param packer whose packed kernel it is
   * @param shift [channels], added to the scaled convolution
   * @param closed [channels], what stands where a window sees holes only; null: the shift as well
   */
  private record Folded(
      INDArray parameters,
      OneDnnConvolution packer,
      INDArray packed,
      INDArray shift,
      INDArray closed) {

    boolean isOf(INDArray now, OneDnnConvolution primitive) {
      return packer.packsAs(primitive)
          && ArrayValues.floats(parameters).mismatch(ArrayValues.floats(now)) < 0;
    }
  }

  /**
   * Of a layer.
   *
   * @param batchNorm null without one
   */
  FusedInference(
      PartialConvolution layer, Convolution convolution, BatchNorm batchNorm, DataType type) {
    this.layer = layer;
    this.convolution = convolution;
    this.batchNorm = batchNorm;
    this.type = type;
  }

  /** Whether an output of a shape can be written to from Java. */
  static boolean reaches(long[] shape) {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b) <= Integer.MAX_VALUE / Float.BYTES;
  }

  /**
   * Writes the layer's output.
   *
   * @param runtime has the parameters
   * @param masked the input, holes set to zero, channels last
   * @param output takes it, channels last
   */
  void forward(PartialConvolutionLayer runtime, INDArray masked, MaskWindow seen, INDArray output) {
    OneDnn oneDnn = OneDnn.ofThread();
    INDArray x = convolution.unfolded(masked);
    OneDnnConvolution primitive = oneDnn.convolution(convolution.shape(x, output));
    if (folded == null || !folded.isOf(runtime.params(), primitive)) {
      folded = fold(runtime, primitive);
    }
    primitive.forward(x, folded.packed(), output, this::allocate);
    IActivation function = layer.getActivationFn();
    Optional<OneDnn.Activation> fused = Activations.byOneDnn(function);
    INDArray scaleOfAll = rows(seen.scale(), output.size(0));
    oneDnn.scaleShiftActivate(
        output, scaleOfAll, folded.shift(), fused.orElse(OneDnn.Activation.identity()));
    if (seen.closed() && folded.closed() != null) {
      INDArray value = folded.closed().dup();
      if (fused.isPresent()) {
        Activations.forward(function, value, value, false);
      }
      fillClosed(output, scaleOfAll, value);
    }
    if (fused.isEmpty()) {
      Activations.forward(function, output, output, false);
    }
  }

  private Folded fold(PartialConvolutionLayer runtime, OneDnnConvolution primitive) {
    try (MemoryWorkspace detached = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      INDArray w = runtime.getParam(PartialConvolution.WEIGHT_KEY);
      long channels = w.size(0);
      INDArray bias =
          layer.hasBias()
              ? runtime.getParam(PartialConvolution.BIAS_KEY).reshape(channels).dup()
              : Nd4j.zeros(type, channels);
      INDArray shift = Nd4j.zeros(type, channels);
      if (batchNorm != null) {
        BatchNorm.Statistics running = batchNorm.running(runtime.paramTable());
        double[] factor = batchNorm.factor(runtime.paramTable(), running);
        INDArray factors = batchNorm.array(factor);
        shift = batchNorm.array(batchNorm.shift(runtime.paramTable(), running, factor));
        bias.muli(factors);
        INDArray scaled = Nd4j.createUninitialized(type, w.shape(), 'c');
        Ops.exec("multiply", w, factors.reshape(channels, 1, 1, 1), scaled);
        w = scaled;
      }
      boolean biased = bias.amaxNumber().doubleValue() != 0;
      INDArray kernel = convolution.kernel(w, this::allocate);
      return new Folded(
          runtime.params().dup(),
          primitive,
          primitive.pack(kernel, this::allocate),
          shift.add(bias),
          biased ? shift : null);
    }
  }

  private INDArray allocate(long[] shape) {
    return Nd4j.createUninitialized(type, shape, 'c');
  }

  /** The scale of every image: the masks' windows may be the same for all. */
  private INDArray rows(INDArray window, long batch) {
    if (window.size(0) == batch) {
      return window;
    }
    if (scale != window || rows.size(0) != batch) {
      try (MemoryWorkspace detached = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
        long[] all = window.shape().clone();
        all[0] = batch;
        rows = window.broadcast(Nd4j.createUninitialized(type, all, 'c'));
        scale = window;
      }
    }
    return rows;
  }

  /** Writes a value [channels] into the pixels whose scale is 0. */
  private static void fillClosed(INDArray output, INDArray scale, INDArray value) {
    float[] pixel = value.toFloatVector();
    FloatBuffer to = ArrayValues.floats(output);
    FloatBuffer by = ArrayValues.floats(scale);
    for (int i = 0; i < by.limit(); i++) {
      if (by.get(i) == 0) {
        to.put(i * pixel.length, pixel);
      }
    }
  }
}
