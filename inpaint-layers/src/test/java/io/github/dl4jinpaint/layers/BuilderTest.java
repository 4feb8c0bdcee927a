package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.constraint.MinMaxNormConstraint;
import org.deeplearning4j.nn.conf.constraint.NonNegativeConstraint;
import org.deeplearning4j.nn.conf.constraint.UnitNormConstraint;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Where nothing is a hole and nothing is padded, a partial convolution is a convolution: DL4J's own
 * layer with the same settings says what they have to do.
 */
class BuilderTest {

  private static final int STEPS = 3;

  private final Random random = new Random(8);
  private final INDArray x = TestArrays.gaussian(random, DataType.DOUBLE, 3, 2, 9, 8);
  private final INDArray allValid = Nd4j.ones(DataType.DOUBLE, 3, 1, 9, 8);

  /** A setting, made on both builders, or on the network's. */
  private record Setting(
      String name,
      UnaryOperator<PartialConvolution2D.Builder> ours,
      UnaryOperator<ConvolutionLayer.Builder> stock,
      UnaryOperator<NeuralNetConfiguration.Builder> network) {

    static Setting of(
        String name,
        UnaryOperator<PartialConvolution2D.Builder> ours,
        UnaryOperator<ConvolutionLayer.Builder> stock) {
      return new Setting(name, ours, stock, b -> b);
    }

    static Setting global(String name, UnaryOperator<NeuralNetConfiguration.Builder> network) {
      return new Setting("the network's " + name, b -> b, b -> b, network);
    }

    MultiLayerNetwork partial() {
      return build(
          network, first(), ours.apply(new PartialConvolution2D.Builder(3, 2).nOut(4)).build());
    }

    MultiLayerNetwork convolution() {
      return build(
          network, first(), stock.apply(new ConvolutionLayer.Builder(3, 2).nOut(4)).build());
    }

    /** Learns from what the layer behind it hands back. */
    private static Layer first() {
      return new ConvolutionLayer.Builder(1, 1).nOut(2).build();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final Setting NOTHING = Setting.of("nothing", b -> b, b -> b);

  static Stream<Setting> settings() {
    return Stream.of(
        NOTHING,
        Setting.of("stride", b -> b.stride(2, 1), b -> b.stride(2, 1)),
        Setting.of("dilation", b -> b.dilation(1, 3), b -> b.dilation(1, 3)),
        Setting.of(
            "mode Strict",
            b -> b.stride(3, 2).convolutionMode(ConvolutionMode.Strict),
            b -> b.stride(3, 2).convolutionMode(ConvolutionMode.Strict)),
        Setting.of(
            "mode Truncate",
            b -> b.stride(4, 5).convolutionMode(ConvolutionMode.Truncate),
            b -> b.stride(4, 5).convolutionMode(ConvolutionMode.Truncate)),
        Setting.of("no bias", b -> b.hasBias(false), b -> b.hasBias(false)),
        Setting.of("biasInit", b -> b.biasInit(0.7), b -> b.biasInit(0.7)),
        Setting.of(
            "activation",
            b -> b.activation(Activation.SIGMOID),
            b -> b.activation(Activation.SIGMOID)),
        Setting.of(
            "activation with a setting",
            b -> b.activation(new ActivationLReLU(0.3)),
            b -> b.activation(new ActivationLReLU(0.3))),
        Setting.of(
            "weightInit", b -> b.weightInit(WeightInit.RELU), b -> b.weightInit(WeightInit.RELU)),
        Setting.of(
            "weightInit of a distribution",
            b -> b.weightInit(new NormalDistribution(1, 0.1)),
            b -> b.weightInit(new NormalDistribution(1, 0.1))),
        Setting.of("updater", b -> b.updater(new Adam(0.05)), b -> b.updater(new Adam(0.05))),
        Setting.of(
            "biasUpdater",
            b -> b.biasUpdater(new Nesterovs(0.2)),
            b -> b.biasUpdater(new Nesterovs(0.2))),
        Setting.global("updater", b -> b.updater(new Adam(0.05))),
        Setting.global("biasUpdater", b -> b.biasUpdater(new Nesterovs(0.2))),
        Setting.global("activation", b -> b.activation(Activation.TANH)),
        Setting.global("weightInit", b -> b.weightInit(WeightInit.RELU)),
        Setting.global("biasInit", b -> b.biasInit(0.7)));
  }

  static Stream<Setting> penalties() {
    return Stream.of(
        Setting.of("l1", b -> b.l1(0.1), b -> b.l1(0.1)),
        Setting.of("l2", b -> b.l2(0.1), b -> b.l2(0.1)),
        Setting.of("l1 and l2", b -> b.l1(0.1).l2(0.2), b -> b.l1(0.1).l2(0.2)),
        Setting.of("l1Bias", b -> b.l1Bias(0.1), b -> b.l1Bias(0.1)),
        Setting.of("l2Bias", b -> b.l2Bias(0.1), b -> b.l2Bias(0.1)),
        Setting.of(
            "weightDecay",
            b -> b.weightDecay(0.1).nOut(4),
            b -> decays(b, c -> c.weightDecay(0.1))),
        Setting.of(
            "weightDecay without the learning rate",
            b -> b.weightDecay(0.1, false).nOut(4),
            b -> decays(b, c -> c.weightDecay(0.1, false))),
        Setting.of(
            "weightDecayBias",
            b -> b.weightDecayBias(0.1).nOut(4),
            b -> decays(b, c -> c.weightDecayBias(0.1))),
        Setting.of(
            "weightDecayBias without the learning rate",
            b -> b.weightDecayBias(0.1, false).nOut(4),
            b -> decays(b, c -> c.weightDecayBias(0.1, false))),
        Setting.of(
            "regularization",
            b -> b.regularization(List.of(new L2Regularization(0.2))).nOut(4),
            b -> decays(b, c -> c.regularization(List.of(new L2Regularization(0.2))))),
        Setting.of(
            "regularizationBias",
            b -> b.regularizationBias(List.of(new L1Regularization(0.2))).nOut(4),
            b -> decays(b, c -> c.regularizationBias(List.of(new L1Regularization(0.2))))),
        Setting.global("l1", b -> b.l1(0.1)),
        Setting.global("l2", b -> b.l2(0.1)),
        Setting.global("l1Bias", b -> b.l1Bias(0.1)),
        Setting.global("l2Bias", b -> b.l2Bias(0.1)));
  }

  /** DL4J's method returns a builder of no particular layer. */
  private static ConvolutionLayer.Builder decays(
      ConvolutionLayer.Builder builder, Consumer<ConvolutionLayer.Builder> set) {
    set.accept(builder);
    return builder;
  }

  static Stream<Setting> constraints() {
    return Stream.of(
        Setting.of(
            "constrainWeights",
            b -> b.constrainWeights(new MaxNormConstraint(0.5, 1, 2, 3)),
            b -> b.constrainWeights(new MaxNormConstraint(0.5, 1, 2, 3))),
        Setting.of(
            "constrainBias",
            b -> b.constrainBias(new NonNegativeConstraint()),
            b -> b.constrainBias(new NonNegativeConstraint())),
        Setting.of(
            "constrainAllParameters",
            b -> b.constrainAllParameters(new NonNegativeConstraint()),
            b -> b.constrainAllParameters(new NonNegativeConstraint())),
        Setting.of(
            "two constraints",
            b -> b.constrainWeights(new NonNegativeConstraint(), new UnitNormConstraint(1, 2, 3)),
            b -> b.constrainWeights(new NonNegativeConstraint(), new UnitNormConstraint(1, 2, 3))),
        Setting.global(
            "constrainWeights", b -> b.constrainWeights(new MinMaxNormConstraint(0.1, 0.2, 1))),
        Setting.global("constrainBias", b -> b.constrainBias(new NonNegativeConstraint())));
  }

  static Stream<Setting> gradientNormalizations() {
    return Stream.of(GradientNormalization.values())
        .filter(kind -> kind != GradientNormalization.None)
        .flatMap(
            kind ->
                Stream.of(
                    Setting.of(
                        kind.toString(),
                        b -> b.gradientNormalization(kind).gradientNormalizationThreshold(0.01),
                        b -> b.gradientNormalization(kind).gradientNormalizationThreshold(0.01)),
                    Setting.global(
                        kind.toString(),
                        b -> b.gradientNormalization(kind).gradientNormalizationThreshold(0.02))));
  }

  static Stream<Setting> dropouts() {
    return Stream.of(
            new Dropout(0.6),
            new GaussianDropout(0.4),
            new GaussianNoise(0.5),
            new SpatialDropout(0.6),
            new AlphaDropout(0.7))
        .flatMap(
            dropout ->
                Stream.of(
                    Setting.of(
                        dropout.getClass().getSimpleName(),
                        b -> b.dropOut(dropout.clone()),
                        b -> b.dropOut(dropout.clone())),
                    Setting.global(
                        dropout.getClass().getSimpleName(), b -> b.dropOut(dropout.clone()))));
  }

  static Stream<Setting> weightNoises() {
    return Stream.of(
            new DropConnect(0.5),
            new WeightNoise(new NormalDistribution(0, 0.1)),
            new WeightNoise(new NormalDistribution(1, 0.1), false))
        .flatMap(
            noise ->
                Stream.of(
                    Setting.of(
                        noise.toString(), b -> b.weightNoise(noise), b -> b.weightNoise(noise)),
                    Setting.global(noise.toString(), b -> b.weightNoise(noise))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "settings",
    "penalties",
    "constraints",
    "gradientNormalizations",
    "dropouts",
    "weightNoises"
  })
  void aSettingDoesWhatItDoesToAConvolutionLayer(Setting setting) {
    MultiLayerNetwork partial = setting.partial();
    MultiLayerNetwork convolution = setting.convolution();
    parametersOf(partial).forEach((k, v) -> assertSameStatistics(v, convolution.getParam(k)));
    parametersOf(partial).forEach(convolution::setParam);

    Map<String, INDArray> learnt = train(partial);
    assertClose(learnt, train(convolution));

    if (!setting.equals(NOTHING)) {
      assertThat(learnt).isNotEqualTo(train(NOTHING.partial()));
    }
  }

  @Test
  void noiseOnBiasesIsOffOutsideOfTraining() {
    NormalDistribution wide = new NormalDistribution(0, 10);
    Setting setting =
        Setting.of("noise", b -> b.weightNoise(new WeightNoise(wide, true, true)), b -> b);
    MultiLayerNetwork network = setting.partial();

    assertThat(network.output(x, false)).isEqualTo(NOTHING.partial().output(x, false));
    assertThat(network.output(x, true)).isNotEqualTo(network.output(x, true));
  }

  @Test
  void droppedInputsAreValidZerosAndLeaveTheMaskAlone() {
    IDropout dropsEverythingButOneChannel = new KeepsFirstChannel();
    PartialConvolution2D layer =
        new PartialConvolution2D.Builder(3)
            .nOut(1)
            .hasBias(false)
            .weightInit(WeightInit.ONES)
            .dropOut(dropsEverythingButOneChannel)
            .build();
    MultiLayerNetwork network = build(b -> b, layer);
    INDArray mask = TestArrays.maskWithHole(DataType.DOUBLE, 3, 9, 8, 2, 4);
    INDArray kept = x.dup();
    TestArrays.channelsOf(kept, 1, 2).assign(0);
    INDArray expected = network.output(kept, false, mask, null);

    network.setLayerMaskArrays(mask, null);
    INDArray found = network.feedForward(x, true).get(1);

    assertThat(TestArrays.largestDifference(found, expected)).isLessThan(1e-12);
  }

  @Test
  void modeStrictRefusesSizesThatDoNotDivideWhenTheNetworkIsBuilt() {
    assertThatThrownBy(
            () ->
                build(
                    b -> b.convolutionMode(ConvolutionMode.Strict),
                    new PartialConvolution2D.Builder(3).stride(2).nOut(1).name("conv").build()))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("conv", "Strict", "width", "8 - 3 + 2*0)/2");
  }

  @Test
  void modeStrictRefusesSizesThatDoNotDivideWhenTheyCome() {
    MultiLayerNetwork network =
        build(
            b -> b.convolutionMode(ConvolutionMode.Strict),
            new PartialConvolution2D.Builder(3, 2).stride(2).nOut(1).name("conv").build());

    assertThat(network.output(Nd4j.ones(DataType.DOUBLE, 1, 2, 9, 10)).shape())
        .containsExactly(1, 1, 4, 5);
    for (INDArray mask : new INDArray[] {null, Nd4j.ones(DataType.DOUBLE, 1, 1, 10, 10)}) {
      assertThatThrownBy(
              () -> network.output(Nd4j.ones(DataType.DOUBLE, 1, 2, 10, 10), false, mask, null))
          .isInstanceOf(DL4JInvalidInputException.class)
          .hasMessageContainingAll("\"conv\"", "Strict", "size 10", "kernel with dilation 3", "2");
    }
  }

  @Test
  void theNetworksModeIsCheckedLikeTheLayers() {
    PartialConvolution2D padded =
        new PartialConvolution2D.Builder(3).padding(1).nOut(1).name("conv").build();
    assertThatThrownBy(() -> build(b -> b.convolutionMode(ConvolutionMode.Same), padded))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("\"conv\"", "[1, 1]", "Same");
    PartialConvolution2D plain = new PartialConvolution2D.Builder(3).nOut(1).build();
    assertThatThrownBy(() -> build(b -> b.convolutionMode(ConvolutionMode.Causal), plain))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("Causal", "Truncate");
  }

  @Test
  void channelsLastDataIsRefusedWhenTheNetworkIsBuilt() {
    InputType channelsLast = InputType.convolutional(9, 8, 2, CNN2DFormat.NHWC);
    PartialConvolution2D layer =
        new PartialConvolution2D.Builder(3).nOut(1).activation(Activation.TANH).build();
    CnnLossLayer loss = new CnnLossLayer.Builder(LossFunction.MSE).build();
    assertThatThrownBy(
            () ->
                new NeuralNetConfiguration.Builder()
                    .list()
                    .layer(layer)
                    .layer(loss)
                    .setInputType(channelsLast)
                    .build())
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("NHWC", "NCHW");
    assertThatThrownBy(
            () ->
                new NeuralNetConfiguration.Builder()
                    .graphBuilder()
                    .addInputs("x")
                    .setInputTypes(channelsLast)
                    .addLayer("stock", new ConvolutionLayer.Builder(3, 3).nOut(2).build(), "x")
                    .addLayer("conv", layer, "stock")
                    .addLayer("loss", loss, "conv")
                    .setOutputs("loss")
                    .build())
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContainingAll("\"conv\"", "NHWC", "NCHW");
  }

  /** As drawn from one distribution; biases are not drawn. */
  private static void assertSameStatistics(INDArray found, INDArray expected) {
    double mean = expected.meanNumber().doubleValue();
    double deviation = expected.stdNumber().doubleValue();
    assertThat(found.meanNumber().doubleValue())
        .isBetween(mean - deviation - 1e-9, mean + deviation + 1e-9);
    assertThat(found.stdNumber().doubleValue())
        .isBetween(deviation * 0.6 - 1e-9, deviation * 1.6 + 1e-9);
  }

  private static void assertClose(Map<String, INDArray> found, Map<String, INDArray> expected) {
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    found.forEach(
        (key, value) ->
            assertThat(TestArrays.relativeDifference(value, expected.get(key)))
                .as(key)
                .isLessThan(1e-7));
  }

  /** What a network has learnt after some steps, with its score and output; the same noise each. */
  private Map<String, INDArray> train(MultiLayerNetwork network) {
    INDArray output = network.output(x, false, allValid, null);
    INDArray y = TestArrays.gaussian(new Random(3), DataType.DOUBLE, output.shape());
    DataSet data = new DataSet(x, y);
    Nd4j.getRandom().setSeed(17);
    for (int i = 0; i < STEPS; i++) {
      network.fit(data);
    }
    Map<String, INDArray> learnt = parametersOf(network);
    learnt.put("score", Nd4j.scalar(network.score()));
    learnt.put("score of the data", Nd4j.scalar(network.score(data)));
    learnt.put("output", network.output(x, false, allValid, null));
    return learnt;
  }

  private static Map<String, INDArray> parametersOf(MultiLayerNetwork network) {
    Map<String, INDArray> parameters = new TreeMap<>();
    network.paramTable().forEach((key, value) -> parameters.put(key, value.dup('c')));
    return parameters;
  }

  private static MultiLayerNetwork build(
      UnaryOperator<NeuralNetConfiguration.Builder> setting, Layer... layers) {
    NeuralNetConfiguration.Builder builder =
        new NeuralNetConfiguration.Builder()
            .seed(4)
            .dataType(DataType.DOUBLE)
            .updater(new Sgd(0.02))
            .activation(Activation.IDENTITY);
    var loss = new CnnLossLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).build();
    var list = setting.apply(builder).list();
    Arrays.stream(layers).forEach(list::layer);
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            list.layer(loss).setInputType(InputType.convolutional(9, 8, 2)).build());
    network.init();
    return network;
  }

  /** A dropout of no chance. */
  private static final class KeepsFirstChannel implements IDropout {

    private static final long serialVersionUID = 1L;

    @Override
    public INDArray applyDropout(
        INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr manager) {
      result.assign(input);
      TestArrays.channelsOf(result, 1, 2).assign(0);
      return result;
    }

    @Override
    public INDArray backprop(
        INDArray gradAtOutput, INDArray gradAtInput, int iteration, int epoch) {
      gradAtInput.assign(gradAtOutput);
      TestArrays.channelsOf(gradAtInput, 1, 2).assign(0);
      return gradAtInput;
    }

    @Override
    public void clear() {}

    @Override
    public IDropout clone() {
      return this;
    }
  }
}
