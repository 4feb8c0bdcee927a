package io.github.dl4jinpaint.layers;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Concatenates feature maps along the channels, each with its own mask: the skip connection of a
 * U-Net of partial convolutions.
 *
 * <p>Every input's holes are set to zero, and the mask handed on is the share of valid channels of
 * each pixel,
 *
 * <pre>  (c₁·m₁ + c₂·m₂ + …) / (c₁ + c₂ + …)</pre>
 *
 * for inputs of c₁, c₂, … channels with masks m₁, m₂, …; an input without a mask is valid
 * everywhere. In a partial convolution behind it, sum(1)/sum(M) is then exactly what a mask of all
 * channels would give.
 *
 * <p>Inputs are [minibatch, cᵢ, height, width], masks [minibatch, 1, height, width], the output is
 * [minibatch, c₁ + c₂ + …, height, width]. The vertex has no parameters. DL4J's own MergeVertex is
 * not enough: it leaves the holes' values in, and calls a pixel valid where any input is.
 */
public class MaskedMergeVertex extends GraphVertex {

  private static final long serialVersionUID = 1L;

  /** Channels of each input; empty until the input types are known. */
  @JsonProperty private long[] channels;

  /** A vertex whose inputs' channels come from the graph's input types. */
  public MaskedMergeVertex() {
    this.channels = new long[0];
  }

  /**
   * A vertex for a graph that is built without input types.
   *
   * @param channels channels of each input, in order
   */
  public MaskedMergeVertex(long... channels) {
    this.channels = channels.clone();
  }

  /**
   * Channels of each input.
   *
   * @return in order; empty until the input types are known
   */
  public long[] getChannels() {
    return channels.clone();
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputs)
      throws InvalidInputTypeException {
    long[] found = new long[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      if (!(inputs[i] instanceof InputType.InputTypeConvolutional in)
          || in.getFormat() != CNN2DFormat.NCHW) {
        throw new InvalidInputTypeException(
            "MaskedMergeVertex takes convolutional input, channels first (NCHW); input %d is %s"
                .formatted(i, inputs[i]));
      }
      InputType.InputTypeConvolutional first = (InputType.InputTypeConvolutional) inputs[0];
      if (in.getHeight() != first.getHeight() || in.getWidth() != first.getWidth()) {
        throw new InvalidInputTypeException(
            "MaskedMergeVertex takes inputs of one size; input 0 is %s, input %d is %s"
                .formatted(first, i, in));
      }
      found[i] = in.getChannels();
    }
    channels = found;
    InputType.InputTypeConvolutional first = (InputType.InputTypeConvolutional) inputs[0];
    return InputType.convolutional(
        first.getHeight(), first.getWidth(), Arrays.stream(found).sum(), CNN2DFormat.NCHW);
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray paramsView,
      boolean initializeParams,
      DataType networkDatatype) {
    return new MaskedMerge(graph, name, index, networkDatatype, channels.clone());
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
    return Integer.MAX_VALUE;
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    return new LayerMemoryReport.Builder(
            null, MaskedMergeVertex.class, inputs[0], getOutputType(-1, inputs))
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(0, 0)
        .build();
  }

  @Override
  public MaskedMergeVertex clone() {
    return new MaskedMergeVertex(channels);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof MaskedMergeVertex other && Arrays.equals(channels, other.channels);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(channels);
  }

  @Override
  public String toString() {
    return "MaskedMergeVertex(channels=" + Arrays.toString(channels) + ")";
  }
}
