package io.github.dl4jinpaint.layers;

import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.BETA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GAMMA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_LOG_STD;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_MEAN;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_VAR;

import java.util.Arrays;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Computes a {@link NormalizedActivation} in as few passes over the activations as ND4J's
 * operations allow.
 */
public final class NormalizedActivationLayer extends BatchNormalization {

  private static final long serialVersionUID = 1L;

  /** The forward pass that a backward pass can go on from; null before it, and once it is used. */
  private transient Forward forward;

  /** Whether the last forward pass took the running averages, as a frozen layer's does. */
  private transient boolean evaluated;

  /**
   * What a forward pass of training leaves for the backward pass.
   *
   * @param centred x - mean, of x's shape
   * @param mean of the batch, [channels]
   * @param variance of the batch, [channels]
   * @param kept output or input of the activation function, whichever its gradient needs
   */
  private record Forward(INDArray centred, INDArray mean, INDArray variance, INDArray kept) {}

  /**
   * Made by {@link NormalizedActivation#instantiate}.
   *
   * @param conf holds the layer's configuration
   * @param dataType of parameters and activations
   */
  public NormalizedActivationLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  private IActivation activationFn() {
    return layerConf().getActivationFn();
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
    forward = null;
    evaluated = false;
  }

  /**
   * Normalises and activates.
   *
   * @return [minibatch, channels, height, width]
   * @throws DL4JInvalidInputException for input of another rank or number of channels
   */
  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    INDArray x = input.castTo(dataType);
    if (x.rank() != 4 || x.size(1) != layerConf().getNOut()) {
      throw new DL4JInvalidInputException(
          "NormalizedActivation \"%s\" takes input of shape [minibatch, %d, height, width], got %s"
              .formatted(
                  layerConf().getLayerName(), layerConf().getNOut(), Arrays.toString(x.shape())));
    }
    INDArray z = workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, dataType, x.shape(), 'c');
    evaluated = !training;
    if (!training) {
      normalizeByRunningAverages(x, z);
      return Activations.forward(activationFn(), z, false);
    }
    INDArray centred =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, dataType, x.shape(), 'c');
    forward = normalizeByBatch(x, centred, z, workspaceMgr);
    if (Activations.gradientNeedsOutputOnly(activationFn())) {
      return Activations.forward(activationFn(), z, true);
    }
    return Activations.forward(
        activationFn(), workspaceMgr.dup(ArrayType.ACTIVATIONS, z, 'c'), true);
  }

  /** z = x · a + (beta - mean · a) with a = gamma / sqrt(variance + eps). */
  private void normalizeByRunningAverages(INDArray x, INDArray z) {
    INDArray a = getParam(GAMMA).div(standardDeviation(runningVariance()));
    INDArray b = getParam(BETA).sub(getParam(GLOBAL_MEAN).mul(a));
    Ops.multiply(x, Ops.perChannel(a), z);
    Ops.addPerChannel(z, b, z);
  }

  private INDArray runningVariance() {
    if (!layerConf().isUseLogStd()) {
      return getParam(GLOBAL_VAR);
    }
    return Transforms.exp(getParam(GLOBAL_LOG_STD).mul(2 * Math.log(10)), false);
  }

  private INDArray standardDeviation(INDArray variance) {
    return Transforms.sqrt(variance.add(layerConf().getEps()), false);
  }

  private Forward normalizeByBatch(
      INDArray x, INDArray centred, INDArray z, LayerWorkspaceMgr workspaceMgr) {
    long n = x.length() / x.size(1);
    INDArray mean = workspaceMgr.dup(ArrayType.ACTIVATIONS, Ops.sumPerChannel(x).divi(n));
    Ops.addPerChannel(x, mean.neg(), centred);
    INDArray squares = Ops.dotPerChannel(centred, centred, z);
    INDArray variance = workspaceMgr.dup(ArrayType.ACTIVATIONS, squares.divi(n));
    INDArray scale = getParam(GAMMA).reshape(mean.length()).div(standardDeviation(variance));
    Ops.multiply(centred, Ops.perChannel(scale), z);
    Ops.addPerChannel(z, getParam(BETA), z);
    return new Forward(centred, mean, variance, z);
  }

  /**
   * With xc = x - mean, r = 1 / sqrt(variance + eps), d the gradient with respect to z and sums
   * over the n values of a channel:
   *
   * <pre>
   *   dbeta = sum(d)     dgamma = r · sum(d · xc)
   *   dx = gamma · r · (d - sum(d) / n - xc · r² · sum(d · xc) / n)
   * </pre>
   *
   * The running averages' "gradients" are what DL4J's BatchNormalization gives: the step that its
   * updater subtracts. After a forward pass outside of training, mean and variance are constants
   * and keep their values.
   *
   * @param epsilon gradient with respect to the output, of its shape
   * @return gradients of the parameters, and with respect to the input, of its shape
   * @throws IllegalStateException where no forward pass came before
   */
  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    if (evaluated) {
      return backwardThroughRunningAverages(epsilon, workspaceMgr);
    }
    if (forward == null) {
      throw new IllegalStateException(
          "NormalizedActivation \"%s\": a backward pass needs a forward pass before it"
              .formatted(layerConf().getLayerName()));
    }
    Forward pass = forward;
    forward = null;
    INDArray xc = pass.centred();
    long channels = xc.size(1);
    double n = (double) xc.length() / channels;
    INDArray d =
        Activations.backward(activationFn(), pass.kept(), epsilon.castTo(dataType), workspaceMgr);

    INDArray std = standardDeviation(pass.variance());
    INDArray sumD = Ops.sumPerChannel(d);
    INDArray dx =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, xc.shape(), 'c');
    INDArray sumDxc = Ops.dotPerChannel(d, xc, dx);
    Gradient gradient = new DefaultGradient();
    set(gradient, BETA, sumD);
    set(gradient, GAMMA, sumDxc.div(std));
    running(gradient, pass);

    INDArray a = getParam(GAMMA).reshape(channels).div(std);
    INDArray b = a.mul(sumDxc).divi(std).divi(std).divi(-n);
    INDArray c = a.mul(sumD).divi(-n);
    INDArray scaled =
        workspaceMgr.createUninitialized(ArrayType.BP_WORKING_MEM, dataType, xc.shape(), 'c');
    Ops.multiply(d, Ops.perChannel(a), scaled);
    Ops.multiply(xc, Ops.perChannel(b), dx);
    Ops.exec("add", dx, scaled, dx);
    Ops.addPerChannel(dx, c, dx);
    return new Pair<>(gradient, dx);
  }

  /**
   * dx = gamma · d / s, dbeta = sum(d), dgamma = sum(d · (x - mean)) / s, with s = sqrt(var + eps).
   */
  private Pair<Gradient, INDArray> backwardThroughRunningAverages(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    INDArray x = input.castTo(dataType);
    INDArray z =
        workspaceMgr.createUninitialized(ArrayType.BP_WORKING_MEM, dataType, x.shape(), 'c');
    normalizeByRunningAverages(x, z);
    if (Activations.gradientNeedsOutputOnly(activationFn())) {
      Activations.forward(activationFn(), z, false);
    }
    INDArray d = Activations.backward(activationFn(), z, epsilon.castTo(dataType), workspaceMgr);
    INDArray dx =
        workspaceMgr.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, x.shape(), 'c');
    INDArray std = standardDeviation(runningVariance());
    INDArray sumD = Ops.sumPerChannel(d).reshape(std.shape());
    INDArray sumDx = Ops.dotPerChannel(d, x, dx).reshape(std.shape());
    Gradient gradient = new DefaultGradient();
    set(gradient, BETA, sumD);
    set(gradient, GAMMA, sumDx.sub(sumD.mul(getParam(GLOBAL_MEAN))).divi(std));
    set(gradient, GLOBAL_MEAN, getParam(GLOBAL_MEAN).like());
    String variance = layerConf().isUseLogStd() ? GLOBAL_LOG_STD : GLOBAL_VAR;
    set(gradient, variance, getParam(variance).like());
    Ops.multiply(d, Ops.perChannel(getParam(GAMMA).div(std)), dx);
    return new Pair<>(gradient, dx);
  }

  private void set(Gradient gradient, String key, INDArray values) {
    INDArray view = gradientViews.get(key);
    view.assign(values.reshape(view.shape()));
    gradient.setGradientFor(key, view);
  }

  private void running(Gradient gradient, Forward pass) {
    double share = 1 - layerConf().getDecay();
    long[] shape = getParam(GLOBAL_MEAN).shape();
    set(gradient, GLOBAL_MEAN, getParam(GLOBAL_MEAN).sub(pass.mean().reshape(shape)).muli(share));
    INDArray old = runningVariance();
    INDArray step = old.sub(pass.variance().reshape(shape)).muli(share);
    if (layerConf().isUseLogStd()) {
      INDArray ratio = old.div(old.sub(step));
      set(gradient, GLOBAL_LOG_STD, Transforms.log(ratio, false).divi(2 * Math.log(10)));
    } else {
      set(gradient, GLOBAL_VAR, step);
    }
  }
}
