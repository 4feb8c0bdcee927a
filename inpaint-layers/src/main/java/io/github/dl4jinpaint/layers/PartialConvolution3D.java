package io.github.dl4jinpaint.layers;

import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv3DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;

/**
 * Three-dimensional partial convolution, for volumes with holes: a convolution that sees the valid
 * voxels of its window only, and that makes a voxel of its output valid where the window held at
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
 * sum(1) counts the whole window, the zero padding included: padding is a hole like any other. The
 * activation function is applied to x'.
 *
 * <table>
 *   <caption>Shapes</caption>
 *   <tr><th>array</th><th>shape</th></tr>
 *   <tr><td>input</td><td>[minibatch, nIn, depth, height, width] (NCDHW)</td></tr>
 *   <tr><td>mask, in and out</td><td>[minibatch, 1, depth, height, width], values in [0, 1]; none: all valid</td></tr>
 *   <tr><td>weights "W"</td><td>[nOut, nIn, kernel depth, kernel height, kernel width], as Convolution3D's</td></tr>
 *   <tr><td>bias "b"</td><td>[nOut]</td></tr>
 *   <tr><td>output</td><td>[minibatch, nOut, depth', height', width'], sizes as Convolution3D's for an input that is
 *       {@link Builder#upsample(int) upsample} times as large</td></tr>
 * </table>
 *
 * <p>Holes must hold finite numbers, 0 for instance; a NaN in a hole makes the output NaN. {@code
 * BooleanIndexing.replaceWhere(features, 0, Conditions.isNan())} sets such values to 0.
 *
 * <p>Name the format in the network's input type: {@code
 * InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, depth, height, width, channels)}; the
 * type without a format is channels-last. Of Deeplearning4j's own layers, Cnn3DLossLayer takes the
 * mask; GlobalPoolingLayer takes none of volumes, so end the mask before it with {@link
 * Builder#maskOutput(boolean) maskOutput(false)}.
 */
public final class PartialConvolution3D extends PartialConvolution {

  private static final long serialVersionUID = 1L;

  /** For JSON. */
  @SuppressWarnings("unused")
  private PartialConvolution3D() {}

  private PartialConvolution3D(Builder builder) {
    super(builder);
  }

  @Override
  String spatialDimensions() {
    return "depth, height, width";
  }

  @Override
  SDVariable upsampled(SameDiff sd, SDVariable x) {
    return sd.cnn().upsampling3d(x, true, getUpsample(), getUpsample(), getUpsample());
  }

  @Override
  SDVariable convolved(SameDiff sd, SDVariable x, SDVariable weights) {
    int[] kernel = getKernelSize();
    int[] stride = getStride();
    int[] padding = getPadding();
    int[] dilation = getDilation();
    boolean same = getConvolutionMode() == ConvolutionMode.Same;
    Conv3DConfig config =
        Conv3DConfig.builder()
            .kD(kernel[0])
            .kH(kernel[1])
            .kW(kernel[2])
            .sD(stride[0])
            .sH(stride[1])
            .sW(stride[2])
            .pD(padding[0])
            .pH(padding[1])
            .pW(padding[2])
            .dD(dilation[0])
            .dH(dilation[1])
            .dW(dilation[2])
            .dataFormat(Conv3DConfig.NCDHW)
            .paddingMode(same ? PaddingMode.SAME : PaddingMode.VALID)
            .build();
    return sd.cnn().conv3d(x, sd.permute(weights, 2, 3, 4, 1, 0), config);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    InputType.InputTypeConvolutional3D in = volume(inputType);
    long[] shape = {1, in.getChannels(), in.getDepth(), in.getHeight(), in.getWidth()};
    long[] out = new Geometry(this).outputShape(shape, getNOut());
    return InputType.convolutional3D(
        Convolution3D.DataFormat.NCDHW, out[2], out[3], out[4], getNOut());
  }

  @Override
  long channels(InputType inputType) {
    return volume(inputType).getChannels();
  }

  private InputType.InputTypeConvolutional3D volume(InputType inputType) {
    if (inputType == null || inputType.getType() != InputType.Type.CNN3D) {
      throw new DL4JInvalidConfigException(
          "%s takes volumes [minibatch, channels, depth, height, width], got %s"
              .formatted(title(), inputType));
    }
    InputType.InputTypeConvolutional3D in = (InputType.InputTypeConvolutional3D) inputType;
    if (in.getDataFormat() != Convolution3D.DataFormat.NCDHW) {
      throw new DL4JInvalidConfigException(
          "%s takes channels-first volumes (NCDHW), got %s; permute them, and build the network with InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, …)"
              .formatted(title(), in.getDataFormat()));
    }
    return in;
  }

  /**
   * None: the layer takes volumes only.
   *
   * @return null
   * @throws DL4JInvalidConfigException for any other type of input
   */
  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    volume(inputType);
    return null;
  }

  @Override
  public PartialConvolution3D clone() {
    return (PartialConvolution3D) super.clone();
  }

  /**
   * Settings of a {@link PartialConvolution3D}, with Convolution3D's names and defaults. Settings
   * of three numbers are in the order depth, height, width.
   */
  @SuppressWarnings("unchecked") // DL4J's build() returns any E that the caller likes
  public static final class Builder extends PartialConvolutionBuilder<Builder> {

    /**
     * A builder for a kernel.
     *
     * @param kernelSize depth, height and width, or one number for all
     */
    public Builder(int... kernelSize) {
      super("PartialConvolution3D", 3, kernelSize);
    }

    /**
     * A builder for a kernel and a stride.
     *
     * @param kernelSize depth, height and width, or one number for all
     * @param stride in depth, height and width, or one number for all
     */
    public Builder(int[] kernelSize, int[] stride) {
      this(kernelSize);
      stride(stride);
    }

    /**
     * A builder for a kernel, a stride and a padding.
     *
     * @param kernelSize depth, height and width, or one number for all
     * @param stride in depth, height and width, or one number for all
     * @param padding voxels before and after in depth, height and width, or one number for all
     */
    public Builder(int[] kernelSize, int[] stride, int[] padding) {
      this(kernelSize, stride);
      padding(padding);
    }

    /**
     * A builder for a kernel, a stride, a padding and a dilation.
     *
     * @param kernelSize depth, height and width, or one number for all
     * @param stride in depth, height and width, or one number for all
     * @param padding voxels before and after in depth, height and width, or one number for all
     * @param dilation in depth, height and width, or one number for all
     */
    public Builder(int[] kernelSize, int[] stride, int[] padding, int[] dilation) {
      this(kernelSize, stride, padding);
      dilation(dilation);
    }

    /**
     * Checks the settings and builds the layer.
     *
     * @return the layer's configuration
     * @throws DL4JInvalidConfigException where a setting is out of bounds; the message names it
     */
    @Override
    public PartialConvolution3D build() {
      check();
      return new PartialConvolution3D(this);
    }
  }
}
