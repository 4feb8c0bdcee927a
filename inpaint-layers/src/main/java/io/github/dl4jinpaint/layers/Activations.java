package io.github.dl4jinpaint.layers;

import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.gradient.LeakyReLUDerivative;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Activation functions at the end of a layer. ND4J's leaky ReLU branches on every element, which
 * costs more than ten times as much as a maximum where signs are mixed; so leaky ReLU is computed
 * as max(z, slope · z) here. Its gradient needs the sign of z only, which is the output's.
 */
final class Activations {

  private Activations() {}

  /**
   * Whether the gradient can be computed from the function's output, so that its input need not be
   * kept.
   */
  static boolean gradientNeedsOutputOnly(IActivation function) {
    return function instanceof ActivationIdentity || isLeakyRelu(function);
  }

  /** Whether each value of the function depends on one of its input alone, wherever that is. */
  static boolean isElementwise(IActivation function) {
    return gradientNeedsOutputOnly(function)
        || function instanceof ActivationReLU
        || function instanceof ActivationSigmoid
        || function instanceof ActivationTanH;
  }

  private static boolean isLeakyRelu(IActivation function) {
    return function instanceof ActivationLReLU leaky
        && leaky.getAlpha() > 0
        && leaky.getAlpha() <= 1;
  }

  private static double slope(IActivation function) {
    return ((ActivationLReLU) function).getAlpha();
  }

  /** Applies the function to z, in place. */
  static INDArray forward(IActivation function, INDArray z, boolean training) {
    if (function instanceof ActivationIdentity) {
      return z;
    }
    if (!isLeakyRelu(function)) {
      return function.getActivation(z, training);
    }
    INDArray scaled = Nd4j.createUninitialized(z.dataType(), z.shape(), 'c');
    z.muli(slope(function), scaled);
    Ops.exec("maximum", z, scaled, z);
    return z;
  }

  /**
   * The gradient with respect to the function's input.
   *
   * @param kept the output where {@link #gradientNeedsOutputOnly}, else the input
   * @param epsilon the gradient with respect to the output; unchanged
   */
  static INDArray backward(
      IActivation function, INDArray kept, INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    if (function instanceof ActivationIdentity) {
      return epsilon;
    }
    if (!isLeakyRelu(function)) {
      INDArray z = workspaceMgr.dup(ArrayType.BP_WORKING_MEM, kept, 'c');
      return function.backprop(z, epsilon.dup('c')).getFirst();
    }
    INDArray delta =
        workspaceMgr.createUninitialized(
            ArrayType.BP_WORKING_MEM, kept.dataType(), kept.shape(), 'c');
    Nd4j.exec(new LeakyReLUDerivative(kept, delta, slope(function)));
    Ops.exec("multiply", delta, epsilon, delta);
    return delta;
  }
}
