package io.github.dl4jinpaint.layers;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.InputTypeUtil;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonProperty;

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
 * <p>The mask is Deeplearning4j's features mask. All channels share it; where maps with different
 * masks are concatenated, {@link MaskedMergeVertex} hands on the share of valid channels, with
 * which sum(1)/sum(M) is what the multi-channel mask would give. The mask path has no parameters
 * and no gradient.
 *
 * <p>{@link #defineLayer} states these equations as a SameDiff graph; {@link
 * PartialConvolutionLayer}, which computes them with ND4J's fastest operations, is tested against
 * it.
 */
public final class PartialConvolution2D extends SameDiffLayer {

  private static final long serialVersionUID = 1L;

  /** Key of the weights in the parameter table. */
  public static final String WEIGHT_KEY = "W";

  /** Key of the bias in the parameter table. */
  public static final String BIAS_KEY = "b";

  @JsonProperty private long nIn;
  @JsonProperty private long nOut;
  @JsonProperty private int[] kernelSize;
  @JsonProperty private int[] stride;
  @JsonProperty private int[] padding;
  @JsonProperty private int[] dilation;
  @JsonProperty private int upsample;
  @JsonProperty private ConvolutionMode convolutionMode;
  @JsonProperty private boolean hasBias;
  @JsonProperty private Double biasInit;
  @JsonProperty private IActivation activationFn;
  @JsonProperty private IWeightInit weightInitFn;
  @JsonProperty private boolean maskOutput;
  @JsonProperty private IWeightNoise weightNoise;

  /** For JSON. */
  @SuppressWarnings("unused")
  private PartialConvolution2D() {}

  private PartialConvolution2D(Builder builder) {
    super(builder);
    this.nIn = builder.nIn;
    this.nOut = builder.nOut;
    this.kernelSize = builder.kernelSize.clone();
    this.stride = builder.stride.clone();
    this.padding = builder.padding.clone();
    this.dilation = builder.dilation.clone();
    this.upsample = builder.upsample;
    this.convolutionMode = builder.convolutionMode;
    this.hasBias = builder.hasBias;
    this.biasInit = builder.biasInit;
    this.activationFn = builder.activationFn;
    this.weightInitFn = builder.weightInitFn;
    this.maskOutput = builder.maskOutput;
    this.weightNoise = builder.weightNoise;
    setGradientNormalization(builder.gradientNormalization);
    setGradientNormalizationThreshold(builder.gradientNormalizationThreshold);
    initializeConstraints(builder);
  }

  /**
   * The layer as a SameDiff graph: equations 1 and 2, word for word.
   *
   * @param sd the graph to define the layer in
   * @param input features [minibatch, nIn, height, width]
   * @param params "W" and, with a bias, "b"
   * @param mask [minibatch, 1, height, width]
   * @return the activations [minibatch, nOut, height', width']
   * @throws UnsupportedOperationException for an activation function that SameDiff has not; the
   *     layer itself takes any
   */
  @Override
  public SDVariable defineLayer(
      SameDiff sd, SDVariable input, Map<String, SDVariable> params, SDVariable mask) {
    SDVariable x = upsampled(sd, input);
    SDVariable m = upsampled(sd, mask);
    DataType type = input.dataType();

    SDVariable masked = x.mul(m.gt(0).castTo(type));
    SDVariable weights = sd.permute(params.get(WEIGHT_KEY), 2, 3, 1, 0);
    SDVariable convolved = sd.cnn().conv2d(masked, weights, sameDiffConfig());

    SDVariable ones = sd.constant(Nd4j.ones(type, kernelSize[0], kernelSize[1], 1, 1));
    SDVariable sum = sd.cnn().conv2d(m, ones, sameDiffConfig());
    SDVariable valid = sum.gt(0).castTo(type);
    SDVariable scale = sd.math().max(sum, sd.constant(Nd4j.scalar(type, MaskWindow.SMALLEST_SUM)));
    SDVariable scaled =
        convolved.mul(scale.rdiv((double) kernelSize[0] * kernelSize[1])).mul(valid);
    if (hasBias) {
      scaled = scaled.add(sd.reshape(params.get(BIAS_KEY), 1, nOut, 1, 1).mul(valid));
    }
    return activate(sd, scaled);
  }

