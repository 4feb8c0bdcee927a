package io.github.dl4jinpaint.layers;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Settings of a partial convolution, with the names and defaults of Deeplearning4j's convolutions:
 * stride 1, padding 0, dilation 1, with a bias; convolution mode, activation function, weight
 * initialisation, bias initialisation, updater and regularisation come from the network's
 * configuration where they aren't set here.
 *
 * @param <B> the builder itself
 */
abstract sealed class PartialConvolutionBuilder<B extends PartialConvolutionBuilder<B>>
    extends SameDiffLayer.Builder<B>
    permits PartialConvolution1D.Builder,
        PartialConvolution2D.Builder,
        PartialConvolution3D.Builder {

  private final String layer;
  private final int dimensions;
  final int[] kernelSize;
  long nIn;
  long nOut;
  int[] stride;
  int[] padding;
  int[] dilation;
  int upsample = 1;
  ConvolutionMode convolutionMode;
  boolean hasBias = true;
  Double biasInit;
  IActivation activationFn;
  IWeightInit weightInitFn;
  boolean maskOutput = true;
  IWeightNoise weightNoise;
  boolean batchNormalization;
  double batchNormalizationDecay;
  double batchNormalizationEps;
  GradientNormalization gradientNormalization;
  double gradientNormalizationThreshold = Double.NaN;

  /**
   * A builder for a kernel.
   *
   * @param layer what messages call it
   */
  PartialConvolutionBuilder(String layer, int dimensions, int... kernelSize) {
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
   * Zero padding, which counts as holes. Default 0. Not with convolution mode Same, which sets its
   * own.
   *
   * @param padding how many zeros go before and after the input, one number for each dimension, or
   *     one for all; less than the (dilated) kernel, so that every window reaches into the input
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
   * Nearest-neighbour up-sampling of features and mask before the convolution. Default 1: none. Of
   * time series and images it is folded into the convolution where the stride is 1, which then
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
   * DL4J's BatchNormalization and an ActivationLayer, in fewer passes over the data: beside "W" and
   * "b" there are "gamma", "beta", "mean" and "log10stdev", each [1, nOut], in this order, so that
   * the one network takes the other's {@code params()}. Values where the mask is closed count like
   * any other. Gradient normalisation by layer counts the steps of the running averages too, as it
   * does in BatchNormalization.
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
    PartialConvolutionSettings.checkMode(title(), convolutionMode, padding);
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
    return PartialConvolutionSettings.title(layer, getLayerName());
  }

  private void require(boolean holds, String message) {
    PartialConvolutionSettings.require(holds, title(), message);
  }
}
