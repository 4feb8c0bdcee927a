package io.github.dl4jinpaint.layers;

import io.github.dl4jinpaint.layers.internal.OneDnn;
import io.github.dl4jinpaint.layers.internal.OneDnnUse;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationRationalTanh;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationRectifiedTanh;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Activation functions at the end of a layer, composed where ND4J's own operation is slow ({@link
 * ComposedActivation}).
 *
 * <p>Gradients are computed from a function's input z, which nobody else sees. The output won't do:
 * Deeplearning4j lets the layer behind drop or add noise in place.
 */
final class Activations {

  /**
   * Those whose every value depends on one of the input alone, wherever that is. Not ReLU with
   * random slopes, whose random numbers come in the order of the memory.
   */
  private static final Set<Class<? extends IActivation>> ELEMENTWISE =
      Set.of(
          ActivationCube.class,
          ActivationELU.class,
          ActivationGELU.class,
          ActivationHardSigmoid.class,
          ActivationHardTanH.class,
          ActivationIdentity.class,
          ActivationLReLU.class,
          ActivationMish.class,
          ActivationRationalTanh.class,
          ActivationReLU.class,
          ActivationReLU6.class,
          ActivationRectifiedTanh.class,
          ActivationSELU.class,
          ActivationSigmoid.class,
          ActivationSoftPlus.class,
          ActivationSoftSign.class,
          ActivationSwish.class,
          ActivationTanH.class,
          ActivationThresholdedReLU.class);

  private Activations() {}

  /** Whether each value of the function depends on one of its input alone, wherever that is. */
  static boolean isElementwise(IActivation function) {
    return ELEMENTWISE.contains(function.getClass());
  }

  /** Whether the gradient passes unchanged, so that nothing has to be kept for it. */
  static boolean isIdentity(IActivation function) {
    return function instanceof ActivationIdentity;
  }

  /** The function as oneDNN has it; empty where it is left to ND4J, and for the identity. */
  static Optional<OneDnn.Activation> byOneDnn(IActivation function) {
    if (function instanceof ActivationLReLU leaky) {
      return Optional.of(OneDnn.Activation.leakyRelu(leaky.getAlpha()));
    }
    return function instanceof ActivationSigmoid
        ? Optional.of(OneDnn.Activation.sigmoid())
        : Optional.empty();
  }

  private static Optional<OneDnn.Activation> byOneDnn(IActivation function, DataType type) {
    return OneDnnUse.serves(type) ? byOneDnn(function) : Optional.empty();
  }

  /**
   * Applies the function.
   *
   * @param z stays as it is, unless it is the output
   * @param output of z's shape, or z itself
   * @return the function's values, in the output as a rule
   */
  static INDArray forward(IActivation function, INDArray z, INDArray output, boolean training) {
    var direct = byOneDnn(function, z.dataType());
    if (direct.isPresent()) {
      OneDnn.ofThread().activate(direct.get(), z, output);
      return output;
    }
    var composed = ComposedActivation.of(function);
    if (composed.isPresent()) {
      composed.get().forward(z, output);
      return output;
    }
    if (output != z) {
      output.assign(z);
    }
    return isIdentity(function) ? output : function.getActivation(output, training);
  }

  /**
   * The gradient with respect to the function's input.
   *
   * @param z the function's input; used up
   * @param epsilon the gradient with respect to the output; unchanged
   */
  static INDArray backward(IActivation function, INDArray z, INDArray epsilon) {
    if (isIdentity(function)) {
      return epsilon;
    }
    var direct = byOneDnn(function, z.dataType());
    if (direct.isPresent()) {
      OneDnn.ofThread().activateBackward(direct.get(), z, epsilon);
      return z;
    }
    var composed = ComposedActivation.of(function);
    if (composed.isPresent()) {
      composed.get().backward(z, epsilon);
      return z;
    }
    return function.backprop(z, epsilon).getFirst();
  }
}