  private SDVariable upsampled(SameDiff sd, SDVariable x) {
    return upsample > 1 ? sd.cnn().upsampling2d(x, upsample, upsample, true) : x;
  }

  private SDVariable activate(SameDiff sd, SDVariable x) {
    if (activationFn instanceof ActivationLReLU leaky) {
      // SameDiff 1.0.0-M2.1 loses the slope of its own leaky ReLU in the gradient.
      return sd.nn().relu(x, 0).mul(1 - leaky.getAlpha()).add(x.mul(leaky.getAlpha()));
    }
    for (Activation known : Activation.values()) {
      if (known.getActivationFunction().equals(activationFn)) {
        return known.asSameDiff(sd, x);
      }
    }
    throw new UnsupportedOperationException("SameDiff has no activation function " + activationFn);
  }

  private Conv2DConfig sameDiffConfig() {
    return Conv2DConfig.builder()
        .kH(kernelSize[0])
        .kW(kernelSize[1])
        .sH(stride[0])
        .sW(stride[1])
        .pH(padding[0])
        .pW(padding[1])
        .dH(dilation[0])
        .dW(dilation[1])
        .paddingMode(convolutionMode == ConvolutionMode.Same ? PaddingMode.SAME : PaddingMode.VALID)
        .build();
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int layerIndex,
      INDArray paramsView,
      boolean initializeParams,
      DataType networkDataType) {
    LayerValidation.assertNInNOutSet("PartialConvolution2D", getLayerName(), layerIndex, nIn, nOut);
    PartialConvolutionLayer layer = new PartialConvolutionLayer(conf, networkDataType);
    layer.setListeners(listeners);
    layer.setIndex(layerIndex);
    layer.setParamsViewArray(paramsView);
    layer.setParamTable(initializer().init(conf, paramsView, initializeParams));
    return layer;
  }

  @Override
  public void defineParameters(SDLayerParams params) {
    params.clear();
    params.addWeightParam(WEIGHT_KEY, nOut, nIn, kernelSize[0], kernelSize[1]);
    if (hasBias) {
      params.addBiasParam(BIAS_KEY, nOut);
    }
  }

  @Override
  public void initializeParameters(Map<String, INDArray> params) {
    double area = (double) kernelSize[0] * kernelSize[1];
    double fanIn = nIn * area;
    double fanOut = nOut * area / ((double) stride[0] * stride[1]);
    params.forEach(
        (key, array) -> {
          if (paramWeightInit != null && paramWeightInit.containsKey(key)) {
            paramWeightInit.get(key).init(fanIn, fanOut, array.shape(), array.ordering(), array);
          } else if (BIAS_KEY.equals(key)) {
            array.assign(biasInit);
          } else {
            weightInitFn.init(fanIn, fanOut, array.shape(), array.ordering(), array);
          }
        });
  }

  @Override
  public void applyGlobalConfigToLayer(NeuralNetConfiguration.Builder global) {
    if (convolutionMode == null) {
      convolutionMode = global.getConvolutionMode();
      checkMode(getLayerName(), convolutionMode, padding);
    }
    if (activationFn == null) {
      activationFn = global.getActivationFn();
    }
    if (weightInitFn == null) {
      weightInitFn = global.getWeightInitFn();
    }
    if (biasInit == null) {
      biasInit = global.getBiasInit();
    }
    if (weightNoise == null && global.getWeightNoise() != null) {
      weightNoise = global.getWeightNoise().clone();
    }
    // AbstractSameDiffLayer has just taken the network's own, which all its layers would share.
    if (getUpdater() == global.getIUpdater() && getUpdater() != null) {
      setUpdater(getUpdater().clone());
    }
    if (getBiasUpdater() == global.getBiasUpdater() && getBiasUpdater() != null) {
      setBiasUpdater(getBiasUpdater().clone());
    }
  }

  private static void checkMode(String layerName, ConvolutionMode mode, int[] padding) {
    require(
        mode != ConvolutionMode.Causal,
        layerName,
        "convolutionMode Causal is for time series; use Same, Truncate or Strict");
    require(
        mode != ConvolutionMode.Same || padding[0] == 0 && padding[1] == 0,
        layerName,
        "padding %s is not taken with convolutionMode Same, which sets its own"
            .formatted(Arrays.toString(padding)));
  }

