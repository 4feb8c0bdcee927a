package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Compares the layers with the paper's equations 1 and 2 in plain loops. ND4J computes float and
 * double with different libraries.
 */
@DisplayName("The partial convolutions equal the paper's equations")
class EquationsTest {

  private static final LayerWorkspaceMgr DETACHED = LayerWorkspaceMgr.noWorkspaces();

  static Stream<RandomCase> cases() {
    return RandomCase.cases(200);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void outputMaskAndGradientsAreTheEquations(RandomCase c) {
    Equations expected = new Equations(c);
    assertEqual(c, DataType.DOUBLE, expected, 1e-7); // ND4J keeps leaky ReLU's slope as a float
    assertEqual(c, DataType.FLOAT, expected, 1e-4);
  }

  private static void assertEqual(
      RandomCase c, DataType type, Equations expected, double tolerance) {
    Layer layer = c.layer(type);
    assertClose("output", layer.activate(true, DETACHED), expected.output, tolerance);
    if (c.mask() != null) {
      INDArray given = c.mask().castTo(type);
      INDArray mask = layer.feedForwardMaskArray(given, MaskState.Active, 1).getFirst();
      assertThat(TestArrays.orAllValid(mask, type, expected.mask.shape()))
          .isEqualTo(expected.mask.castTo(type));
    }

    INDArray epsilon = TestArrays.gaussian(new Random(7), type, expected.output.shape());
    Pair<Gradient, INDArray> found = layer.backpropGradient(epsilon.dup(), DETACHED);
    Equations.Gradients wanted = expected.backward(epsilon.castTo(DataType.DOUBLE));
    assertClose("input gradient", found.getSecond(), wanted.dx(), tolerance);
    Gradient parameters = found.getFirst();
    assertClose("weight gradient", parameters.getGradientFor("W"), wanted.dw(), tolerance);
    if (c.layerConf().hasBias()) {
      INDArray db = parameters.getGradientFor("b");
      assertClose("bias gradient", db.reshape(db.length()), wanted.db(), tolerance);
    }
  }

  private static void assertClose(
      String what, INDArray found, INDArray expected, double tolerance) {
    assertThat(found.shape()).as("shape of " + what).isEqualTo(expected.shape());
    assertThat(TestArrays.relativeDifference(found, expected))
        .as(found.dataType() + " " + what)
        .isLessThan(tolerance);
  }
}
