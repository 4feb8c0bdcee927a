package io.github.dl4jinpaint.layers;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
final class PartialConvolutionLayer extends SameDiffLayer {

  private static final long serialVersionUID = 1L;

  private final transient Convolution convolution;
  private final transient MaskPath masks;
  private final transient ChannelSums sums = new ChannelSums();

  /** Null without one. */
  private final transient BatchNorm batchNorm;

  private final transient FusedInference fused;

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
   * What a forward pass leaves for the backward pass, arrays of the layout's memory.
   *
   * @param kernel what was convolved with
   * @param masked the input, holes set to zero
   * @param z input of the activation function, seen by nobody else unless that is the identity
   * @param centred what the batch normalisation left; null without one
   * @param statistics what it normalised by; null without one
   */
  private record Forward(
      Layout layout,
      INDArray kernel,
      INDArray masked,
      INDArray z,
      INDArray centred,
      BatchNorm.Statistics statistics) {}

  /**
   * Made by {@link PartialConvolution#instantiate}.
   *
   * @param conf holds the layer's configuration
   * @param dataType of parameters and activations
   */
  PartialConvolutionLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
    this.convolution = new Convolution(config());
    this.masks = new MaskPath(config(), convolution.geometry(), dataType);
    this.batchNorm =
        config().isBatchNormalization() ? new BatchNorm(config(), dataType, sums) : null;
    this.fused = new FusedInference(config(), convolution, batchNorm, dataType);
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

  /**
   * Dropout goes into an array of its own. Deeplearning4j allows to change the input in place where
   * others have used it already, though they need it again to go back.
   */
  @Override
  public void allowInputModification(boolean allow) {
    super.allowInputModification(false);
  }