  private static void require(boolean holds, String layerName, String message) {
    if (!holds) {
      String name = layerName == null ? "" : " \"" + layerName + "\"";
      throw new DL4JInvalidConfigException("PartialConvolution2D" + name + ": " + message);
    }
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    InputType.InputTypeConvolutional in = convolutional(inputType);
    InputType upsampled =
        InputType.convolutional(
            in.getHeight() * upsample, in.getWidth() * upsample, in.getChannels(), in.getFormat());
    return InputTypeUtil.getOutputTypeCnnLayers(
        upsampled,
        kernelSize,
        stride,
        padding,
        dilation,
        convolutionMode == null ? ConvolutionMode.Truncate : convolutionMode,
        nOut,
        layerIndex,
        getLayerName(),
        CNN2DFormat.NCHW,
        PartialConvolution2D.class);
  }

  @Override
  public void setNIn(InputType inputType, boolean override) {
    InputType.InputTypeConvolutional in = convolutional(inputType);
    if (nIn <= 0 || override) {
      nIn = in.getChannels();
      setLayerParams(null);
    } else if (nIn != in.getChannels()) {
      throw new DL4JInvalidConfigException(
          "PartialConvolution2D \"%s\": nIn is %d, but the input %s has %d channels; leave nIn out to have it set"
              .formatted(getLayerName(), nIn, in, in.getChannels()));
    }
  }

  private InputType.InputTypeConvolutional convolutional(InputType inputType) {
    if (inputType == null || inputType.getType() != InputType.Type.CNN) {
      throw new DL4JInvalidConfigException(
          "PartialConvolution2D \"%s\" takes convolutional input [minibatch, channels, height, width], got %s"
              .formatted(getLayerName(), inputType));
    }
    InputType.InputTypeConvolutional in = (InputType.InputTypeConvolutional) inputType;
    if (in.getFormat() != CNN2DFormat.NCHW) {
      throw new DL4JInvalidConfigException(
          "PartialConvolution2D \"%s\" takes channels-first data (NCHW), got %s; permute it, or build the network with CNN2DFormat.NCHW"
              .formatted(getLayerName(), in.getFormat()));
    }
    return in;
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return InputTypeUtil.getPreProcessorForInputTypeCnnLayers(inputType, getLayerName());
  }

