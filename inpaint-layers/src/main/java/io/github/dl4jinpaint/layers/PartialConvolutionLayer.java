package io.github.dl4jinpaint.layers;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Computes a {@link PartialConvolution}, forward and backward, with the fewest and fastest
 * operations that ND4J has for it: masks of one channel that broadcast, up-sampling folded into the
 * convolution, and nothing computed twice in a training step. The SameDiff graph of {@link
 * PartialConvolution#defineLayer} says what the results have to be.
 */
public final class PartialConvolutionLayer extends SameDiffLayer {

  private static final long serialVersionUID = 1L;

  private final transient Convolution convolution;
  private final transient ChannelSums sums = new ChannelSums();

  /** Null without one. */
  private final transient BatchNorm batchNorm;

  /** What the windows see of the mask that was set; null while none is set. */
  private transient MaskWindow window;

  /**
   * What they see without a mask, of the last size asked for: the padding counts as holes all the
   * same.
   */
  private transient MaskWindow unmasked;

  /** The forward pass that a backward pass can go on from; null before it, and once it is used. */
  private transient Forward forward;

  /** Whether the last forward pass was none of training, as a frozen layer's is. */
  private transient boolean evaluated;

  /** Parameters with the noise of the last forward pass of training, for its backward pass. */
  private final transient Map<String, INDArray> noisy = new HashMap<>();

  /** What a forward pass is for. */
  private enum Pass {
    TRAINING,
    /** For a backward pass through running averages that are constants. */
    FROZEN,
    OUTPUT
  }

  /**
   * What a forward pass leaves for the backward pass.
   *
   * @param masked the input, holes set to zero
   * @param kept output or input of the activation function, whichever its gradient needs
   * @param centred what the batch normalisation left; null without one
   * @param statistics what it normalised by; null without one
   */
  private record Forward(
      INDArray masked, INDArray kept, INDArray centred, BatchNorm.Statistics statistics) {}

  /**
   * Made by {@link PartialConvolution#instantiate}.
   *
   * @param conf holds the layer's configuration
   * @param dataType of parameters and activations
   */
  public PartialConvolutionLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
    this.convolution = new Convolution(config());
    this.batchNorm =
        config().isBatchNormalization() ? new BatchNorm(config(), dataType, sums) : null;
  }

  private PartialConvolution config() {
    return (PartialConvolution) layerConf();
  }

  @Override
  public Type type() {
    return config().dimensions() == 3 ? Type.CONVOLUTIONAL3D : Type.CONVOLUTIONAL;
  }

  @Override
  public void setInput(INDArray input, LayerWorkspaceMgr workspaceMgr) {
    super.setInput(input, workspaceMgr);
    forward = null;
    evaluated = false;
  }

  @Override
  public void clear() {
    super.clear();
    window = null;
    forward = null;
    noisy.clear();
  }

  @Override
  public void clearNoiseWeightParams() {
    noisy.clear();
  }

  @Override
  public void setMaskArray(INDArray maskArray) {
    super.setMaskArray(maskArray);
    window = maskArray == null ? null : look(maskArray);
  }

  private MaskWindow look(INDArray given) {
    INDArray mask = config().fromNetwork(given);
    if (MaskWindow.isAllValid(mask)) {
      MaskWindow all = unmasked(mask);
      if (!all.closed()) {
        return all.forBatch(mask.castTo(dataType));
      }
    }
    return MaskWindow.of(mask, convolution, dataType);
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray maskArray, MaskState currentMaskState, int minibatchSize) {
    setMaskArray(maskArray);
    this.maskState = currentMaskState;
    INDArray next =
        window == null || !config().isMaskOutput() ? null : config().toNetwork(window.valid());
    return new Pair<>(next, currentMaskState);
  }

  /**
   * Equation 1 and the activation function.
   *
   * @return [minibatch, nOut, height', width']
   * @throws DL4JInvalidInputException where the input's channels are not nIn, or its size is not
   *     the mask's
   */
  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    applyDropOutIfNecessary(training, workspaceMgr);
    applyWeightNoise(training, workspaceMgr);
    IActivation function = config().getActivationFn();
    boolean inPlace = Activations.gradientNeedsOutputOnly(function);
    Forward pass =
        forward(
            training ? Pass.TRAINING : Pass.OUTPUT,
            training ? ArrayType.ACTIVATIONS : ArrayType.FF_WORKING_MEM,
            inPlace,
            workspaceMgr);
    forward = training ? pass : null;
    evaluated = !training;
    INDArray output =
        inPlace ? pass.kept() : workspaceMgr.dup(ArrayType.ACTIVATIONS, pass.kept(), 'c');
    return Activations.forward(function, output, training);
  }

  private void applyWeightNoise(boolean training, LayerWorkspaceMgr workspaceMgr) {
    noisy.clear();
    IWeightNoise noise = config().getWeightNoise();
    if (noise == null || !training) {
      return;
    }
    for (String key : List.of(PartialConvolution.WEIGHT_KEY, PartialConvolution.BIAS_KEY)) {
      if (!paramTable().containsKey(key)) {
        continue;
      }
      noisy.put(
          key,
          noise.getParameter(this, key, getIterationCount(), getEpochCount(), true, workspaceMgr));
    }
  }

  /** A parameter, with the noise that the forward pass had. */
  private INDArray parameter(String key) {
    return noisy.getOrDefault(key, getParam(key));
  }

  /**
   * Computes the output before the activation function; that array is the layer's output where
   * {@code isOutput}.
   */
  private Forward forward(
      Pass purpose, ArrayType kept, boolean isOutput, LayerWorkspaceMgr workspaceMgr) {
    INDArray x = input.castTo(dataType);
    MaskWindow seen = windowFor(x);
    INDArray masked = x;
    if (seen.masked()) {
      masked = workspaceMgr.createUninitialized(kept, dataType, x.shape(), 'c');
      Ops.multiply(x, seen.open(), masked);
    }
    long[] shape = convolution.outputShape(x.shape(), config().getNOut());
    INDArray z =
        workspaceMgr.createUninitialized(
            isOutput ? ArrayType.ACTIVATIONS : kept, dataType, shape, 'c');
    if (batchNorm == null) {
      convolve(masked, parameter(PartialConvolution.WEIGHT_KEY), seen, z);
      addBias(z, bias(), seen);
      return new Forward(masked, z, null, null);
    }
    if (purpose == Pass.OUTPUT) {
      normalizedByRunningAverages(masked, seen, z);
      return new Forward(masked, z, null, null);
    }
    INDArray y = workspaceMgr.createUninitialized(kept, dataType, shape, 'c');
    convolve(masked, parameter(PartialConvolution.WEIGHT_KEY), seen, y);
    addBias(y, bias(), seen);
    BatchNorm.Statistics statistics =
        purpose == Pass.FROZEN
            ? batchNorm.normalizeByRunningAverages(y, z, paramTable())
            : batchNorm.normalize(y, z, paramTable());
    return new Forward(masked, z, y, statistics);
  }

  /** y = the convolution · sum(1) / sum(M). */
  private void convolve(INDArray masked, INDArray w, MaskWindow seen, INDArray y) {
    INDArray convolved = Nd4j.createUninitialized(dataType, y.shape(), 'c');
    convolution.forward(masked, w, convolved);
    Ops.multiply(convolved, seen.scale(), y);
  }

  /** The bias, with noise if there is any; null without one. */
  private INDArray bias() {
    return config().hasBias() ? parameter(PartialConvolution.BIAS_KEY) : null;
  }

  /** y + bias where the mask isn't closed, and 0 elsewhere. */
  private static void addBias(INDArray y, INDArray bias, MaskWindow seen) {
    if (bias != null) {
      Ops.addPerChannel(y, bias, y);
      if (seen.closed()) {
        Ops.exec("multiply", y, seen.valid(), y);
      }
    }
  }

  /** The normalisation's factor goes into the weights and the bias, before the convolution. */
  private void normalizedByRunningAverages(INDArray masked, MaskWindow seen, INDArray z) {
    BatchNorm.Statistics running = batchNorm.running(paramTable());
    double[] factor = batchNorm.factor(paramTable(), running);
    INDArray factors = batchNorm.array(factor);
    INDArray w = parameter(PartialConvolution.WEIGHT_KEY);
    INDArray scaled = Nd4j.createUninitialized(dataType, w.shape(), 'c');
    Ops.multiplyPerOutput(w, factors, scaled);
    convolve(masked, scaled, seen, z);
    INDArray shift = batchNorm.array(batchNorm.shift(paramTable(), running, factor));
    INDArray bias = bias() == null ? null : factors.mul(bias());
    if (bias != null && !seen.closed()) {
      shift.addi(bias);
    } else {
      addBias(z, bias, seen);
    }
    Ops.addPerChannel(z, shift, z);
  }

  private MaskWindow windowFor(INDArray x) {
    if (x.rank() != 2 + config().dimensions() || x.size(1) != config().getNIn()) {
      throw new DL4JInvalidInputException(
          "%s takes input of shape [minibatch, %d, %s], got %s"
              .formatted(
                  config().title(),
                  config().getNIn(),
                  config().spatialDimensions(),
                  Arrays.toString(x.shape())));
    }
    if (window == null) {
      return unmasked(x);
    }
    long[] expected = config().maskShape(x.shape());
    if (!Arrays.equals(maskArray.shape(), expected)) {
      throw new DL4JInvalidInputException(
          "%s: the mask's shape %s does not fit the input's shape %s; expected %s. Upsampling2D, Deconvolution2D, ZeroPaddingLayer, Cropping2D and the like don't resize masks: use upsample, padding and stride of %s instead, and crop before the network"
              .formatted(
                  config().title(),
                  Arrays.toString(maskArray.shape()),
                  Arrays.toString(x.shape()),
                  Arrays.toString(expected),
                  config().getClass().getSimpleName()));
    }
    return window;
  }

  /** What the windows see of features or masks like x where everything is valid. */
  private MaskWindow unmasked(INDArray x) {
    long[] shape = x.shape().clone();
    shape[0] = 1;
    shape[1] = 1;
    if (unmasked == null || !Arrays.equals(unmasked.mask().shape(), shape)) {
      INDArray ones = Nd4j.ones(dataType, shape).detach();
      unmasked = MaskWindow.of(ones, convolution, dataType);
    }
    return unmasked;
  }

  /**
   * The gradients of equation 1: masks and scale are constants to it.
   *
   * @param epsilon gradient with respect to the output, of its shape
   * @return gradients of the parameters, and with respect to the input, of its shape
   */
  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    Forward pass =
        forward != null
            ? forward
            : forward(
                evaluated ? Pass.FROZEN : Pass.TRAINING,
                ArrayType.BP_WORKING_MEM,
                false,
                workspaceMgr);
    forward = null;
    MaskWindow seen = windowFor(input);
    INDArray delta =
        Activations.backward(
            config().getActivationFn(), pass.kept(), epsilon.castTo(dataType), workspaceMgr);
    double[] factor = null;
    if (batchNorm != null) {
      INDArray out =
          workspaceMgr.createUninitialized(ArrayType.BP_WORKING_MEM, dataType, delta.shape(), 'c');
      BatchNorm.Delta normalized =
          evaluated
              ? batchNorm.backwardThroughRunningAverages(
                  delta, pass.centred(), pass.statistics(), paramTable(), out, gradTable)
              : batchNorm.backward(
                  delta, pass.centred(), pass.statistics(), paramTable(), out, gradTable);
      delta = normalized.array();
      factor = normalized.factor();
    }
    INDArray dx = backward(pass.masked(), delta, factor, seen, workspaceMgr);
    Gradient gradient = new DefaultGradient();
    gradTable.forEach(gradient::setGradientFor);
    return new Pair<>(gradient, backpropDropOutIfPresent(dx));
  }

  /**
   * The gradients of the weights and the bias, and with respect to the input.
   *
   * @param delta gradient with respect to the biased convolution, but for the factor
   * @param factor of each output channel, which goes into the weights; null: none
   */
  private INDArray backward(
      INDArray masked,
      INDArray delta,
      double[] factor,
      MaskWindow seen,
      LayerWorkspaceMgr workspaceMgr) {
    INDArray w = parameter(PartialConvolution.WEIGHT_KEY);
    INDArray dw = gradTable.get(PartialConvolution.WEIGHT_KEY);
    INDArray dConvolved =
        workspaceMgr.createUninitialized(ArrayType.BP_WORKING_MEM, dataType, delta.shape(), 'c');
    if (config().hasBias()) {
      INDArray throughBias = delta;
      if (seen.closed()) {
        throughBias = dConvolved;
        Ops.multiply(delta, seen.valid(), throughBias);
      }
      INDArray db = gradTable.get(PartialConvolution.BIAS_KEY);
      db.assign(sums.of(throughBias));
    }
    Ops.multiply(delta, seen.scale(), dConvolved);
    INDArray dx =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c');
    INDArray dMasked = seen.masked() ? Nd4j.createUninitialized(dataType, input.shape(), 'c') : dx;
    if (factor == null) {
      convolution.backward(masked, w, dConvolved, dMasked, dw);
    } else {
      INDArray factors = batchNorm.array(factor);
      INDArray scaled = Nd4j.createUninitialized(dataType, w.shape(), 'c');
      Ops.multiplyPerOutput(w, factors, scaled);
      INDArray unscaled = Nd4j.createUninitialized(dataType, w.shape(), 'c');
      convolution.backward(masked, scaled, dConvolved, dMasked, unscaled);
      Ops.multiplyPerOutput(unscaled, factors, dw);
      if (config().hasBias()) {
        gradTable.get(PartialConvolution.BIAS_KEY).muli(factors);
      }
    }
    if (seen.masked()) {
      Ops.multiply(dMasked, seen.open(), dx);
    }
    return dx;
  }

  /** DL4J divides gradients by the minibatch's size, which the steps of running averages aren't. */
  @Override
  public boolean updaterDivideByMinibatch(String key) {
    return !BatchNorm.isRunningAverage(key);
  }

  /** The penalties of l1, l2 and weight decay, which SameDiffLayer leaves out of the score. */
  @Override
  public double calcRegularizationScore(boolean backpropParamsOnly) {
    double score = 0;
    for (Map.Entry<String, INDArray> parameter : paramTable().entrySet()) {
      for (Regularization penalty : config().getRegularizationByParam(parameter.getKey())) {
        score += penalty.score(parameter.getValue(), getIterationCount(), getEpochCount());
      }
    }
    return score;
  }

  /** Sets a parameter's values. */
  @Override
  public void setParam(String key, INDArray values) {
    super.setParam(key, values);
    getParam(key).assign(values);
  }
}
