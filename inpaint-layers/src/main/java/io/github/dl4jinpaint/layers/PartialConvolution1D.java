package io.github.dl4jinpaint.layers;

import java.util.Map;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.InputTypeUtil;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv1DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;

/**
 * One-dimensional partial convolution, for time series with gaps: a convolution that sees the valid
 * steps of its window only, and that makes a step of its output valid where the window held at
 * least one.
 *
 * <p>For every window, with features X, mask M, weights W and bias b (equations 1 and 2 of Liu et
 * al., ECCV 2018):
 *
 * <pre>
 *   x' = W · (X ⊙ M) · sum(1) / sum(M) + b   where sum(M) &gt; 0, else 0
 *   m' = 1                                   where sum(M) &gt; 0, else 0
 * </pre>
 *
 * sum(1) counts the whole window, the zero padding included: padding is a gap like any other. The
 * activation function is applied to x'.
 *
 * <table>
 *   <caption>Shapes</caption>
 *   <tr><th>array</th><th>shape</th></tr>
 *   <tr><td>input</td><td>[minibatch, nIn, length] (RNNFormat.NCW)</td></tr>
 *   <tr><td>mask, in and out</td><td>[minibatch, length], values in [0, 1]; none: all valid</td></tr>
 *   <tr><td>weights "W"</td><td>[nOut, nIn, kernel]</td></tr>
 *   <tr><td>bias "b"</td><td>[nOut]</td></tr>
 *   <tr><td>output</td><td>[minibatch, nOut, length'], length as Convolution1DLayer's for an input that is {@link
 *       Builder#upsample(int) upsample} times as long</td></tr>
 * </table>
 *
 * <p>Gaps must hold finite numbers, 0 for instance; a NaN in a gap makes the output NaN. {@code
 * BooleanIndexing.replaceWhere(features, 0, Conditions.isNan())} sets such values to 0.
 *
 * <p>The mask is Deeplearning4j's mask of time series, which also marks where series of different
 * lengths end; a gap may be anywhere. Every layer closes gaps, and extends series that end early,
 * by the reach of its kernel. (Deeplearning4j's own Convolution1DLayer scales nothing, and hands
 * the mask on as it came where the mode is Same and the stride 1.) RnnLossLayer leaves out of the
 * loss what is still a gap; RnnOutputLayer heeds a labels mask only.
 */
public final class PartialConvolution1D extends PartialConvolution {

  private static final long serialVersionUID = 1L;

  /** For JSON. */
  @SuppressWarnings("unused")
  private PartialConvolution1D() {}

  private PartialConvolution1D(Builder builder) {
    super(builder);
  }

  @Override
  String spatialDimensions() {
    return "length";
  }

  /**
   * {@inheritDoc}
   *
   * @param mask [minibatch, length]
   */
  @Override
  public SDVariable defineLayer(
      SameDiff sd, SDVariable input, Map<String, SDVariable> params, SDVariable mask) {
    // SameDiff 1.0.0-M2.1 doesn't expand the dimensions of an array of one element; it stacks it.
    return super.defineLayer(sd, input, params, sd.stack(1, mask));
  }

  @Override
  SDVariable upsampled(SameDiff sd, SDVariable x) {
    SDVariable image = sd.stack(2, x);
    return sd.squeeze(sd.cnn().upsampling2d(image, 1, getUpsample(), true), 2);
  }

  @Override
  SDVariable convolved(SameDiff sd, SDVariable x, SDVariable weights) {
    Conv1DConfig config =
        Conv1DConfig.builder()
            .k(getKernelSize()[0])
            .s(getStride()[0])
            .p(getPadding()[0])
            .d(getDilation()[0])
            .dataFormat(Conv1DConfig.NCW)
            .paddingMode(sameDiffMode())
            .build();
    return sd.cnn().conv1d(x, sd.permute(weights, 2, 1, 0), config);
  }

  private PaddingMode sameDiffMode() {
    if (getConvolutionMode() == ConvolutionMode.Same) {
      return PaddingMode.SAME;
    }
    return getConvolutionMode() == ConvolutionMode.Causal ? PaddingMode.CAUSAL : PaddingMode.VALID;
  }

  /**
   * The type of the output.
   *
   * @return recurrent, NCW; of unknown length where the input's is unknown
   */
  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    InputType.InputTypeRecurrent in = recurrent(inputType);
    long length = in.getTimeSeriesLength();
    if (length > 0) {
      long[] shape = {1, in.getSize(), length};
      length = new Geometry(this).outputShape(shape, getNOut())[2];
    }
    return InputType.recurrent(getNOut(), length, RNNFormat.NCW);
  }

  @Override
  long channels(InputType inputType) {
    return recurrent(inputType).getSize();
  }

  private InputType.InputTypeRecurrent recurrent(InputType inputType) {
    if (inputType == null || inputType.getType() != InputType.Type.RNN) {
      throw new DL4JInvalidConfigException(
          "%s takes time series [minibatch, channels, length], got %s"
              .formatted(title(), inputType));
    }
    InputType.InputTypeRecurrent in = (InputType.InputTypeRecurrent) inputType;
    if (in.getFormat() != RNNFormat.NCW) {
      throw new DL4JInvalidConfigException(
          "%s takes channels-first time series (NCW), got %s; permute them, or build the network with RNNFormat.NCW"
              .formatted(title(), in.getFormat()));
    }
    return in;
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return InputTypeUtil.getPreprocessorForInputTypeRnnLayers(
        inputType, RNNFormat.NCW, getLayerName());
  }

  @Override
  INDArray fromNetwork(INDArray mask) {
    checkShape(mask.rank() == 2, mask);
    return mask.reshape('c', mask.size(0), 1, mask.size(1));
  }

  @Override
  INDArray toNetwork(INDArray mask) {
    return mask.reshape('c', mask.size(0), mask.size(2));
  }

  @Override
  String maskDimensions() {
    return "minibatch, length";
  }

  @Override
  long[] maskShape(long[] features) {
    return new long[] {features[0], features[2]};
  }

  @Override
  public PartialConvolution1D clone() {
    return (PartialConvolution1D) super.clone();
  }

  /** Settings of a {@link PartialConvolution1D}, with Convolution1DLayer's names and defaults. */
  @SuppressWarnings("unchecked") // DL4J's build() returns any E that the caller likes
  public static final class Builder extends PartialConvolutionBuilder<Builder> {

    /**
     * A builder for a kernel.
     *
     * @param kernelSize length
     */
    public Builder(int kernelSize) {
      super("PartialConvolution1D", 1, kernelSize);
    }

    /**
     * A builder for a kernel and a stride.
     *
     * @param kernelSize length
     * @param stride at least 1
     */
    public Builder(int kernelSize, int stride) {
      this(kernelSize);
      stride(stride);
    }

    /**
     * A builder for a kernel, a stride and a padding.
     *
     * @param kernelSize length
     * @param stride at least 1
     * @param padding steps before and after
     */
    public Builder(int kernelSize, int stride, int padding) {
      this(kernelSize, stride);
      padding(padding);
    }

    /**
     * Checks the settings and builds the layer.
     *
     * @return the layer's configuration
     * @throws DL4JInvalidConfigException where a setting is out of bounds; the message names it
     */
    @Override
    public PartialConvolution1D build() {
      check();
      return new PartialConvolution1D(this);
    }
  }
}
