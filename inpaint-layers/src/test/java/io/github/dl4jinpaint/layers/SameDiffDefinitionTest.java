package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Compares the layers with the SameDiff graph that it defines, as DL4J's own layer for SameDiff
 * graphs computes it: two ways to the same numbers.
 */
@DisplayName("The partial convolution equals its SameDiff definition")
class SameDiffDefinitionTest {

  private static final double TOLERANCE = 1e-9;

  private static final PrintStream OUT = System.out;

  /** SameDiff prints a line for every operation that it differentiates. */
  @BeforeAll
  static void hushSameDiff() {
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
  }

  @AfterAll
  static void restoreOutput() {
    System.setOut(OUT);
  }

  static Stream<RandomCase> cases() {
    return RandomCase.cases(100);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void outputAndGradientsAreTheDefinitions(RandomCase c) {
    LayerWorkspaceMgr detached = LayerWorkspaceMgr.noWorkspaces();
    Layer layer = c.layer();
    Layer stock = c.stock();

    INDArray expected = stock.activate(true, detached);
    assertSame("inference output", layer.activate(false, detached), expected);
    assertSame("training output", layer.activate(true, detached), expected);

    INDArray epsilon = TestArrays.gaussian(new Random(7), DataType.DOUBLE, expected.shape());
    Pair<Gradient, INDArray> found = layer.backpropGradient(epsilon.dup(), detached);
    // ND4J 1.0.0-M2.1 adds the gradient from outside of a SameDiff graph to itself: half of it is
    // it.
    Pair<Gradient, INDArray> wanted = stock.backpropGradient(epsilon.mul(0.5), detached);
    assertSame("input gradient", found.getSecond(), wanted.getSecond());
    assertThat(found.getFirst().gradientForVariable().keySet())
        .isEqualTo(wanted.getFirst().gradientForVariable().keySet());
    wanted
        .getFirst()
        .gradientForVariable()
        .forEach((key, g) -> assertSame(key, found.getFirst().getGradientFor(key), g));
  }

  private static void assertSame(String what, INDArray found, INDArray expected) {
    assertThat(found.shape()).as("shape of " + what).isEqualTo(expected.shape());
    assertThat(TestArrays.relativeDifference(found, expected)).as(what).isLessThan(TOLERANCE);
  }
}
