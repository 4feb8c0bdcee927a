package io.github.dl4jinpaint.model;

import io.github.dl4jinpaint.layers.internal.PlainVertex;
import io.github.dl4jinpaint.layers.internal.PlainVertexRuntime;
import java.util.Arrays;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Broadcast;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Scales and shifts every channel c by constants of its own: y = x · factor[c] + shift[c]. So a
 * network that was trained with colours of mean 0 and deviation 1 takes and gives pictures like any
 * other; see {@link PartialConvUNet.Builder#colors}.
 *
 * <p>Input and output are [minibatch, channels, height, width]; the mask is handed on unchanged. It
 * has no parameters.
 */
public final class ChannelScaleVertex extends PlainVertex {

  private static final long serialVersionUID = 1L;

  @JsonProperty private double[] factor;
  @JsonProperty private double[] shift;

  /** For JSON. */
  @SuppressWarnings("unused")
  private ChannelScaleVertex() {}

  private ChannelScaleVertex(double[] factor, double[] shift) {
    this.factor = factor;
    this.shift = shift;
  }

  /**
   * To a mean of 0 and a deviation of 1: y = (x - mean[c]) / deviation[c].
   *
   * @param mean of each channel
   * @param deviation of each channel, above 0
   * @return the vertex
   * @throws IllegalArgumentException where they aren't equally many, or a deviation isn't above 0
   */
  public static ChannelScaleVertex normalizing(double[] mean, double[] deviation) {
    check(mean, deviation);
    double[] factor = new double[mean.length];
    double[] shift = new double[mean.length];
    for (int c = 0; c < mean.length; c++) {
      factor[c] = 1 / deviation[c];
      shift[c] = -mean[c] / deviation[c];
    }
    return new ChannelScaleVertex(factor, shift);
  }

  /**
   * Back from a mean of 0 and a deviation of 1: y = x · deviation[c] + mean[c].
   *
   * @param mean of each channel
   * @param deviation of each channel, above 0
   * @return the vertex
   * @throws IllegalArgumentException where they aren't equally many, or a deviation isn't above 0
   */
  public static ChannelScaleVertex denormalizing(double[] mean, double[] deviation) {
    check(mean, deviation);
    return new ChannelScaleVertex(deviation.clone(), mean.clone());
  }

  private static void check(double[] mean, double[] deviation) {
    if (mean.length != deviation.length || !Arrays.stream(deviation).allMatch(d -> d > 0)) {
      throw new IllegalArgumentException(
          "as many deviations above 0 as means are expected, got means %s and deviations %s"
              .formatted(Arrays.toString(mean), Arrays.toString(deviation)));
    }
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputs) {
    if (!(inputs[0] instanceof InputTypeConvolutional in) || in.getChannels() != factor.length) {
      throw new InvalidInputTypeException(
          "ChannelScaleVertex takes images of %d channels, got %s"
              .formatted(factor.length, inputs[0]));
    }
    return inputs[0];
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray paramsView,
      boolean initializeParams,
      DataType networkDatatype) {
    return new Implementation(graph, name, index, networkDatatype, factor, shift);
  }

  @Override
  public int minVertexInputs() {
    return 1;
  }

  @Override
  public int maxVertexInputs() {
    return 1;
  }

  @Override
  public ChannelScaleVertex clone() {
    return new ChannelScaleVertex(factor.clone(), shift.clone());
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ChannelScaleVertex other
        && Arrays.equals(factor, other.factor)
        && Arrays.equals(shift, other.shift);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(factor) + Arrays.hashCode(shift);
  }

  @Override
  public String toString() {
    return "ChannelScaleVertex(factor=%s, shift=%s)"
        .formatted(Arrays.toString(factor), Arrays.toString(shift));
  }

  private static final class Implementation extends PlainVertexRuntime {

    private static final long serialVersionUID = 1L;

    private final transient INDArray factor;
    private final transient INDArray shift;

    Implementation(
        ComputationGraph graph,
        String name,
        int index,
        DataType type,
        double[] factor,
        double[] shift) {
      super(ChannelScaleVertex.class, graph, name, index, type);
      this.factor = Nd4j.create(factor, new long[] {factor.length}, type);
      this.shift = Nd4j.create(shift, new long[] {shift.length}, type);
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArrays(
        INDArray[] masks, MaskState currentMaskState, int minibatchSize) {
      return new Pair<>(masks == null ? null : masks[0], currentMaskState);
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaceMgr) {
      INDArray y = scaled(inputs[0], ArrayType.ACTIVATIONS, workspaceMgr);
      return Broadcast.add(y, shift, y, 1);
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaceMgr) {
      INDArray gradient = scaled(epsilon, ArrayType.ACTIVATION_GRAD, workspaceMgr);
      return new Pair<>(null, new INDArray[] {gradient});
    }

    private INDArray scaled(INDArray x, ArrayType kept, LayerWorkspaceMgr workspaceMgr) {
      INDArray y = workspaceMgr.createUninitialized(kept, dataType, x.shape(), 'c');
      return Broadcast.mul(x, factor, y, 1);
    }
  }
}