  /**
   * Equation 2: the mask after this layer.
   *
   * @param maskArray [minibatch, 1, height, width], or null: all valid
   * @param currentMaskState handed on as it is
   * @param minibatchSize not used
   * @return [minibatch, 1, height', width'], 1 where the window held a valid pixel, else 0; null
   *     where nothing is masked, and where {@link Builder#maskOutput(boolean) maskOutput} is off
   */
  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray maskArray, MaskState currentMaskState, int minibatchSize) {
    if (maskArray == null || !maskOutput) {
      return new Pair<>(null, currentMaskState);
    }
    MaskWindow.check(maskArray, getLayerName());
    INDArray next = MaskWindow.of(maskArray, new Convolution(this), maskType(maskArray)).valid();
    return new Pair<>(next, currentMaskState);
  }

  /**
   * An estimate of the memory that the layer takes: the masked input and the convolution before it
   * is scaled, and in training the gradients with respect to both.
   */
  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    InputType outputType = getOutputType(-1, inputType);
    long working = inputType.arrayElementsPerExample() + outputType.arrayElementsPerExample();
    long updaterState = 0;
    for (Map.Entry<String, long[]> shape : getLayerParams().getParamShapes().entrySet()) {
      long length = Arrays.stream(shape.getValue()).reduce(1, (a, b) -> a * b);
      updaterState += getUpdaterByParam(shape.getKey()).stateSize(length);
    }
    return new LayerMemoryReport.Builder(getLayerName(), getClass(), inputType, outputType)
        .standardMemory(initializer().numParams(this), updaterState)
        .workingMemory(0, working, 0, 2 * working)
        .cacheMemory(0, 0)
        .build();
  }

  private static DataType maskType(INDArray mask) {
    return mask.dataType().isFPType() ? mask.dataType() : DataType.FLOAT;
  }

  @Override
  public INDArray onesMaskForInput(INDArray input) {
    return Nd4j.ones(input.dataType(), input.size(0), 1, input.size(2), input.size(3));
  }

  /**
   * Input channels.
   *
   * @return the number of input channels; 0 where it is not known yet
   */
  @JsonProperty("nIn")
  public long getNIn() {
    return nIn;
  }

  /**
   * Output channels.
   *
   * @return the number of output channels
   */
  @JsonProperty("nOut")
  public long getNOut() {
    return nOut;
  }

  /**
   * Kernel.
   *
   * @return height and width of the kernel
   */
  public int[] getKernelSize() {
    return kernelSize.clone();
  }

  /**
   * Stride.
   *
   * @return vertical and horizontal stride
   */
  public int[] getStride() {
    return stride.clone();
  }

  /**
   * Padding.
   *
   * @return rows of zeros above and below, columns of zeros left and right; of no effect in mode
   *     Same
   */
  public int[] getPadding() {
    return padding.clone();
  }

  /**
   * Dilation.
   *
   * @return vertical and horizontal distance of the kernel's taps
   */
  public int[] getDilation() {
    return dilation.clone();
  }

  /**
   * Up-sampling before the convolution.
   *
   * @return the factor; 1: none
   */
  public int getUpsample() {
    return upsample;
  }

  /**
   * Convolution mode.
   *
   * @return Same, Truncate or Strict; null until the network's default is known
   */
  public ConvolutionMode getConvolutionMode() {
    return convolutionMode;
  }

  /**
   * Activation function.
   *
   * @return the activation function; null until the network's default is known
   */
  public IActivation getActivationFn() {
    return activationFn;
  }

  /**
   * Whether there is a bias.
   *
   * @return true with a bias
   */
  @JsonProperty("hasBias")
  public boolean hasBias() {
    return hasBias;
  }

  /**
   * Noise on the weights in training.
   *
   * @return the noise; null: none
   */
  public IWeightNoise getWeightNoise() {
    return weightNoise;
  }

  /**
   * Whether the mask goes on to the layers that follow.
   *
   * @return see {@link Builder#maskOutput(boolean)}
   */
  public boolean isMaskOutput() {
    return maskOutput;
  }

  /** A copy that shares nothing that training changes: dropout, weight noise, learning rates. */
  @Override
  public PartialConvolution2D clone() {
    PartialConvolution2D copy = (PartialConvolution2D) super.clone();
    copy.setLayerParams(null);
    if (getIDropout() != null) {
      copy.setIDropout(getIDropout().clone());
    }
    if (weightNoise != null) {
      copy.weightNoise = weightNoise.clone();
    }
    if (getUpdater() != null) {
      copy.setUpdater(getUpdater().clone());
    }
    if (getBiasUpdater() != null) {
      copy.setBiasUpdater(getBiasUpdater().clone());
    }
    return copy;
  }

  @Override
  public boolean equals(Object o) {
    if (this == o) {
      return true;
    }
    if (!(o instanceof PartialConvolution2D other) || !super.equals(o)) {
      return false;
    }
    return nIn == other.nIn
        && nOut == other.nOut
        && upsample == other.upsample
        && hasBias == other.hasBias
        && maskOutput == other.maskOutput
        && convolutionMode == other.convolutionMode
        && Arrays.equals(kernelSize, other.kernelSize)
        && Arrays.equals(stride, other.stride)
        && Arrays.equals(padding, other.padding)
        && Arrays.equals(dilation, other.dilation)
        && Objects.equals(biasInit, other.biasInit)
        && Objects.equals(activationFn, other.activationFn)
        && Objects.equals(weightInitFn, other.weightInitFn)
        && Objects.equals(weightNoise, other.weightNoise);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        super.hashCode(), nIn, nOut, upsample, convolutionMode, Arrays.hashCode(kernelSize));
  }

  @Override
  public String toString() {
    return "PartialConvolution2D(layerName=%s, nIn=%d, nOut=%d, kernelSize=%s, stride=%s, padding=%s, dilation=%s, upsample=%d, convolutionMode=%s, hasBias=%s, activation=%s)"
        .formatted(
            getLayerName(),
            nIn,
            nOut,
            Arrays.toString(kernelSize),
            Arrays.toString(stride),
            Arrays.toString(padding),
            Arrays.toString(dilation),
            upsample,
            convolutionMode,
            hasBias,
            activationFn);
  }

  /**
   * Settings of a {@link PartialConvolution2D}, with ConvolutionLayer's names and defaults: stride
   * 1, padding 0, dilation 1, with a bias; convolution mode, activation function, weight
   * initialisation, bias initialisation, updater and regularisation come from the network's
   * configuration where they aren't set here.
   */
  @SuppressWarnings("unchecked") // DL4J's build() returns any E that the caller likes
  public static final class Builder extends SameDiffLayer.Builder<Builder> {

    private final int[] kernelSize;
    private long nIn;
    private long nOut;
    private int[] stride = {1, 1};
    private int[] padding = {0, 0};
    private int[] dilation = {1, 1};
    private int upsample = 1;
    private ConvolutionMode convolutionMode;
    private boolean hasBias = true;
    private Double biasInit;
    private IActivation activationFn;
    private IWeightInit weightInitFn;
    private boolean maskOutput = true;
    private IWeightNoise weightNoise;
    private GradientNormalization gradientNormalization;
    private double gradientNormalizationThreshold = Double.NaN;

    /**
     * A builder for a kernel.
     *
     * @param kernelSize height and width, or one number for both
     */
    public Builder(int... kernelSize) {
      this.kernelSize = pair("kernelSize", 1, kernelSize);
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
     * Input channels. Set from the input type where left out.
     *
     * @param nIn at least 1
     * @return this builder
     */
    public Builder nIn(long nIn) {
      this.nIn = nIn;
      return this;
    }

    /**
     * Output channels.
     *
     * @param nOut at least 1
     * @return this builder
     */
    public Builder nOut(long nOut) {
      this.nOut = nOut;
      return this;
    }

    /**
     * Stride. Default 1.
     *
     * @param stride vertical and horizontal, or one number for both; at least 1
     * @return this builder
     */
    public Builder stride(int... stride) {
      this.stride = pair("stride", 1, stride);
      return this;
    }

    /**
     * Zero padding, which counts as holes. Default 0. Not with convolution mode Same, which sets
     * its own.
     *
     * @param padding rows above and below, columns left and right, or one number for both; less
     *     than the (dilated) kernel, so that every window reaches into the image
     * @return this builder
     */
    public Builder padding(int... padding) {
      this.padding = pair("padding", 0, padding);
      return this;
    }

    /**
     * Dilation. Default 1.
     *
     * @param dilation vertical and horizontal distance of the kernel's taps, or one number for
     *     both; at least 1
     * @return this builder
     */
    public Builder dilation(int... dilation) {
      this.dilation = pair("dilation", 1, dilation);
      return this;
    }

    /**
     * Nearest-neighbour up-sampling of features and mask before the convolution. Default 1: none.
     * Where stride and dilation are 1 it is folded into the convolution, which then takes less than
     * half of the multiplications.
     *
     * @param factor at least 1
     * @return this builder
     */
    public Builder upsample(int factor) {
      this.upsample = factor;
      return this;
    }

    /**
     * Convolution mode. Default: the network's, which is Truncate where it isn't set.
     *
     * @param convolutionMode Same, Truncate or Strict
     * @return this builder
     */
    public Builder convolutionMode(ConvolutionMode convolutionMode) {
      this.convolutionMode = convolutionMode;
      return this;
    }

    /**
     * Whether there is a bias. Default true.
     *
     * @param hasBias true for a bias
     * @return this builder
     */
    public Builder hasBias(boolean hasBias) {
      this.hasBias = hasBias;
      return this;
    }

    /**
     * What the bias starts from. Default: the network's, which is 0 where it isn't set.
     *
     * @param biasInit first value of every bias
     * @return this builder
     */
    public Builder biasInit(double biasInit) {
      this.biasInit = biasInit;
      return this;
    }

    /**
     * Activation function. Default: the network's.
     *
     * @param activation the function, with its default settings
     * @return this builder
     */
    public Builder activation(Activation activation) {
      return activation(activation.getActivationFunction());
    }

    /**
     * Activation function. Default: the network's.
     *
     * @param activationFn the function, for one with a setting of its own such as {@code new
     *     ActivationLReLU(0.2)}
     * @return this builder
     */
    public Builder activation(IActivation activationFn) {
      this.activationFn = activationFn;
      return this;
    }

    /**
     * How the weights are initialised. Default: as the network's.
     *
     * @param weightInit the scheme
     * @return this builder
     */
    @Override
    public Builder weightInit(WeightInit weightInit) {
      return weightInit(weightInit.getWeightInitFunction());
    }

    /**
     * How the weights are initialised. Default: as the network's.
     *
     * @param weightInitFn the scheme
     * @return this builder
     */
    public Builder weightInit(IWeightInit weightInitFn) {
      this.weightInitFn = weightInitFn;
      return this;
    }

    /**
     * Weights drawn from a distribution.
     *
     * @param distribution what to draw from
     * @return this builder
     */
    public Builder weightInit(Distribution distribution) {
      return weightInit(new WeightInitDistribution(distribution));
    }

    @Override
    public void setWeightInit(WeightInit weightInit) {
      weightInit(weightInit);
    }

    /**
     * How this layer's gradients are normalised or clipped. Default: as the network's.
     *
     * @param gradientNormalization the method
     * @return this builder
     */
    public Builder gradientNormalization(GradientNormalization gradientNormalization) {
      this.gradientNormalization = gradientNormalization;
      return this;
    }

    /**
     * Where gradients are clipped. Default: the network's, which is 1 where it isn't set.
     *
     * @param threshold for the methods that clip
     * @return this builder
     */
    public Builder gradientNormalizationThreshold(double threshold) {
      this.gradientNormalizationThreshold = threshold;
      return this;
    }

    /**
     * Noise on the weights in training, such as DropConnect. Default: the network's.
     *
     * @param weightNoise the noise
     * @return this builder
     */
    public Builder weightNoise(IWeightNoise weightNoise) {
      this.weightNoise = weightNoise;
      return this;
    }

    @Override
    public Builder weightDecay(double coefficient) {
      return weightDecay(coefficient, true);
    }

    @Override
    public Builder weightDecay(double coefficient, boolean applyLR) {
      super.weightDecay(coefficient, applyLR);
      return this;
    }

    @Override
    public Builder weightDecayBias(double coefficient) {
      return weightDecayBias(coefficient, true);
    }

    @Override
    public Builder weightDecayBias(double coefficient, boolean applyLR) {
      super.weightDecayBias(coefficient, applyLR);
      return this;
    }

    @Override
    public Builder regularization(List<Regularization> regularization) {
      setRegularization(regularization);
      return this;
    }

    @Override
    public Builder regularizationBias(List<Regularization> regularizationBias) {
      setRegularizationBias(regularizationBias);
      return this;
    }

    /**
     * Whether the mask goes on to the layers that follow. Default true. Switched off in a network's
     * last partial convolution, the loss counts every pixel, those included that are holes to the
     * end: Deeplearning4j's loss layers leave out what the features mask says is missing.
     *
     * @param maskOutput false to end the mask here
     * @return this builder
     */
    public Builder maskOutput(boolean maskOutput) {
      this.maskOutput = maskOutput;
      return this;
    }

    /**
     * Checks the settings and builds the layer.
     *
     * @return the layer's configuration
     * @throws DL4JInvalidConfigException where a setting is out of bounds; the message names it
     */
    @Override
    public PartialConvolution2D build() {
      require(nOut > 0, "nOut must be at least 1, got " + nOut);
      require(nIn >= 0, "nIn must be at least 1, or left out, got " + nIn);
      require(upsample > 0, "upsample must be at least 1, got " + upsample);
      checkMode(getLayerName(), convolutionMode, padding);
      for (int i = 0; i < 2; i++) {
        int reach = (kernelSize[i] - 1) * dilation[i] + 1;
        require(
            padding[i] < reach,
            "padding %s must be less than the dilated kernel's size %d, or windows lie wholly outside of the image"
                .formatted(Arrays.toString(padding), reach));
      }
      return new PartialConvolution2D(this);
    }

    private int[] pair(String name, int least, int... values) {
      int[] both = values != null && values.length == 1 ? new int[] {values[0], values[0]} : values;
      require(
          both != null && both.length == 2 && both[0] >= least && both[1] >= least,
          "%s takes one or two numbers of at least %d, got %s"
              .formatted(name, least, Arrays.toString(values)));
      return both.clone();
    }

    private void require(boolean holds, String message) {
      PartialConvolution2D.require(holds, getLayerName(), message);
    }
  }
}