  @Override
  public void clear() {
    super.clear();
    masks.set(null);
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
    masks.set(maskArray);
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray maskArray, MaskState currentMaskState, int minibatchSize) {
    setMaskArray(maskArray);
    this.maskState = currentMaskState;
    return new Pair<>(masks.next(), currentMaskState);
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
    evaluated = !training;
    Pass purpose = training ? Pass.TRAINING : evaluation(workspaceMgr);
    boolean goesBack = purpose != Pass.OUTPUT;
    if (!goesBack && isFused()) {
      forward = null;
      return fusedOutput(workspaceMgr);
    }
    IActivation function = config().getActivationFn();
    boolean inPlace = !goesBack || Activations.isIdentity(function);
    Forward pass =
        forward(
            purpose,
            goesBack ? ArrayType.ACTIVATIONS : ArrayType.FF_WORKING_MEM,
            inPlace,
            workspaceMgr);
    forward = goesBack ? pass : null;
    INDArray z = pass.z();
    INDArray output =
        inPlace
            ? z
            : workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, dataType, z.shape(), 'c');
    return pass.layout().toNetwork(Activations.forward(function, z, output, training));
  }

  private boolean isFused() {
    windowFor(input);
    return Ops.byOneDnn(layout(), dataType) && FusedInference.reaches(outputShape(layout()));
  }

  private INDArray fusedOutput(LayerWorkspaceMgr workspaceMgr) {
    Layout layout = layout();
    MaskWindow seen = windowFor(input);
    INDArray output =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, dataType, outputShape(layout), 'c');
    fused.forward(this, masked(layout, seen, ArrayType.FF_WORKING_MEM, workspaceMgr), seen, output);
    return layout.toNetwork(output);
  }

  /** What a pass is for that is none of training: within a training step, this layer is frozen. */
  private static Pass evaluation(LayerWorkspaceMgr workspaceMgr) {
    boolean trains =
        workspaceMgr.hasConfiguration(ArrayType.BP_WORKING_MEM)
            && !workspaceMgr.isScopedOut(ArrayType.BP_WORKING_MEM);
    return trains ? Pass.FROZEN : Pass.OUTPUT;
  }

  private Layout layout() {
    return config().dimensions() == 2 && Activations.isElementwise(config().getActivationFn())
        ? Layout.CHANNELS_LAST
        : Layout.CHANNELS_FIRST;
  }

  private void applyWeightNoise(boolean training, LayerWorkspaceMgr workspaceMgr) {
    noisy.clear();
    IWeightNoise noise = config().getWeightNoise();
    if (noise == null || !training) {
      return;
    }
    // In ConvolutionLayer's order, for the same random numbers.
    for (String key : List.of(PartialConvolution.BIAS_KEY, PartialConvolution.WEIGHT_KEY)) {
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
    Layout layout = layout();
    MaskWindow seen = windowFor(input);
    Function<long[], INDArray> keep =
        size -> workspaceMgr.createUninitialized(kept, dataType, size, 'c');
    INDArray masked = masked(layout, seen, kept, workspaceMgr);
    long[] shape = outputShape(layout);
    INDArray k = convolution.kernel(parameter(PartialConvolution.WEIGHT_KEY), keep);
    INDArray z =
        workspaceMgr.createUninitialized(
            isOutput ? ArrayType.ACTIVATIONS : kept, dataType, shape, 'c');
    if (batchNorm == null) {
      convolve(layout, masked, k, seen, z);
      addBias(layout, z, seen);
      return new Forward(layout, k, masked, z, null, null);
    }
    INDArray y = keep.apply(shape);
    convolve(layout, masked, k, seen, y);
    BatchNorm.Statistics statistics = null;
    switch (purpose) {
      case TRAINING -> {
        // The mean takes a bias out again that is the same everywhere.
        if (seen.closed()) {
          addBias(layout, y, seen);
        }
        statistics = batchNorm.normalize(layout, y, z, paramTable(), seen.closed() ? null : bias());
      }
      case FROZEN -> {
        addBias(layout, y, seen);
        statistics = batchNorm.normalizeByRunningAverages(layout, y, z, paramTable());
      }
      case OUTPUT -> normalizedByRunningAverages(layout, y, seen, z);
    }
    return new Forward(layout, k, masked, z, y, statistics);
  }

  /** The input in the layout's memory, holes set to zero. */
  private INDArray masked(
      Layout layout, MaskWindow seen, ArrayType kept, LayerWorkspaceMgr workspaceMgr) {
    Function<long[], INDArray> keep =
        size -> workspaceMgr.createUninitialized(kept, dataType, size, 'c');
    if (!seen.masked()) {
      return layout.toMemory(input, dataType, keep);
    }
    INDArray x = layout.toMemory(input, dataType);
    INDArray masked = keep.apply(x.shape());
    Ops.multiply(layout, x, seen.open(), masked);
    return masked;
  }

  private long[] outputShape(Layout layout) {
    return layout.memoryShape(
        convolution.geometry().outputShape(input.shape(), config().getNOut()));
  }

  /** y = the convolution · sum(1) / sum(M). */
  private void convolve(Layout layout, INDArray masked, INDArray k, MaskWindow seen, INDArray y) {
    if (seen.fewScales() != null && FewScales.takes(layout, y)) {
      convolution.forward(layout, masked, k, y);
      seen.fewScales().multiply(y);
      return;
    }
    INDArray convolved = Nd4j.createUninitialized(dataType, y.shape(), 'c');
    convolution.forward(layout, masked, k, convolved);
    Ops.multiply(layout, convolved, seen.scale(), y);
  }

  /** The bias, with noise if there is any; null without one. */
  private INDArray bias() {
    return config().hasBias() ? parameter(PartialConvolution.BIAS_KEY) : null;
  }

  /** y + bias where the mask isn't closed, and 0 elsewhere. */
  private void addBias(Layout layout, INDArray y, MaskWindow seen) {
    INDArray bias = bias();
    if (bias != null) {
      Ops.addPerChannel(layout, y, bias);
      if (seen.closed()) {
        Ops.multiply(layout, y, seen.valid(), y);
      }
    }
  }

  /** z = y · factor + shift, the bias in the shift where it is the same everywhere. */
  private void normalizedByRunningAverages(Layout layout, INDArray y, MaskWindow seen, INDArray z) {
    BatchNorm.Statistics running = batchNorm.running(paramTable());
    double[] factor = batchNorm.factor(paramTable(), running);
    INDArray factors = batchNorm.array(factor);
    INDArray shift = batchNorm.array(batchNorm.shift(paramTable(), running, factor));
    if (seen.closed()) {
      addBias(layout, y, seen);
    } else if (bias() != null) {
      shift.addi(factors.mul(bias()));
    }
    Ops.multiplyPerChannel(layout, y, factors, z);
    Ops.addPerChannel(layout, z, shift);
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
    return masks.over(x);
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
    Layout layout = pass.layout();
    INDArray delta =
        Activations.backward(
            config().getActivationFn(), pass.z(), layout.toMemory(epsilon, dataType));
    if (batchNorm != null) {
      delta = throughBatchNorm(pass, delta, workspaceMgr);
    }
    INDArray dx = backward(pass, delta, workspaceMgr);
    Gradient gradient = new DefaultGradient();
    gradTable.forEach(gradient::setGradientFor);
    INDArray dInput = layout.toNetwork(dx);
    // A frozen layer's forward pass drops nothing.
    return new Pair<>(gradient, dropoutApplied ? backpropDropOutIfPresent(dInput) : dInput);
  }

  private INDArray throughBatchNorm(Forward pass, INDArray d, LayerWorkspaceMgr workspaceMgr) {
    INDArray out =
        workspaceMgr.createUninitialized(ArrayType.BP_WORKING_MEM, dataType, d.shape(), 'c');
    if (evaluated) {
      batchNorm.backwardThroughRunningAverages(
          pass.layout(), d, pass.centred(), pass.statistics(), paramTable(), out, gradTable);
    } else {
      batchNorm.backward(
          pass.layout(), d, pass.centred(), pass.statistics(), paramTable(), out, gradTable);
    }
    return out;
  }

  /**
   * The gradients of the weights and the bias, and with respect to the input.
   *
   * @param delta gradient with respect to the biased convolution
   */
  private INDArray backward(Forward pass, INDArray delta, LayerWorkspaceMgr workspaceMgr) {
    Layout layout = pass.layout();
    MaskWindow seen = windowFor(input);
    if (config().hasBias()) {
      biasGradient(layout, delta, seen);
    }
    INDArray dConvolved = scaled(layout, delta, seen, workspaceMgr);
    long[] shape = layout.memoryShape(input.shape());
    INDArray dx = workspaceMgr.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, shape, 'c');
    INDArray dMasked = seen.masked() ? Nd4j.createUninitialized(dataType, shape, 'c') : dx;
    convolution.backward(
        layout,
        pass.masked(),
        pass.kernel(),
        dConvolved,
        dMasked,
        gradTable.get(PartialConvolution.WEIGHT_KEY));
    if (seen.masked()) {
      Ops.multiply(layout, dMasked, seen.open(), dx);
    }
    return dx;
  }

  /** delta · sum(1) / sum(M), in place where delta is nobody else's. */
  private INDArray scaled(
      Layout layout, INDArray delta, MaskWindow seen, LayerWorkspaceMgr workspaceMgr) {
    boolean own = batchNorm != null || !Activations.isIdentity(config().getActivationFn());
    if (own && seen.fewScales() != null && FewScales.takes(layout, delta)) {
      seen.fewScales().multiply(delta);
      return delta;
    }
    INDArray scaled =
        workspaceMgr.createUninitialized(ArrayType.BP_WORKING_MEM, dataType, delta.shape(), 'c');
    Ops.multiply(layout, delta, seen.scale(), scaled);
    return scaled;
  }

  /** Writes the bias's gradient. */
  private void biasGradient(Layout layout, INDArray delta, MaskWindow seen) {
    INDArray db = gradTable.get(PartialConvolution.BIAS_KEY);
    if (seen.closed()) {
      INDArray scratch = Nd4j.createUninitialized(dataType, delta.shape(), 'c');
      Ops.multiply(layout, delta, seen.valid(), scratch);
      db.assign(sums.of(layout, scratch));
    } else if (batchNorm == null || evaluated) {
      db.assign(sums.of(layout, delta));
    } else {
      // The batch's mean takes the bias out again.
      db.assign(0);
    }
  }

  /** DL4J divides gradients by the minibatch's size, which the steps of running averages aren't. */
  @Override
  public boolean updaterDivideByMinibatch(String key) {
    return !NormalizationParameters.isRunningAverage(key);
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
