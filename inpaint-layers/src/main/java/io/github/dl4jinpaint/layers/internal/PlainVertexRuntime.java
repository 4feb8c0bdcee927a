package io.github.dl4jinpaint.layers.internal;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Computes a {@link PlainVertex}. */
public abstract class PlainVertexRuntime extends BaseGraphVertex {

  private static final long serialVersionUID = 1L;

  private final Class<? extends PlainVertex> configuration;

  /**
   * A vertex of a network.
   *
   * @param configuration what messages call it
   * @param graph the network
   * @param name of the vertex
   * @param index of the vertex
   * @param dataType of the network
   */
  protected PlainVertexRuntime(
      Class<? extends PlainVertex> configuration,
      ComputationGraph graph,
      String name,
      int index,
      DataType dataType) {
    super(graph, name, index, null, null, dataType);
    this.configuration = configuration;
  }

  /** {@return what messages call the vertex} */
  protected final String title() {
    return configuration.getSimpleName() + " \"" + getVertexName() + "\"";
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
  public void setBackpropGradientsViewArray(INDArray backpropGradientsViewArray) {
    if (backpropGradientsViewArray != null) {
      throw new IllegalStateException(title() + " has no parameters");
    }
  }

  @Override
  public String toString() {
    return "%s(id=%d,name=\"%s\")"
        .formatted(configuration.getSimpleName(), getVertexIndex(), getVertexName());
  }
}
