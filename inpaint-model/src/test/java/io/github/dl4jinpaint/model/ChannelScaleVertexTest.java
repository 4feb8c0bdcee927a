package io.github.dl4jinpaint.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jinpaint.layers.PartialConvolution2D;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.gradientcheck.GradientCheckUtil.GraphConfig;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class ChannelScaleVertexTest {

  private static final double[] MEAN = {0.5, -1};
  private static final double[] DEVIATION = {0.25, 2};

  @BeforeAll
  static void useDouble() {
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
  }

  @AfterAll
  static void useFloat() {
    Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
  }

  @Test
  void gradientsEqualDifferenceQuotients() {
    ComputationGraph graph = new ComputationGraph(configuration(2));
    graph.init();
    Nd4j.getRandom().setSeed(3);

    boolean equal =
        GradientCheckUtil.checkGradients(
            new GraphConfig()
                .net(graph)
                .inputs(new INDArray[] {Nd4j.rand(DataType.DOUBLE, 2, 2, 3, 4)})
                .labels(new INDArray[] {Nd4j.rand(DataType.DOUBLE, 2, 2, 3, 4)}));

    assertThat(equal).isTrue();
  }

  private static ComputationGraphConfiguration configuration(int channels) {
    return new NeuralNetConfiguration.Builder()
        .dataType(DataType.DOUBLE)
        .updater(new NoOp())
        .activation(Activation.TANH)
        .graphBuilder()
        .addInputs("x")
        .setInputTypes(InputType.convolutional(3, 4, channels))
        .addVertex("in", ChannelScaleVertex.normalizing(MEAN, DEVIATION), "x")
        .addLayer("a", new PartialConvolution2D.Builder(3).nOut(2).padding(1).build(), "in")
        .addVertex("out", ChannelScaleVertex.denormalizing(MEAN, DEVIATION), "a")
        .addLayer(
            "y",
            new CnnLossLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).build(),
            "out")
        .setOutputs("y")
        .build();
  }

  @Test
  void anotherNumberOfChannelsIsRefused() {
    assertThatThrownBy(() -> configuration(3)).hasMessageContaining("2 channels");
  }

  @Test
  void meansAndDeviationsThatDontFitAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChannelScaleVertex.normalizing(MEAN, new double[] {1, 0}))
        .withMessageContaining("[1.0, 0.0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChannelScaleVertex.denormalizing(MEAN, new double[] {1}))
        .withMessageContaining("[1.0]");
  }
}
