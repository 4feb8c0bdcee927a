package io.github.dl4jinpaint.layers;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * What a {@link PartialConvolution} was told, where it is set by the network's configuration or its
 * input type what was left out, and how that is stored: the names of the fields are those of the
 * JSON.
 */
abstract sealed class PartialConvolutionSettings extends SameDiffLayer permits PartialConvolution {

  private static final long serialVersionUID = 1L;

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
  PartialConvolutionSettings() {}

  PartialConvolutionSettings(PartialConvolutionBuilder<?> builder) {
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
    NormalizationParameters.leaveOutOf(constraints);
  }

  /** Called with the network's constraints as well, which DL4J gives to all biases. */
  @Override
  public void setConstraints(List<LayerConstraint> constraints) {
    NormalizationParameters.leaveOutOf(constraints);
    super.setConstraints(constraints);
  }

  /** The number of spatial dimensions. */
  final int dimensions() {
    return kernelSize.length;
  }

  /** What messages call the layer. */
  final String title() {
    return title(getClass().getSimpleName(), getLayerName());
  }

  /** The layer's name is not known before the layer is in a network. */
  static String title(String layer, String name) {
    return name == null ? layer : "%s \"%s\"".formatted(layer, name);
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

  static void checkMode(String title, ConvolutionMode mode, int[] padding) {
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

  static void require(boolean holds, String title, String message) {
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

  /** What the bias starts from. */
  final double biasInit() {
    return biasInit;
  }

  /** How the weights are initialised. */
  final IWeightInit weightInitFn() {
    return weightInitFn;
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
   * @return see {@link PartialConvolution2D.Builder#batchNormalization()}
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
   * @return see {@link PartialConvolution2D.Builder#maskOutput(boolean)}
   */
  public boolean isMaskOutput() {
    return maskOutput;
  }

  /** A copy that shares nothing that training changes: dropout, weight noise, learning rates. */
  @Override
  public PartialConvolutionSettings clone() {
    PartialConvolutionSettings copy = (PartialConvolutionSettings) super.clone();
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
    if (!(o instanceof PartialConvolutionSettings other)
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
}
