package io.github.dl4jinpaint.layers;

import io.github.dl4jinpaint.layers.internal.PlainVertex;
import io.github.dl4jinpaint.layers.internal.PlainVertexRuntime;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Features of its first input, mask of its second: gives a layer deep in a network, such as a loss
 * layer that tells holes from valid pixels, the mask that the network was given.
 *
 * <pre>{@code
 * .addVertex("with mask", new MaskOfVertex(), "decoder1", "image")
 * }</pre>
 *
 * <p>Both inputs have the same minibatch; the first one's features [minibatch, channels, height,
 * width] go through unchanged, and so do their gradients. The second one gets a gradient of zero.
 */
public final class MaskOfVertex extends PlainVertex {

  private static final long serialVersionUID = 1L;

  /** A vertex without settings. */
  public MaskOfVertex() {}

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputs) {
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
    return new Implementation(graph, name, index, networkDatatype);
  }

  @Override
  public int minVertexInputs() {
    return 2;
  }

  @Override
  public int maxVertexInputs() {
    return 2;
  }

  @Override
  public MaskOfVertex clone() {
    return new MaskOfVertex();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof MaskOfVertex;
  }

  @Override
  public int hashCode() {
    return MaskOfVertex.class.hashCode();
  }

  @Override
  public String toString() {
    return "MaskOfVertex()";
  }

  private static final class Implementation extends PlainVertexRuntime {

    private static final long serialVersionUID = 1L;

    Implementation(ComputationGraph graph, String name, int index, DataType dataType) {
      super(MaskOfVertex.class, graph, name, index, dataType);
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArrays(
        INDArray[] masks, MaskState currentMaskState, int minibatchSize) {
      return new Pair<>(masks == null ? null : masks[1], currentMaskState);
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaceMgr) {
      return workspaceMgr.dup(ArrayType.ACTIVATIONS, inputs[0]);
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaceMgr) {
      // Not null for the second: ComputationGraph mixes up the gradients of vertices that share it.
      INDArray none =
          workspaceMgr.create(ArrayType.ACTIVATION_GRAD, inputs[1].dataType(), inputs[1].shape());
      INDArray gradient = workspaceMgr.dup(ArrayType.ACTIVATION_GRAD, epsilon);
      return new Pair<>(null, new INDArray[] {gradient, none});
    }
  }
}
