package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class MaskOfVertexTest {

  private final Random random = new Random(6);

  /** CnnLossLayer's gradient counts what the arriving mask calls valid. */
  @Test
  void theLossSeesTheNetworksOwnMask() {
    INDArray mask = TestArrays.maskWithHole(DataType.DOUBLE, 2, 8, 8, 1, 7);
    INDArray x = TestArrays.gaussian(random, DataType.DOUBLE, 2, 3, 8, 8);
    INDArray y = TestArrays.gaussian(random, DataType.DOUBLE, 2, 3, 8, 8);
    INDArray[] masks = {mask};
    var byVertex = new MultiDataSet(new INDArray[] {x}, new INDArray[] {y}, masks, null);
    var byLabelsMask = new MultiDataSet(new INDArray[] {x}, new INDArray[] {y}, masks, masks);
    for (boolean maskFirst : new boolean[] {false, true}) {
      ComputationGraph with = graph(true, maskFirst);
      ComputationGraph without = graph(false, maskFirst);
      without.setParams(with.params());

      for (int i = 0; i < 3; i++) {
        with.fit(byVertex);
        without.fit(byLabelsMask);
      }

      assertThat(with.params()).isEqualTo(without.params());
    }
  }

  @Test
  void theConfigurationSurvivesJson() {
    ComputationGraphConfiguration configuration = graph(true, false).getConfiguration();

    assertThat(ComputationGraphConfiguration.fromJson(configuration.toJson()))
        .isEqualTo(configuration);
  }

  /** The image goes into a merge as well, first or last: gradients of shared inputs add up. */
  private static ComputationGraph graph(boolean vertex, boolean imageFirst) {
    String[] merged = imageFirst ? new String[] {"x", "c1"} : new String[] {"c1", "x"};
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .dataType(DataType.DOUBLE)
            .updater(new Sgd(0.1))
            .graphBuilder()
            .addInputs("x")
            .setInputTypes(InputType.convolutional(8, 8, 3))
            .addLayer("c1", convolution(4).build(), "x")
            .addVertex("merge", new MaskedMergeVertex(), merged)
            .addLayer("c2", convolution(3).maskOutput(false).build(), "merge");
    if (vertex) {
      builder.addVertex("mask", new MaskOfVertex(), "c2", "x");
    }
    var loss = new CnnLossLayer.Builder(LossFunction.MSE).activation(Activation.SIGMOID).build();
    ComputationGraph graph =
        new ComputationGraph(
            builder.addLayer("loss", loss, vertex ? "mask" : "c2").setOutputs("loss").build());
    graph.init();
    return graph;
  }

  private static PartialConvolution2D.Builder convolution(int out) {
    return new PartialConvolution2D.Builder(3).nOut(out).padding(1).activation(Activation.TANH);
  }
}
