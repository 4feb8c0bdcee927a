package io.github.dl4jinpaint.layers;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Computes a {@link MaskOfVertex}. */
final class MaskOf extends BaseGraphVertex {

  private static final long serialVersionUID = 1L;

  MaskOf(ComputationGraph graph, String name, int index, DataType dataType) {
    super(graph, name, index, null, null, dataType);
  }

  @Override
  public boolean hasLayer() {
    return false;
  }

  @Override
  public Layer getLayer() {
    return null;
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

  @Override
  public void setBackpropGradientsViewArray(INDArray backpropGradientsViewArray) {
    if (backpropGradientsViewArray != null) {
      throw new IllegalStateException("MaskOfVertex \"" + getVertexName() + "\" has no parameters");
    }
  }

  @Override
  public String toString() {
    return "MaskOf(id=" + getVertexIndex() + ",name=\"" + getVertexName() + "\")";
  }
}
