package io.github.dl4jinpaint.layers;

import java.util.Optional;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.gradient.LeakyReLUDerivative;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An activation function composed of ND4J's fast operations, where its own is four to twenty times
 * as slow: those branch on every element, or compute one exponential after another. A maximum
 * doesn't branch, and tanh is oneDNN's, which takes many elements at a time; so exponentials are
 * computed from it: exp(x) = (1 + t) / (1 − t) and σ(x) = (1 + t) / 2, with t = tanh(x / 2).
 */
sealed interface ComposedActivation {

  /** The composed form of a function; empty where ND4J's own is taken. */
  static Optional<ComposedActivation> of(IActivation function) {
    if (function instanceof ActivationLReLU leaky
        && leaky.getAlpha() > 0
        && leaky.getAlpha() <= 1) {
      return Optional.of(new LeakyRelu(leaky.getAlpha()));
    }
    if (function instanceof ActivationReLU relu
        && relu.getMax() == null
        && relu.getThreshold() == null
        && relu.getNegativeSlope() == null) {
      return Optional.of(new Relu());
    }
    if (function instanceof ActivationELU elu) {
      return Optional.of(new Elu(elu.getAlpha()));
    }
    if (function instanceof ActivationSwish) {
      return Optional.of(new Swish(1));
    }
    if (function instanceof ActivationGELU gelu && !gelu.isPrecise()) {
      return Optional.of(new Swish(1.702f));
    }
    return function instanceof ActivationTanH ? Optional.of(new Tanh()) : Optional.empty();
  }

  /**
   * Applies the function.
   *
   * @param z stays as it is, unless it is the output
   * @param output of z's shape, or z itself
   */
  void forward(INDArray z, INDArray output);

  /**
   * Makes z the gradient with respect to it.
   *
   * @param epsilon the gradient with respect to the output; unchanged
   */
  void backward(INDArray z, INDArray epsilon);

  private static INDArray like(INDArray z) {
    return Nd4j.createUninitialized(z.dataType(), z.shape(), 'c');
  }

  private static void tanh(INDArray x, INDArray out) {
    Ops.exec("tanh", new INDArray[] {x}, new INDArray[] {out});
  }

  /** max(z, 0). */
  record Relu() implements ComposedActivation {

    @Override
    public void forward(INDArray z, INDArray output) {
      Nd4j.exec(new RectifiedLinear(z, output, 0));
    }

    @Override
    public void backward(INDArray z, INDArray epsilon) {
      Nd4j.exec(new Step(z, z, 0));
      Ops.exec("multiply", z, epsilon, z);
    }
  }

  /**
   * max(z, slope · z).
   *
   * @param slope above 0, 1 at most
   */
  record LeakyRelu(double slope) implements ComposedActivation {

    @Override
    public void forward(INDArray z, INDArray output) {
      INDArray scaled = output == z ? like(z) : output;
      z.muli(slope, scaled);
      Ops.exec("maximum", z, scaled, output);
    }

    @Override
    public void backward(INDArray z, INDArray epsilon) {
      Nd4j.exec(new LeakyReLUDerivative(z, z, slope));
      Ops.exec("multiply", z, epsilon, z);
    }
  }

  /**
   * max(z, 0) + alpha · (exp(min(z, 0)) − 1). ND4J's gradient takes alpha for 1, whatever it is.
   *
   * @param alpha the value at −∞, negated
   */
  record Elu(double alpha) implements ComposedActivation {

    @Override
    public void forward(INDArray z, INDArray output) {
      INDArray t = tanhOfHalf(z);
      INDArray rest = output == z ? like(z) : output;
      t.rsubi(1, rest);
      // exp − 1 = 2t / (1 − t), exact where it is near 0.
      Ops.exec("divide", t, rest, t);
      t.muli(2 * alpha);
      Nd4j.exec(new RectifiedLinear(z, output, 0));
      Ops.exec("add", output, t, output);
    }

    /** alpha · exp(min(z, 0)), and what is missing to 1 where z is positive. */
    @Override
    public void backward(INDArray z, INDArray epsilon) {
      INDArray exp = tanhOfHalf(z).rsubi(1).rdivi(2).subi(1);
      exp.muli(alpha);
      Nd4j.exec(new Step(z, z, 0));
      z.muli(1 - alpha);
      Ops.exec("add", z, exp, z);
      Ops.exec("multiply", z, epsilon, z);
    }

    private static INDArray tanhOfHalf(INDArray z) {
      INDArray t = like(z);
      Nd4j.exec(new ScalarMin(z, null, t, 0));
      t.muli(0.5);
      tanh(t, t);
      return t;
    }
  }

  /**
   * z · σ(steepness · z): Swish, and ND4J's GELU, which is the approximation with 1.702.
   *
   * @param steepness above 0
   */
  record Swish(double steepness) implements ComposedActivation {

    @Override
    public void forward(INDArray z, INDArray output) {
      INDArray t = like(z);
      z.muli(steepness / 2, output);
      tanh(output, t);
      t.addi(1);
      Ops.exec("multiply", output, t, output);
      if (steepness != 1) {
        output.muli(1 / steepness);
      }
    }

    /** (1 + h · (1 − t)) · (1 + t) / 2, with h = steepness · z / 2 and t its tanh. */
    @Override
    public void backward(INDArray z, INDArray epsilon) {
      INDArray t = like(z);
      z.muli(steepness / 2);
      tanh(z, t);
      t.rsubi(1);
      Ops.exec("multiply", z, t, z);
      z.addi(1);
      t.rsubi(2).muli(0.5);
      Ops.exec("multiply", z, t, z);
      Ops.exec("multiply", z, epsilon, z);
    }
  }

  /** The hyperbolic tangent. */
  record Tanh() implements ComposedActivation {

    @Override
    public void forward(INDArray z, INDArray output) {
      tanh(z, output);
    }

    @Override
    public void backward(INDArray z, INDArray epsilon) {
      Ops.exec("tanh_bp", z, epsilon, z);
    }
  }
}
