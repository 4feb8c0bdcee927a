package io.github.dl4jinpaint.examples.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.model.PartialConvUNet;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class OrdinaryNetworkTest {

  @Test
  void itsConvolutionsAreThoseOfDeeplearning4j() {
    ComputationGraph ours =
        new OrdinaryNetwork(7, 0.001, new ActivationReLU(), false)
            .convolution(5, 4)
            .halving(3, 5)
            .convolution(1, 6)
            .doubling(3, 3)
            .output(3);
    ComputationGraph stock = stock();
    for (Layer layer : stock.getLayers()) {
      String name = layer.conf().getLayer().getLayerName();
      layer.paramTable().forEach((key, values) -> values.assign(ours.getParam(name + "_" + key)));
    }
    assertThat(stock.numParams()).isEqualTo(ours.numParams());

    Nd4j.getRandom().setSeed(3);
    INDArray images = Nd4j.rand(2, 3, 32, 32);
    INDArray targets = Nd4j.rand(2, 3, 32, 32);

    assertClose(ours.outputSingle(images), stock.outputSingle(images), 1e-5);
    for (ComputationGraph network : new ComputationGraph[] {ours, stock}) {
      network.setInputs(images);
      network.setLabels(targets);
      network.computeGradientAndScore();
    }
    stock
        .gradient()
        .gradientForVariable()
        .forEach(
            (name, gradient) ->
                assertClose(
                    ours.gradient().getGradientFor(name),
                    gradient,
                    1e-4 * Math.max(1, gradient.amaxNumber().doubleValue())));
  }

  /** The same layers by the same names, as Deeplearning4j has them. */
  private static ComputationGraph stock() {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("image")
            .setInputTypes(InputType.convolutional(32, 32, 3))
            .addLayer("convolution0", convolution(5, 4, 1, Activation.RELU), "image")
            .addLayer("convolution1", convolution(3, 5, 2, Activation.RELU), "convolution0")
            .addLayer("convolution2", convolution(1, 6, 1, Activation.RELU), "convolution1")
            .addLayer("up", new Upsampling2D.Builder(2).build(), "convolution2")
            .addLayer("convolution3", convolution(3, 3, 1, Activation.RELU), "up")
            .addLayer("convolution4", convolution(3, 3, 1, Activation.IDENTITY), "convolution3")
            .addLayer(
                "prediction",
                new CnnLossLayer.Builder(LossFunction.MSE).activation(Activation.SIGMOID).build(),
                "convolution4")
            .setOutputs("prediction");
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }

  private static ConvolutionLayer convolution(
      int kernel, int channels, int stride, Activation activation) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .nOut(channels)
        .stride(stride, stride)
        .padding(kernel / 2, kernel / 2)
        .activation(activation)
        .build();
  }

  private static void assertClose(INDArray actual, INDArray expected, double tolerance) {
    assertThat(actual.shape()).containsExactly(expected.shape());
    double difference = actual.sub(expected).amaxNumber().doubleValue();
    assertThat(difference).as(Arrays.toString(expected.shape())).isLessThan(tolerance);
  }

  @ParameterizedTest
  @EnumSource
  void everyComparedNetworkTakesAStepAndPutsOutAnImage(ComparedNetwork network) {
    INDArray images = Nd4j.rand(2, 3, 32, 32);
    INDArray masks = Nd4j.rand(2, 1, 32, 32).gt(0.3).castTo(images.dataType());
    INDArray masked = images.mul(masks.broadcast(images.shape()));
    MultiDataSet batch =
        new MultiDataSet(
            new INDArray[] {masked}, new INDArray[] {images}, new INDArray[] {masks}, null);
    ComputationGraph graph = network.build(1);

    network.prepare(batch);
    graph.fit(batch);

    assertThat(graph.score()).isFinite();
    INDArray prediction = network.filling(graph).predict(masked, masks);
    assertThat(prediction.shape()).containsExactly(2, 3, 32, 32);
    assertThat(prediction.minNumber().doubleValue()).isNotNegative();
    assertThat(prediction.maxNumber().doubleValue()).isLessThanOrEqualTo(1);
    INDArray withoutHoles = network.filling(graph).predict(masked, Nd4j.onesLike(masks));
    assertThat(!prediction.equals(withoutHoles))
        .as("is told where the holes are")
        .isEqualTo(TOLD.contains(network));
  }

  private static final Set<ComparedNetwork> TOLD =
      EnumSet.of(
          ComparedNetwork.TABLE_1,
          ComparedNetwork.TABLE_2,
          ComparedNetwork.ORDINARY_U_NET_WITH_MASK);

  @Test
  void theOrdinaryUNetHasTheWeightsOfTheReportsNetwork() {
    ComputationGraph partial = PartialConvUNet.table2().build();
    ComputationGraph ordinary = ComparedNetwork.ORDINARY_U_NET.build(1);
    ComputationGraph withMask = ComparedNetwork.ORDINARY_U_NET_WITH_MASK.build(1);

    assertThat(shapesOfWeights(ordinary)).isEqualTo(shapesOfWeights(partial));
    assertThat(ordinary.numParams()).isEqualTo(partial.numParams());
    assertThat(withMask.numParams() - ordinary.numParams()).isEqualTo(3 * 3 * 32);
  }

  /** Of the convolutions, from the input to the output. */
  private static String shapesOfWeights(ComputationGraph network) {
    StringBuilder shapes = new StringBuilder();
    for (int vertex : network.topologicalSortOrder()) {
      if (network.getVertices()[vertex].hasLayer()) {
        network
            .getVertices()[vertex]
            .getLayer()
            .paramTable()
            .values()
            .forEach(values -> shapes.append(Arrays.toString(values.shape())));
      }
    }
    return shapes.toString();
  }
}
