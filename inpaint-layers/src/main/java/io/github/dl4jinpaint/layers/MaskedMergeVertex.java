package io.github.dl4jinpaint.layers;

import io.github.dl4jinpaint.layers.internal.PlainVertex;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional3D;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeRecurrent;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.conf.layers.Convolution3D.DataFormat;
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
 * everywhere. Holes must hold finite numbers, 0 for instance, not NaN. In a partial convolution
 * behind it, sum(1)/sum(M) is then exactly what a mask of all channels would give.
 *
 * <p>Inputs are images [minibatch, cᵢ, height, width] with masks [minibatch, 1, height, width]; or
 * time series [minibatch, cᵢ, length] with masks [minibatch, length], or volumes [minibatch, cᵢ,
 * depth, height, width] with masks [minibatch, 1, depth, height, width]. The output has c₁ + c₂ + …
 * channels. The vertex has no parameters. DL4J's own MergeVertex is not enough: it leaves the
 * holes' values in, and calls a pixel valid where any input is.
 *
 * <p>With masks, a partial convolution has to follow, behind nothing but other MaskedMergeVertex
 * and {@link MaskedUpsampling2D}: to stock layers a share is no mask. Others are refused with the
 * first mask, by a {@code DL4JInvalidConfigException} that names them.
 */
public class MaskedMergeVertex extends PlainVertex {

  private static final long serialVersionUID = 1L;

  /** Channels of each input; empty until the input types are known. */
  @JsonProperty private long[] channels;

  /** A network's vertex tells the types that it is asked for, and doesn't learn from them. */
  private transient boolean inNetwork;

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
    long[] first = shape(0, inputs[0]);
    long[] found = new long[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      long[] shape = shape(i, inputs[i]);
      if (!Arrays.equals(shape, 1, shape.length, first, 1, first.length)) {
        throw new InvalidInputTypeException(
            "MaskedMergeVertex takes inputs of one kind and size; input 0 is %s, input %d is %s"
                .formatted(inputs[0], i, inputs[i]));
      }
      found[i] = shape[0];
    }
    if (!inNetwork) {
      channels = found;
    }
    long sum = Arrays.stream(found).sum();
    return switch (first.length) {
      case 2 -> InputType.recurrent(sum, first[1], RNNFormat.NCW);
      case 3 -> InputType.convolutional(first[1], first[2], sum, CNN2DFormat.NCHW);
      default -> InputType.convolutional3D(DataFormat.NCDHW, first[1], first[2], first[3], sum);
    };
  }

  /** Channels and spatial sizes. */
  private static long[] shape(int i, InputType input) {
    if (input instanceof InputTypeConvolutional in && in.getFormat() == CNN2DFormat.NCHW) {
      return new long[] {in.getChannels(), in.getHeight(), in.getWidth()};
    }
    if (input instanceof InputTypeRecurrent in && in.getFormat() == RNNFormat.NCW) {
      return new long[] {in.getSize(), in.getTimeSeriesLength()};
    }
    if (input instanceof InputTypeConvolutional3D in && in.getDataFormat() == DataFormat.NCDHW) {
      return new long[] {in.getChannels(), in.getDepth(), in.getHeight(), in.getWidth()};
    }
    throw new InvalidInputTypeException(
        "MaskedMergeVertex takes images, time series or volumes, channels first (NCHW, NCW, NCDHW); input %d is %s"
            .formatted(i, input));
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray paramsView,
      boolean initializeParams,
      DataType networkDatatype) {
    inNetwork = true;
    return new MaskedMerge(graph, name, index, networkDatatype, channels.clone());
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
