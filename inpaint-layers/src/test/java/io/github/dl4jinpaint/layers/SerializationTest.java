package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class SerializationTest {

  private final Random random = new Random(3);
  private final INDArray x = TestArrays.gaussian(random, DataType.FLOAT, 2, 3, 12, 10);
  private final INDArray mask = TestArrays.maskWithHole(DataType.FLOAT, 2, 12, 10, 2, 9);

  @Test
  void aGraphsConfigurationIsTheSameAfterJson() {
    ComputationGraphConfiguration configuration = graphConfiguration();

    var copy = ComputationGraphConfiguration.fromJson(configuration.toJson());

    assertThat(copy).isEqualTo(configuration);
    assertThat(copy.toJson()).isEqualTo(configuration.toJson());
    assertThat(ComputationGraphConfiguration.fromYaml(configuration.toYaml()))
        .isEqualTo(configuration);
  }

  static Stream<UnaryOperator<PartialConvolution2D.Builder>> otherSettings() {
    return Stream.of(
        b -> b.nIn(4),
        b -> b.nOut(6),
        b -> b.stride(2, 1),
        b -> b.padding(0, 1),
        b -> b.dilation(1, 2),
        b -> b.upsample(2),
        b -> b.convolutionMode(ConvolutionMode.Strict),
        b -> b.hasBias(false),
        b -> b.biasInit(0.5),
        b -> b.activation(new ActivationLReLU(0.3)),
        b -> b.weightInit(WeightInit.XAVIER),
        b -> b.weightInit(new NormalDistribution(0, 0.1)),
        b -> b.maskOutput(false),
        b -> b.batchNormalization(),
        b -> b.weightNoise(new DropConnect(0.5)),
        b -> b.gradientNormalization(GradientNormalization.ClipL2PerLayer),
        b -> b.gradientNormalizationThreshold(0.5),
        b -> b.weightDecay(0.1),
        b -> b.updater(new Adam(0.5)),
        b -> b.l2(0.1),
        b -> b.name("other"));
  }

  @ParameterizedTest
  @MethodSource("otherSettings")
  void layersThatDifferInOneSettingAreNotEqual(UnaryOperator<PartialConvolution2D.Builder> other) {
    PartialConvolution2D layer = plain().build();

    assertThat(plain().build()).isEqualTo(layer).hasSameHashCodeAs(layer);
    assertThat(other.apply(plain()).build()).isNotEqualTo(layer);
    assertThat(layer.clone()).isEqualTo(layer).isNotSameAs(layer);
  }

  @Test
  void batchNormalizationsOfOtherSettingsAreNotEqual() {
    PartialConvolution2D layer = plain().batchNormalization().build();

    assertThat(plain().batchNormalization(0.9, 1e-5).build()).isEqualTo(layer);
    assertThat(plain().batchNormalization(0.8, 1e-5).build()).isNotEqualTo(layer);
    assertThat(plain().batchNormalization(0.9, 1e-4).build()).isNotEqualTo(layer);
    assertThat(layer.clone()).isEqualTo(layer).isNotSameAs(layer);
  }

  @Test
  void aConfigurationFromBeforeBatchNormalizationIsWithout() {
    MultiLayerConfiguration configuration = multiLayerConfiguration();
    String json = configuration.toJson();
    String old = json.replaceAll("\\s*\"batchNormalization\\w*\" : [^,}]*,", "");

    assertThat(json).contains("batchNormalizationDecay");
    assertThat(old).doesNotContain("batchNormalization").contains("PartialConvolution2D");
    MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(old);
    assertThat(read).isEqualTo(configuration);
    MultiLayerNetwork network = new MultiLayerNetwork(read);
    network.init();
    assertThat(network.paramTable()).containsOnlyKeys("0_W", "0_b", "1_W", "1_b");
  }

  private static PartialConvolution2D.Builder plain() {
    return new PartialConvolution2D.Builder(3).nIn(3).nOut(5).activation(new ActivationLReLU(0.2));
  }

  @Test
  void aGraphsOutputIsTheSameAfterSavingAndAfterCloning() throws IOException {
    ComputationGraph graph = new ComputationGraph(graphConfiguration());
    graph.init();
    graph.getParam("second_mean").assign(0.3);
    graph.getParam("second_log10stdev").assign(-0.4);
    INDArray expected = output(graph);

    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ModelSerializer.writeModel(graph, file, true);
    ComputationGraph restored =
        ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(file.toByteArray()), true);

    assertThat(output(restored)).isEqualTo(expected);
    assertThat(output(graph.clone())).isEqualTo(expected);
    assertThat(graph.output(x)[0]).isNotEqualTo(expected);
  }

  private INDArray output(ComputationGraph graph) {
    return graph.output(false, new INDArray[] {x}, new INDArray[] {mask})[0];
  }

  /** Every setting of the partial convolution other than its default, in one of the layers. */
  private static ComputationGraphConfiguration graphConfiguration() {
    PartialConvolution2D first =
        new PartialConvolution2D.Builder(new int[] {3, 2}, new int[] {2, 1}, new int[] {2, 1})
            .nOut(4)
            .dilation(2, 1)
            .upsample(2)
            .convolutionMode(ConvolutionMode.Truncate)
            .biasInit(0.3)
            .activation(new ActivationLReLU(0.3))
            .weightInit(new NormalDistribution(0, 0.2))
            .updater(new Nesterovs(0.1, 0.5))
            .biasUpdater(new Adam(0.2))
            .l2(0.01)
            .l1Bias(0.02)
            .dropOut(0.9)
            .weightNoise(new DropConnect(0.9))
            .gradientNormalization(GradientNormalization.ClipElementWiseAbsoluteValue)
            .gradientNormalizationThreshold(0.5)
            .constrainWeights(new MaxNormConstraint(3, 1, 2, 3))
            .build();
    PartialConvolution2D second =
        new PartialConvolution2D.Builder(3)
            .nIn(4)
            .nOut(3)
            .convolutionMode(ConvolutionMode.Same)
            .hasBias(false)
            .batchNormalization(0.8, 1e-3)
            .activation(Activation.TANH)
            .weightInit(WeightInit.LECUN_NORMAL)
            .build();
    var loss = new CnnLossLayer.Builder(LossFunction.MSE).activation(Activation.SIGMOID).build();
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .updater(new Adam(0.01))
        .graphBuilder()
        .addInputs("x")
        .setInputTypes(InputType.convolutional(12, 10, 3))
        .addLayer("first", first, "x")
        .addLayer("second", second, "first")
        .addVertex("merge", new MaskedMergeVertex(), "first", "second")
        .addLayer(
            "last", new PartialConvolution2D.Builder(2).nOut(3).maskOutput(false).build(), "merge")
        .addLayer("loss", loss, "last")
        .setOutputs("loss")
        .build();
  }

  @Test
  void aMultiLayerNetworkTrainsWithTheMaskAndIsTheSameAfterSaving() throws IOException {
    MultiLayerNetwork network = new MultiLayerNetwork(multiLayerConfiguration());
    network.init();
    INDArray initial = network.params().dup();
    INDArray y = TestArrays.gaussian(random, DataType.FLOAT, 2, 3, 12, 10);
    DataSet data = new DataSet(x, y, mask, null);
    double before = network.score(data);
    for (int i = 0; i < 3; i++) {
      network.fit(data);
    }
    assertThat(network.score(data)).isLessThan(before);
    assertThat(network.params()).isNotEqualTo(initial);

    INDArray holes = mask.rsub(1).broadcast(x.shape());
    INDArray otherHoles = x.add(holes.mul(5));
    INDArray expected = network.output(x, false, mask, null);
    assertThat(network.output(otherHoles, false, mask, null)).isEqualTo(expected);
    assertThat(network.output(otherHoles)).isNotEqualTo(expected);
    assertThat(maskOfSecondLayer(network))
        .isEqualTo(TestArrays.maskWithHole(DataType.FLOAT, 2, 12, 10, 3, 8));

    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ModelSerializer.writeModel(network, file, true);
    MultiLayerNetwork restored =
        ModelSerializer.restoreMultiLayerNetwork(
            new ByteArrayInputStream(file.toByteArray()), true);
    assertThat(restored.getLayerWiseConfigurations())
        .isEqualTo(network.getLayerWiseConfigurations());
    assertThat(restored.output(x, false, mask, null)).isEqualTo(expected);
    restored.fit(data);
    network.fit(data);
    assertThat(restored.params()).isEqualTo(network.params());
  }

  private INDArray maskOfSecondLayer(MultiLayerNetwork network) {
    network.setLayerMaskArrays(mask, null);
    INDArray found = network.getLayer(1).getMaskArray();
    network.clearLayerMaskArrays();
    return found;
  }

  private static MultiLayerConfiguration multiLayerConfiguration() {
    var loss = new CnnLossLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).build();
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .updater(new Adam(0.01))
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.TANH)
        .list()
        .layer(new PartialConvolution2D.Builder(3).nOut(4).build())
        .layer(new PartialConvolution2D.Builder(3).nOut(3).build())
        .layer(loss)
        .setInputType(InputType.convolutional(12, 10, 3))
        .build();
  }
}
