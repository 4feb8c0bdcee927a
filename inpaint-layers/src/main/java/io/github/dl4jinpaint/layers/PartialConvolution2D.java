package io.github.dl4jinpaint.layers;

import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.InputTypeUtil;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;

/**
 * Two-dimensional partial convolution: a convolution that sees the valid pixels of its window only,
 * and that makes a pixel of its output valid where the window held at least one.
 *
 * <p>For every window, with features X, mask M, weights W and bias b (equations 1 and 2 of Liu et
 * al., ECCV 2018):
 *
 * <pre>
 *   x' = W · (X ⊙ M) · sum(1) / sum(M) + b   where sum(M) &gt; 0, else 0
 *   m' = 1                                   where sum(M) &gt; 0, else 0
 * </pre>
 *
 * sum(1) counts the whole window, the zero padding included: padding is a hole like any other. The
 * activation function is applied to x'.
 *
 * <table>
 *   <caption>Shapes</caption>
 *   <tr><th>array</th><th>shape</th></tr>
 *   <tr><td>input</td><td>[minibatch, nIn, height, width]</td></tr>
 *   <tr><td>mask, in and out</td><td>[minibatch, 1, height, width], values in [0, 1]; none: all valid</td></tr>
 *   <tr><td>weights "W"</td><td>[nOut, nIn, kernel height, kernel width], as ConvolutionLayer's</td></tr>
 *   <tr><td>bias "b"</td><td>[nOut]</td></tr>
 *   <tr><td>output</td><td>[minibatch, nOut, height', width'], sizes as ConvolutionLayer's for an input that is {@link
 *       Builder#upsample(int) upsample} times as large</td></tr>
 * </table>
 *
 * <p>Holes must hold finite numbers, 0 for instance; a NaN in a hole makes the output NaN. {@code
 * BooleanIndexing.replaceWhere(features, 0, Conditions.isNan())} sets such values to 0.
 *
 * <p>The mask is Deeplearning4j's features mask. All channels share it; where maps with different
 * masks are concatenated, {@link MaskedMergeVertex} hands on the share of valid channels, with
 * which sum(1)/sum(M) is what the multi-channel mask would give. Values between 0 and 1 are such
 * shares: threshold a mask that was resized. The mask path has no parameters and no gradient.
 */
public final class PartialConvolution2D extends PartialConvolution {

  private static final long serialVersionUID = 1L;

  /** For JSON. */
  @SuppressWarnings("unused")
  private PartialConvolution2D() {}

  private PartialConvolution2D(Builder builder) {
    super(builder);
  }

  @Override
  String spatialDimensions() {
    return "height, width";
  }

  @Override
  SDVariable upsampled(SameDiff sd, SDVariable x) {
    return sd.cnn().upsampling2d(x, getUpsample(), getUpsample(), true);
  }

  @Override
  SDVariable convolved(SameDiff sd, SDVariable x, SDVariable weights) {
    int[] kernel = getKernelSize();
    int[] stride = getStride();
    int[] padding = getPadding();
    int[] dilation = getDilation();
    boolean same = getConvolutionMode() == ConvolutionMode.Same;
    Conv2DConfig config =
        Conv2DConfig.builder()
            .kH(kernel[0])
            .kW(kernel[1])
            .sH(stride[0])
            .sW(stride[1])
            .pH(padding[0])
            .pW(padding[1])
            .dH(dilation[0])
            .dW(dilation[1])
            .paddingMode(same ? PaddingMode.SAME : PaddingMode.VALID)
            .build();
    return sd.cnn().conv2d(x, sd.permute(weights, 2, 3, 1, 0), config);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    InputType.InputTypeConvolutional in = convolutional(inputType);
    InputType upsampled =
        InputType.convolutional(
            in.getHeight() * getUpsample(),
            in.getWidth() * getUpsample(),
            in.getChannels(),
            in.getFormat());
    return InputTypeUtil.getOutputTypeCnnLayers(
        upsampled,
        getKernelSize(),
        getStride(),
        getPadding(),
        getDilation(),
        getConvolutionMode() == null ? ConvolutionMode.Truncate : getConvolutionMode(),
        getNOut(),
        layerIndex,
        getLayerName(),
        CNN2DFormat.NCHW,
        PartialConvolution2D.class);
  }

  @Override
  long channels(InputType inputType) {
    return convolutional(inputType).getChannels();
  }

  private InputType.InputTypeConvolutional convolutional(InputType inputType) {
    if (inputType == null || inputType.getType() != InputType.Type.CNN) {
      throw new DL4JInvalidConfigException(
          "%s takes convolutional input [minibatch, channels, height, width], got %s"
              .formatted(title(), inputType));
    }
    InputType.InputTypeConvolutional in = (InputType.InputTypeConvolutional) inputType;
    if (in.getFormat() != CNN2DFormat.NCHW) {
      throw new DL4JInvalidConfigException(
          "%s takes channels-first data (NCHW), got %s; permute it, or build the network with CNN2DFormat.NCHW"
              .formatted(title(), in.getFormat()));
    }
    return in;
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return InputTypeUtil.getPreProcessorForInputTypeCnnLayers(inputType, getLayerName());
  }

  @Override
  public PartialConvolution2D clone() {
    return (PartialConvolution2D) super.clone();
  }

  /** Settings of a {@link PartialConvolution2D}, with ConvolutionLayer's names and defaults. */
  @SuppressWarnings("unchecked") // DL4J's build() returns any E that the caller likes
  public static final class Builder extends PartialConvolutionBuilder<Builder> {

    /**
     * A builder for a kernel.
     *
     * @param kernelSize height and width, or one number for both
     */
    public Builder(int... kernelSize) {
      super("PartialConvolution2D", 2, kernelSize);
    }

    /**
     * A builder for a kernel and a stride.
     *
     * @param kernelSize height and width, or one number for both
     * @param stride vertical and horizontal, or one number for both
     */
    public Builder(int[] kernelSize, int[] stride) {
      this(kernelSize);
      stride(stride);
    }

    /**
     * A builder for a kernel, a stride and a padding.
     *
     * @param kernelSize height and width, or one number for both
     * @param stride vertical and horizontal, or one number for both
     * @param padding rows above and below, columns left and right, or one number for both
     */
    public Builder(int[] kernelSize, int[] stride, int[] padding) {
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
    public PartialConvolution2D build() {
      check();
      return new PartialConvolution2D(this);
    }
  }
}
