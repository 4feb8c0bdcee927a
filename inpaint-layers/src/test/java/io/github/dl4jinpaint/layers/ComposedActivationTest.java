package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ComposedActivationTest {

  private static final double[] USUAL = {
    -20, -9.5, -5, -2, -1, -0.4, -1e-3, -1e-6, 0, 1e-6, 1e-3, 0.4, 1, 2, 5, 9.5, 20
  };

  private static final double[] LARGE = {-1e30, -1e4, -100, 100, 1e4, 1e30};

  private static final ActivationELU HALF_ELU = new ActivationELU(0.5);

  /** The rounding of 1, a few times over. */
  private static double tolerance(DataType type) {
    return type == DataType.FLOAT ? 5e-7 : 1e-15;
  }

  static Stream<Arguments> composed() {
    return Stream.of(
            Activation.RELU.getActivationFunction(),
            new ActivationLReLU(0.25),
            Activation.ELU.getActivationFunction(),
            HALF_ELU,
            Activation.SWISH.getActivationFunction(),
            Activation.GELU.getActivationFunction(),
            Activation.TANH.getActivationFunction())
        .flatMap(
            function ->
                Stream.of(DataType.FLOAT, DataType.DOUBLE)
                    .map(type -> Arguments.of(function, type)));
  }

  @ParameterizedTest
  @MethodSource("composed")
  void isDeeplearning4jsFunctionToRounding(IActivation function, DataType type) {
    INDArray z = array(type, USUAL);
    INDArray expected = function.getActivation(z.dup().castTo(DataType.DOUBLE), true);

    assertClose(forward(function, z), expected.reshape(z.length()).toDoubleVector(), type);
    assertThat(z).isEqualTo(array(type, USUAL));
    INDArray inPlace = z.dup();
    Activations.forward(function, inPlace, inPlace, false);
    assertClose(inPlace, expected.reshape(z.length()).toDoubleVector(), type);
  }

  @ParameterizedTest
  @MethodSource("composed")
  void hasDeeplearning4jsGradientToRounding(IActivation function, DataType type) {
    // At its kink a leaky ReLU has two gradients, of which oneDNN takes the other.
    boolean kinked = function instanceof ActivationLReLU;
    double[] points = Arrays.stream(USUAL).filter(x -> x != 0 || !kinked).toArray();
    INDArray z = array(type, points);
    INDArray epsilon = Nd4j.linspace(type, -2, 0.3, points.length).reshape(z.shape());
    INDArray kept = epsilon.dup();

    double[] expected =
        function == HALF_ELU
            ? slopes(x -> x > 0 ? 1 : 0.5 * Math.exp(x), epsilon)
            : function
                .backprop(z.dup().castTo(DataType.DOUBLE), epsilon.dup().castTo(DataType.DOUBLE))
                .getFirst()
                .reshape(z.length())
                .toDoubleVector();

    assertClose(Activations.backward(function, z, epsilon), expected, type);
    assertThat(epsilon).isEqualTo(kept);
  }

  @ParameterizedTest
  @MethodSource("composed")
  void isFiniteFarFromZeroWithItsGradient(IActivation function, DataType type) {
    INDArray z = array(type, LARGE);
    INDArray values = forward(function, z);
    INDArray slopes = Activations.backward(function, z.dup(), Nd4j.onesLike(z));

    assertThat(stream(values)).allMatch(Double::isFinite);
    assertThat(stream(slopes)).allSatisfy(s -> assertThat(Math.abs(s)).isBetween(0.0, 1.0));
    double atInfinity = function.equals(Activation.TANH.getActivationFunction()) ? 0 : 1;
    assertThat(slopes.getDouble(LARGE.length - 1)).isEqualTo(atInfinity);
  }

  @ParameterizedTest
  @MethodSource("composed")
  void leavesNotANumberWhatItIs(IActivation function, DataType type) {
    assertThat(forward(function, array(type, Double.NaN)).getDouble(0)).isNaN();
  }

  @ParameterizedTest
  @MethodSource("others")
  void leavesOthersToNd4j(IActivation function) {
    assertThat(ComposedActivation.of(function)).isEmpty();
  }

  static Stream<IActivation> others() {
    return Stream.of(
        Activation.RELU6.getActivationFunction(),
        new ActivationReLU(6.0, 0.0, 0.1),
        new ActivationLReLU(-0.1),
        Activation.SIGMOID.getActivationFunction());
  }

  private static INDArray array(DataType type, double... values) {
    return Nd4j.createFromArray(values).castTo(type).reshape(1, 1, 1, values.length);
  }

  private static INDArray forward(IActivation function, INDArray z) {
    return Activations.forward(
        function, z, Nd4j.createUninitialized(z.dataType(), z.shape()), true);
  }

  private static Stream<Double> stream(INDArray array) {
    return Arrays.stream(array.reshape(array.length()).toDoubleVector()).boxed();
  }

  private static double[] slopes(DoubleUnaryOperator derivative, INDArray epsilon) {
    double[] factors = epsilon.reshape(epsilon.length()).toDoubleVector();
    double[] slopes = Arrays.stream(USUAL).map(derivative).toArray();
    Arrays.setAll(slopes, i -> slopes[i] * factors[i]);
    return slopes;
  }

  private static void assertClose(INDArray found, double[] expected, DataType type) {
    assertThat(found.dataType()).isEqualTo(type);
    for (int i = 0; i < expected.length; i++) {
      double tolerance = tolerance(type) * Math.max(1, Math.abs(USUAL[i]));
      assertThat(found.getDouble(i)).as("at %d", i).isCloseTo(expected[i], within(tolerance));
    }
  }
}
