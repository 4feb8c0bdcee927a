package io.github.dl4jinpaint.layers;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
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
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A convolution that sees the valid values of its window only, and that makes a value of its output
 * valid where the window held at least one; in one, two or three dimensions.
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
 * <p>The mask is Deeplearning4j's features mask, with values in [0, 1]; without one everything is
 * valid. All channels share it. Between 0 and 1 it is the share of valid channels, with which
 * sum(1)/sum(M) is what the multi-channel mask would give; so threshold a mask that was resized.
 * The mask path has no parameters and no gradient.
 *
 * <p>Holes must hold finite numbers, 0 for instance; a NaN in a hole makes the output NaN. {@code
 * BooleanIndexing.replaceWhere(features, 0, Conditions.isNan())} sets such values to 0.
 *
 * <p>{@link #defineLayer} states these equations as a SameDiff graph; {@link
 * PartialConvolutionLayer}, which computes them with ND4J's fastest operations, is tested against
 * it.
 */
public abstract sealed class PartialConvolution extends SameDiffLayer
    permits PartialConvolution1D, PartialConvolution2D, PartialConvolution3D {

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
  @JsonProperty private boolean batchNormalization;
  @JsonProperty private double batchNormalizationDecay;
  @JsonProperty private double batchNormalizationEps;

  /** For JSON. */
  PartialConvolution() {}

  PartialConvolution(Builder<?> builder) {
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
    this.batchNormalization = builder.batchNormalization;
    this.batchNormalizationDecay = builder.batchNormalizationDecay;
    this.batchNormalizationEps = builder.batchNormalizationEps;
    setGradientNormalization(builder.gradientNormalization);
    setGradientNormalizationThreshold(builder.gradientNormalizationThreshold);
    initializeConstraints(builder);
    leaveOutBatchNorm(constraints);
  }

  /** Called with the network's constraints as well, which DL4J gives to all biases. */
  @Override
  public void setConstraints(List<LayerConstraint> constraints) {
    leaveOutBatchNorm(constraints);
    super.setConstraints(constraints);
  }

  /** BatchNormalization's parameters aren't a bias to constrain. */
  private static void leaveOutBatchNorm(List<LayerConstraint> constraints) {
    if (constraints == null) {
      return;
    }
    for (LayerConstraint constraint : constraints) {
      Set<String> keys = new LinkedHashSet<>(constraint.getParams());
      BatchNorm.KEYS.forEach(keys::remove);
      constraint.setParams(keys);
    }
  }

  /**
   * The names of the spatial dimensions, as in "height, width": what follows minibatch and channels
   * in a shape.
   */
  abstract String spatialDimensions();

  /** The number of spatial dimensions. */
  final int dimensions() {
    return kernelSize.length;
  }

  /** What messages call the layer. */
  final String title() {
    return title(getClass().getSimpleName(), getLayerName());
  }

  /** The layer's name is not known before the layer is in a network. */
  private static String title(String layer, String name) {
    return name == null ? layer : "%s \"%s\"".formatted(layer, name);
  }

  /**
   * The layer as a SameDiff graph: equations 1 and 2, word for word.
   *
   * @param sd the graph to define the layer in
   * @param input features, of the layer's input's shape
   * @param params "W" and, with a bias, "b"
   * @param mask of the input's shape, with one channel
   * @return the activations
   * @throws UnsupportedOperationException for an activation function that SameDiff has not, and
   *     with batch normalisation; the layer itself takes any
   */
  @Override
  public SDVariable defineLayer(
      SameDiff sd, SDVariable input, Map<String, SDVariable> params, SDVariable mask) {
    if (batchNormalization) {
      throw new UnsupportedOperationException(
          title()
              + " has batch normalisation, which is another graph in training than afterwards:"
              + " defineLayer is for layers without");
    }
    SDVariable x = upsample > 1 ? upsampled(sd, input) : input;
    SDVariable m = upsample > 1 ? upsampled(sd, mask) : mask;
    DataType type = input.dataType();

    SDVariable masked = x.mul(m.gt(0).castTo(type));
    SDVariable convolved = convolved(sd, masked, params.get(WEIGHT_KEY));

    SDVariable sum = convolved(sd, m, sd.constant(Nd4j.ones(type, weightShape(1, 1))));
    SDVariable valid = sum.gt(0).castTo(type);
    SDVariable scale = sd.math().max(sum, sd.constant(Nd4j.scalar(type, MaskWindow.SMALLEST_SUM)));
    SDVariable scaled = convolved.mul(scale.rdiv(product(kernelSize))).mul(valid);
    if (hasBias) {
      long[] perChannel = LongStream.generate(() -> 1).limit(2L + dimensions()).toArray();
      perChannel[1] = nOut;
      scaled = scaled.add(sd.reshape(params.get(BIAS_KEY), perChannel).mul(valid));
    }
    return activate(sd, scaled);
  }

  /** Features or mask, up-sampled. */
  abstract SDVariable upsampled(SameDiff sd, SDVariable x);

  /** The convolution of x with weights of shape {@link #weightShape}. */
  abstract SDVariable convolved(SameDiff sd, SDVariable x, SDVariable weights);

  private static double product(int[] sizes) {
    return Arrays.stream(sizes).asDoubleStream().reduce(1, (a, b) -> a * b);
  }

  /** [out, in, kernel's sizes]. */
  final long[] weightShape(long out, long in) {
    return LongStream.concat(LongStream.of(out, in), Arrays.stream(kernelSize).asLongStream())
        .toArray();
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

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int layerIndex,
      INDArray paramsView,
      boolean initializeParams,
      DataType networkDataType) {
    LayerValidation.assertNInNOutSet(
        getClass().getSimpleName(), getLayerName(), layerIndex, nIn, nOut);
    require(
        networkDataType == DataType.FLOAT || networkDataType == DataType.DOUBLE,
        title(),
        "the network's data type is %s, which is too coarse for sum(1) / sum(M); use FLOAT or DOUBLE"
            .formatted(networkDataType));
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
    params.addWeightParam(WEIGHT_KEY, weightShape(nOut, nIn));
    if (hasBias) {
      params.addBiasParam(BIAS_KEY, nOut);
    }
    if (batchNormalization) {
      BatchNorm.KEYS.forEach(key -> params.addBiasParam(key, 1, nOut));
    }
  }

  @Override
  public void initializeParameters(Map<String, INDArray> params) {
    double area = product(kernelSize);
    double fanIn = nIn * area;
    double fanOut = nOut * area / product(stride);
    params.forEach(
        (key, array) -> {
          if (paramWeightInit != null && paramWeightInit.containsKey(key)) {
            paramWeightInit.get(key).init(fanIn, fanOut, array.shape(), array.ordering(), array);
          } else if (BIAS_KEY.equals(key)) {
            array.assign(biasInit);
          } else if (BatchNorm.KEYS.contains(key)) {
            array.assign(BatchNorm.initial(key));
          } else {
            weightInitFn.init(fanIn, fanOut, array.shape(), array.ordering(), array);
          }
        });
  }

  @Override
  public IUpdater getUpdaterByParam(String paramName) {
    if (BatchNorm.isRunningAverage(paramName)) {
      return new NoOp();
    }
    return BatchNorm.KEYS.contains(paramName) ? getUpdater() : super.getUpdaterByParam(paramName);
  }

  @Override
  public List<Regularization> getRegularizationByParam(String paramName) {
    return BatchNorm.KEYS.contains(paramName)
        ? List.of()
        : super.getRegularizationByParam(paramName);
  }

  @Override
  public void applyGlobalConfigToLayer(NeuralNetConfiguration.Builder global) {
    if (convolutionMode == null) {
      convolutionMode = global.getConvolutionMode();
      checkMode(title(), convolutionMode, padding);
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

  private static void checkMode(String title, ConvolutionMode mode, int[] padding) {
    require(
        mode != ConvolutionMode.Causal || padding.length == 1,
        title,
        "convolutionMode Causal is for time series; use Same, Truncate or Strict");
    boolean setsItsOwn = mode == ConvolutionMode.Same || mode == ConvolutionMode.Causal;
    require(
        !setsItsOwn || Arrays.stream(padding).allMatch(p -> p == 0),
        title,
        "padding %s is not taken with convolutionMode %s, which sets its own"
            .formatted(Arrays.toString(padding), mode));
  }

  private static void require(boolean holds, String title, String message) {
    if (!holds) {
      throw new DL4JInvalidConfigException(title + ": " + message);
    }
  }

  @Override
  public void setNIn(InputType inputType, boolean override) {
    long channels = channels(inputType);
    if (nIn <= 0 || override) {
      nIn = channels;
      setLayerParams(null);
    } else if (nIn != channels) {
      throw new DL4JInvalidConfigException(
          "%s: nIn is %d, but the input %s has %d channels; leave nIn out to have it set"
              .formatted(title(), nIn, inputType, channels));
    }
  }

  /**
   * The channels of an input.
   *
   * @throws DL4JInvalidConfigException for a type of input that the layer doesn't take
   */
  abstract long channels(InputType inputType);

  /**
   * Equation 2: the mask after this layer.
   *
   * @param maskArray the mask of the input, or null: all valid
   * @param currentMaskState handed on as it is
   * @param minibatchSize not used
   * @return 1 where the window held a valid value, else 0; null without a mask and where {@link
   *     Builder#maskOutput(boolean) maskOutput} is off. It goes on where every window held one as
   *     well: a layer behind that doesn't take masks refuses the first one already, and not the
   *     first whose hole is too large to close
   */
  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray maskArray, MaskState currentMaskState, int minibatchSize) {
    if (maskArray == null || !maskOutput) {
      return new Pair<>(null, currentMaskState);
    }
    INDArray mask = fromNetwork(maskArray);
    double least = MaskCheck.values(mask, title());
    MaskWindow window = MaskWindow.of(mask, least, new Convolution(this), maskType(mask));
    return new Pair<>(toNetwork(window.valid(mask.size(0))), currentMaskState);
  }

  /**
   * A mask as Deeplearning4j carries it, as [minibatch, 1, spatial sizes].
   *
   * @throws DL4JInvalidInputException for a mask of another shape
   */
  INDArray fromNetwork(INDArray mask) {
    checkShape(mask.rank() == 2 + dimensions() && mask.size(1) == 1, mask);
    return mask;
  }

  /** A mask [minibatch, 1, spatial sizes] as Deeplearning4j carries it. */
  INDArray toNetwork(INDArray mask) {
    return mask;
  }

  /** The dimensions of a mask as Deeplearning4j carries it. */
  String maskDimensions() {
    return "minibatch, 1, " + spatialDimensions();
  }

  /** The shape of the mask that Deeplearning4j carries for features of a shape. */
  long[] maskShape(long[] features) {
    long[] shape = features.clone();
    shape[1] = 1;
    return shape;
  }

  final void checkShape(boolean fits, INDArray mask) {
    MaskCheck.shape(fits, mask, title(), "[" + maskDimensions() + "]");
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
    return Nd4j.ones(input.dataType(), maskShape(input.shape()));
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
   * @return the size of the kernel in each dimension
   */
  public int[] getKernelSize() {
    return kernelSize.clone();
  }

  /**
   * Stride.
   *
   * @return the stride in each dimension
   */
  public int[] getStride() {
    return stride.clone();
  }

  /**
   * Padding.
   *
   * @return how many zeros go before and after the input in each dimension; of no effect in mode
   *     Same
   */
  public int[] getPadding() {
    return padding.clone();
  }

  /**
   * Dilation.
   *
   * @return the distance of the kernel's taps in each dimension
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
   * @return Same, Truncate, Strict or Causal; null until the network's default is known
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
   * Whether the output is normalised before the activation function.
   *
   * @return see {@link Builder#batchNormalization()}
   */
  public boolean isBatchNormalization() {
    return batchNormalization;
  }

  /**
   * How slowly the running averages of a batch normalisation follow.
   *
   * @return the share of its old value that an average keeps at every step; 0 without batch
   *     normalisation
   */
  public double getBatchNormalizationDecay() {
    return batchNormalizationDecay;
  }

  /**
   * What a batch normalisation adds to the variance.
   *
   * @return a small number; 0 without batch normalisation
   */
  public double getBatchNormalizationEps() {
    return batchNormalizationEps;
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
  public PartialConvolution clone() {
    PartialConvolution copy = (PartialConvolution) super.clone();
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
    if (!(o instanceof PartialConvolution other)
        || getClass() != o.getClass()
        || !super.equals(o)) {
      return false;
    }
    return nIn == other.nIn
        && nOut == other.nOut
        && upsample == other.upsample
        && hasBias == other.hasBias
        && maskOutput == other.maskOutput
        && batchNormalization == other.batchNormalization
        && batchNormalizationDecay == other.batchNormalizationDecay
        && batchNormalizationEps == other.batchNormalizationEps
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
    return "%s(layerName=%s, nIn=%d, nOut=%d, kernelSize=%s, stride=%s, padding=%s, dilation=%s, upsample=%d, convolutionMode=%s, hasBias=%s, batchNormalization=%s, activation=%s)"
        .formatted(
            getClass().getSimpleName(),
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
            batchNormalization,
            activationFn);
  }

  /**
   * Settings of a partial convolution, with the names and defaults of Deeplearning4j's
   * convolutions: stride 1, padding 0, dilation 1, with a bias; convolution mode, activation
   * function, weight initialisation, bias initialisation, updater and regularisation come from the
   * network's configuration where they aren't set here.
   *
   * @param <B> the builder itself
   */
  public abstract static sealed class Builder<B extends Builder<B>> extends SameDiffLayer.Builder<B>
      permits PartialConvolution1D.Builder,
          PartialConvolution2D.Builder,
          PartialConvolution3D.Builder {

    private final String layer;
    private final int dimensions;
    private final int[] kernelSize;
    private long nIn;
    private long nOut;
    private int[] stride;
    private int[] padding;
    private int[] dilation;
    private int upsample = 1;
    private ConvolutionMode convolutionMode;
    private boolean hasBias = true;
    private Double biasInit;
    private IActivation activationFn;
    private IWeightInit weightInitFn;
    private boolean maskOutput = true;
    private IWeightNoise weightNoise;
    private boolean batchNormalization;
    private double batchNormalizationDecay;
    private double batchNormalizationEps;
    private GradientNormalization gradientNormalization;
    private double gradientNormalizationThreshold = Double.NaN;

    /**
     * A builder for a kernel.
     *
     * @param layer what messages call it
     */
    Builder(String layer, int dimensions, int... kernelSize) {
      this.layer = layer;
      this.dimensions = dimensions;
      this.kernelSize = perDimension("kernelSize", 1, kernelSize);
      stride(1);
      padding(0);
      dilation(1);
    }

    /**
     * Input channels. Set from the input type where left out.
     *
     * @param nIn at least 1
     * @return this builder
     */
    public B nIn(long nIn) {
      this.nIn = nIn;
      return self();
    }

    /**
     * Output channels.
     *
     * @param nOut at least 1
     * @return this builder
     */
    public B nOut(long nOut) {
      this.nOut = nOut;
      return self();
    }

    /**
     * Stride. Default 1.
     *
     * @param stride one number for each dimension, or one for all; at least 1
     * @return this builder
     */
    public B stride(int... stride) {
      this.stride = perDimension("stride", 1, stride);
      return self();
    }

    /**
     * Zero padding, which counts as holes. Default 0. Not with convolution mode Same, which sets
     * its own.
     *
     * @param padding how many zeros go before and after the input, one number for each dimension,
     *     or one for all; less than the (dilated) kernel, so that every window reaches into the
     *     input
     * @return this builder
     */
    public B padding(int... padding) {
      this.padding = perDimension("padding", 0, padding);
      return self();
    }

    /**
     * Dilation. Default 1. Computed with a kernel that has zeros between its taps: it costs what a
     * kernel of that size does.
     *
     * @param dilation the distance of the kernel's taps, one number for each dimension, or one for
     *     all; at least 1
     * @return this builder
     */
    public B dilation(int... dilation) {
      this.dilation = perDimension("dilation", 1, dilation);
      return self();
    }

    /**
     * Nearest-neighbour up-sampling of features and mask before the convolution. Default 1: none.
     * Of time series and images it is folded into the convolution where the stride is 1, which then
     * takes less than half of an image's multiplications.
     *
     * @param factor at least 1
     * @return this builder
     */
    public B upsample(int factor) {
      this.upsample = factor;
      return self();
    }

    /**
     * Convolution mode. Default: the network's, which is Truncate where it isn't set.
     *
     * @param convolutionMode Same, Truncate or Strict; for time series also Causal
     * @return this builder
     */
    public B convolutionMode(ConvolutionMode convolutionMode) {
      this.convolutionMode = convolutionMode;
      return self();
    }

    /**
     * Whether there is a bias. Default true.
     *
     * @param hasBias true for a bias
     * @return this builder
     */
    public B hasBias(boolean hasBias) {
      this.hasBias = hasBias;
      return self();
    }

    /**
     * What the bias starts from. Default: the network's, which is 0 where it isn't set.
     *
     * @param biasInit first value of every bias
     * @return this builder
     */
    public B biasInit(double biasInit) {
      this.biasInit = biasInit;
      return self();
    }

    /**
     * Activation function. Default: the network's.
     *
     * @param activation the function, with its default settings
     * @return this builder
     */
    public B activation(Activation activation) {
      return activation(activation.getActivationFunction());
    }

    /**
     * Activation function. Default: the network's.
     *
     * @param activationFn the function, for one with a setting of its own such as {@code new
     *     ActivationLReLU(0.2)}
     * @return this builder
     */
    public B activation(IActivation activationFn) {
      this.activationFn = activationFn;
      return self();
    }

    /**
     * How the weights are initialised. Default: as the network's.
     *
     * @param weightInit the scheme
     * @return this builder
     */
    @Override
    public B weightInit(WeightInit weightInit) {
      return weightInit(weightInit.getWeightInitFunction());
    }

    /**
     * How the weights are initialised. Default: as the network's.
     *
     * @param weightInitFn the scheme
     * @return this builder
     */
    public B weightInit(IWeightInit weightInitFn) {
      this.weightInitFn = weightInitFn;
      return self();
    }

    /**
     * Weights drawn from a distribution.
     *
     * @param distribution what to draw from
     * @return this builder
     */
    public B weightInit(Distribution distribution) {
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
    public B gradientNormalization(GradientNormalization gradientNormalization) {
      this.gradientNormalization = gradientNormalization;
      return self();
    }

    /**
     * Where gradients are clipped. Default: the network's, which is 1 where it isn't set.
     *
     * @param threshold for the methods that clip
     * @return this builder
     */
    public B gradientNormalizationThreshold(double threshold) {
      this.gradientNormalizationThreshold = threshold;
      return self();
    }

    /**
     * Noise on the weights in training, such as DropConnect. Default: the network's.
     *
     * @param weightNoise the noise
     * @return this builder
     */
    public B weightNoise(IWeightNoise weightNoise) {
      this.weightNoise = weightNoise;
      return self();
    }

    @Override
    public B weightDecay(double coefficient) {
      return weightDecay(coefficient, true);
    }

    @Override
    public B weightDecay(double coefficient, boolean applyLR) {
      super.weightDecay(coefficient, applyLR);
      return self();
    }

    @Override
    public B weightDecayBias(double coefficient) {
      return weightDecayBias(coefficient, true);
    }

    @Override
    public B weightDecayBias(double coefficient, boolean applyLR) {
      super.weightDecayBias(coefficient, applyLR);
      return self();
    }

    @Override
    public B regularization(List<Regularization> regularization) {
      setRegularization(regularization);
      return self();
    }

    @Override
    public B regularizationBias(List<Regularization> regularizationBias) {
      setRegularizationBias(regularizationBias);
      return self();
    }

    /**
     * Normalises the output before the activation function, with BatchNormalization's defaults: a
     * decay of 0.9 and an eps of 1e-5. Default: not.
     *
     * <p>Results and parameters are those of this layer without an activation function, followed by
     * DL4J's BatchNormalization and an ActivationLayer, in fewer passes over the data: beside "W"
     * and "b" there are "gamma", "beta", "mean" and "log10stdev", each [1, nOut], in this order, so
     * that the one network takes the other's {@code params()}. Values where the mask is closed
     * count like any other. Gradient normalisation by layer counts the steps of the running
     * averages too, as it does in BatchNormalization.
     *
     * @return this builder
     */
    public B batchNormalization() {
      return batchNormalization(0.9, 1e-5);
    }

    /**
     * Normalises the output before the activation function; see {@link #batchNormalization()}.
     *
     * @param decay the share of its old value that a running average keeps at every step, in [0, 1]
     * @param eps what is added to the variance, above 0
     * @return this builder
     */
    public B batchNormalization(double decay, double eps) {
      this.batchNormalization = true;
      this.batchNormalizationDecay = decay;
      this.batchNormalizationEps = eps;
      return self();
    }

    /**
     * Whether the mask goes on to the layers that follow. Default true. Switched off in a network's
     * last partial convolution, the loss counts every value, those included that are holes to the
     * end: Deeplearning4j's loss layers leave out what the features mask says is missing.
     *
     * @param maskOutput false to end the mask here
     * @return this builder
     */
    public B maskOutput(boolean maskOutput) {
      this.maskOutput = maskOutput;
      return self();
    }

    /**
     * Checks the settings.
     *
     * @throws DL4JInvalidConfigException where a setting is out of bounds; the message names it
     */
    final void check() {
      require(nOut > 0, "nOut must be at least 1, got " + nOut);
      require(nIn >= 0, "nIn must be at least 1, or left out, got " + nIn);
      require(upsample > 0, "upsample must be at least 1, got " + upsample);
      require(
          batchNormalizationDecay >= 0 && batchNormalizationDecay <= 1,
          "the batch normalisation's decay must be in [0, 1], got " + batchNormalizationDecay);
      require(
          !batchNormalization || batchNormalizationEps > 0,
          "the batch normalisation's eps must be above 0, got " + batchNormalizationEps);
      checkMode(title(), convolutionMode, padding);
      for (int i = 0; i < dimensions; i++) {
        int reach = (kernelSize[i] - 1) * dilation[i] + 1;
        require(
            padding[i] < reach,
            "padding %s must be less than the dilated kernel's size %d, or windows lie wholly outside of the input"
                .formatted(Arrays.toString(padding), reach));
      }
    }

    @SuppressWarnings("unchecked")
    private B self() {
      return (B) this;
    }

    private int[] perDimension(String name, int least, int... values) {
      int[] all = values;
      if (values != null && values.length == 1) {
        all = new int[dimensions];
        Arrays.fill(all, values[0]);
      }
      require(
          all != null
              && all.length == dimensions
              && IntStream.of(all).allMatch(value -> value >= least),
          "%s takes %s of at least %d, got %s"
              .formatted(name, numbers(), least, Arrays.toString(values)));
      return all.clone();
    }

    private String numbers() {
      return switch (dimensions) {
        case 1 -> "one number";
        case 2 -> "one or two numbers";
        default -> "one or three numbers";
      };
    }

    private String title() {
      return PartialConvolution.title(layer, getLayerName());
    }

    private void require(boolean holds, String message) {
      PartialConvolution.require(holds, title(), message);
    }
  }
}
