package io.github.dl4jinpaint.layers;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
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
public final class MaskOfVertex extends GraphVertex {

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
    return new MaskOf(graph, name, index, networkDatatype);
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
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
  public MemoryReport getMemoryReport(InputType... inputs) {
    return new LayerMemoryReport.Builder(null, MaskOfVertex.class, inputs[0], inputs[0])
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(0, 0)
        .build();
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
}
