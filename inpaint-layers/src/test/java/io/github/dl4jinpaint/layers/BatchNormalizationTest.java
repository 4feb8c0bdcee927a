package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MinMaxNormConstraint;
import org.deeplearning4j.nn.conf.constraint.NonNegativeConstraint;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

@DisplayName("A partial convolution's batchNormalization equals a BatchNormalization behind it")
class BatchNormalizationTest {

  /** A slope that has few digits: ND4J's gradient of leaky ReLU rounds it to a float. */
  private static final List<IActivation> ACTIVATIONS =
      List.of(
          new ActivationLReLU(0.25),
          new ActivationIdentity(),
          new ActivationSigmoid(),
          new ActivationTanH());

  private enum Holes {
    NO_MASK,
    NO_WINDOW_CLOSED,
    WINDOWS_CLOSED
  }

  /**
   * A partial convolution of random settings and its data.
   *
   * @param plain makes a builder without batch normalisation
   * @param mask null: none
   */
  private record Case(
      long seed,
      Holes holes,
      UnaryOperator<PartialConvolution2D.Builder> plain,
      int kernel,
      IActivation activation,
      double decay,
      double eps,
      INDArray x,
      INDArray mask) {

    static Case of(long seed) {
      Random random = new Random(seed);
      Holes holes = Holes.values()[(int) (seed % 3)];
      int upsample = 1 + random.nextInt(2);
      int kernel = upsample + 1 + random.nextInt(2);
      boolean same = random.nextInt(3) == 0;
      int stride = 1 + random.nextInt(2);
      int padding = same ? 0 : random.nextInt(kernel);
      boolean bias = random.nextInt(3) > 0;
      int out = 1 + random.nextInt(4);
      int n = 2 + random.nextInt(3);
      int height = 5 + random.nextInt(3);
      int width = 5 + random.nextInt(3);
      UnaryOperator<PartialConvolution2D.Builder> plain =
          b ->
              b.nOut(out)
                  .stride(stride)
                  .padding(padding)
                  .upsample(upsample)
                  .hasBias(bias)
                  .biasInit(0.3)
                  .maskOutput(seed % 2 == 0) // the layer behind sees closed windows, or doesn't
                  .convolutionMode(same ? ConvolutionMode.Same : ConvolutionMode.Truncate);
      return new Case(
          seed,
          holes,
          plain,
          kernel,
          ACTIVATIONS.get(random.nextInt(ACTIVATIONS.size())),
          random.nextDouble(),
          random.nextBoolean() ? 1e-5 : 0.1,
          TestArrays.gaussian(random, DataType.DOUBLE, n, 2, height, width).muli(3).addi(1),
          mask(holes, n, height, width));
    }

    private static INDArray mask(Holes holes, int n, int height, int width) {
      return switch (holes) {
        case NO_MASK -> null;
        case NO_WINDOW_CLOSED -> TestArrays.maskWithHole(DataType.DOUBLE, n, height, width, 2, 3);
        case WINDOWS_CLOSED -> {
          INDArray mask = TestArrays.maskWithHole(DataType.DOUBLE, n, height, width, 0, 4);
          mask.slice(0).assign(0);
          yield mask;
        }
      };
    }

    PartialConvolution2D.Builder builder() {
      return plain.apply(new PartialConvolution2D.Builder(kernel));
    }

    MultiLayerNetwork fast(NeuralNetConfiguration.Builder network) {
      return fast(network, b -> b);
    }

    MultiLayerNetwork fast(
        NeuralNetConfiguration.Builder network, UnaryOperator<PartialConvolution2D.Builder> more) {
      PartialConvolution2D layer =
          more.apply(builder()).batchNormalization(decay, eps).activation(activation).build();
      return network(network, layer);
    }

    MultiLayerNetwork stock(NeuralNetConfiguration.Builder network) {
      return stock(network, b -> b);
    }

    MultiLayerNetwork stock(
        NeuralNetConfiguration.Builder network, UnaryOperator<PartialConvolution2D.Builder> more) {
      return network(
          network,
          more.apply(builder()).activation(Activation.IDENTITY).build(),
          new BatchNormalization.Builder().decay(decay).eps(eps).useLogStd(true).build(),
          new ActivationLayer(activation));
    }

    private MultiLayerNetwork network(NeuralNetConfiguration.Builder builder, Layer... layers) {
      var list = builder.list();
      Arrays.stream(layers).forEach(list::layer);
      var last = new PartialConvolution2D.Builder(1).nOut(2).maskOutput(false);
      var loss = new CnnLossLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).build();
      MultiLayerNetwork network =
          new MultiLayerNetwork(
              list.layer(last.activation(Activation.TANH).build())
                  .layer(loss)
                  .setInputType(InputType.convolutional(x.size(2), x.size(3), x.size(1)))
                  .build());
      network.init();
      return network;
    }

    /** The features with random labels that fit what the network gives. */
    DataSet data(MultiLayerNetwork network) {
      DataType type = network.params().dataType();
      INDArray features = x.castTo(type);
      INDArray given = mask == null ? null : mask.castTo(type);
      long[] shape = network.output(features, false, given, null).shape();
      INDArray labels = TestArrays.gaussian(new Random(seed), type, shape);
      return new DataSet(features, labels, given, null);
    }

    boolean closesWindows() {
      INDArray next =
          builder()
              .maskOutput(true)
              .build()
              .feedForwardMaskArray(mask, MaskState.Active, 1)
              .getFirst();
      return next != null && next.minNumber().doubleValue() == 0;
    }

    @Override
    public String toString() {
      return "%d: %s, %s, %s".formatted(seed, holes, activation, builder().build());
    }
  }

  static Stream<Case> cases() {
    return LongStream.range(0, 24).mapToObj(Case::of);
  }

  @Test
  void theCasesAreWhatTheyAreCalled() {
    assertThat(cases())
        .allSatisfy(c -> assertThat(c.closesWindows()).isEqualTo(c.holes == Holes.WINDOWS_CLOSED));
    assertThat(cases().map(Case::activation)).containsAll(ACTIVATIONS);
    assertThat(cases().map(c -> c.builder().build().hasBias())).contains(true, false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void inDoublePrecision(Case c) {
    assertSame(c, DataType.DOUBLE, 1e-11);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void inSinglePrecision(Case c) {
    assertSame(c, DataType.FLOAT, 1e-4);
  }

  private static void assertSame(Case c, DataType type, double tolerance) {
    MultiLayerNetwork fast = c.fast(settings(type, new Sgd(0.02)));
    MultiLayerNetwork stock = c.stock(settings(type, new Sgd(0.02)));
    fast.setParams(stock.params().dup());
    DataSet data = c.data(stock);
    INDArray initial = stock.params().dup();

    assertClose(output(fast, data, true), output(stock, data, true), tolerance);
    computeGradient(fast, data);
    computeGradient(stock, data);
    assertThat(fast.score()).isCloseTo(stock.score(), within(tolerance * stock.score()));
    assertClose(fast.getGradientsViewArray(), stock.getGradientsViewArray(), tolerance);

    for (int step = 0; step < 4; step++) {
      fast.fit(data);
      stock.fit(data);
    }
    assertClose(fast.params(), stock.params(), tolerance);
    assertThat(TestArrays.largestDifference(fast.params(), initial)).isGreaterThan(0.01);
    assertClose(output(fast, data, false), output(stock, data, false), tolerance);

    stock.setParams(fast.params().dup());
    assertClose(output(stock, data, false), output(fast, data, false), tolerance);
  }

  private static void computeGradient(MultiLayerNetwork network, DataSet data) {
    network.setInput(data.getFeatures());
    network.setLabels(data.getLabels());
    network.setLayerMaskArrays(data.getFeaturesMaskArray(), null);
    network.computeGradientAndScore();
    network.clearLayerMaskArrays();
  }

  /** The bias's gradient is rounding noise where no window is closed, which Adam blows up. */
  @ParameterizedTest
  @MethodSource("cases")
  void trainedWithAdam(Case c) {
    MultiLayerNetwork fast = c.fast(settings(DataType.DOUBLE, new Adam(0.01)));
    MultiLayerNetwork stock = c.stock(settings(DataType.DOUBLE, new Adam(0.01)));
    DataSet data = c.data(stock);
    INDArray initial = output(stock, data, true);
    for (int step = 0; step < 5; step++) {
      fast.fit(data);
      stock.fit(data);
    }
    INDArray expected = output(stock, data, true);
    assertClose(output(fast, data, true), expected, 1e-6);
    assertThat(TestArrays.largestDifference(expected, initial)).isGreaterThan(0.01);
  }

  /** Settings that are the partial convolution's own, whose parameters are W and b. */
  private enum Setting {
    DROP_OUT(b -> b.dropOut(0.7)),
    WEIGHT_NOISE(b -> b.weightNoise(new DropConnect(0.7, true))),
    L2(b -> b.l2(0.5).l2Bias(0.4)),
    L1(b -> b.l1(0.5).l1Bias(0.4)),
    WEIGHT_DECAY(b -> b.weightDecay(0.5).weightDecayBias(0.4)),
    CONSTRAINTS(b -> b.constrainAllParameters(new NonNegativeConstraint())),
    CONSTRAINED_BIAS(b -> b.constrainBias(new MinMaxNormConstraint(0.1, 0.2, 0)));

    private final UnaryOperator<PartialConvolution2D.Builder> more;

    Setting(UnaryOperator<PartialConvolution2D.Builder> more) {
      this.more = more;
    }
  }

  /** And with closed windows, without which the bias has no gradient. */
  private static Case withBias() {
    return cases()
        .filter(c -> c.holes == Holes.WINDOWS_CLOSED && c.builder().build().hasBias())
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void withSettingsThatChangeWeightsAndBiasOnly(Setting setting) {
    Case c = withBias();
    MultiLayerNetwork fast = c.fast(settings(DataType.DOUBLE, new Sgd(0.05)), setting.more);
    MultiLayerNetwork stock = c.stock(settings(DataType.DOUBLE, new Sgd(0.05)), setting.more);
    MultiLayerNetwork without = c.fast(settings(DataType.DOUBLE, new Sgd(0.05)));
    DataSet data = c.data(stock);
    for (MultiLayerNetwork network : List.of(fast, stock, without)) {
      Nd4j.getRandom().setSeed(4);
      network.fit(data);
      network.fit(data);
      network.fit(data);
    }
    assertThat(fast.score()).isCloseTo(stock.score(), within(1e-9));
    assertClose(fast.params(), stock.params(), 1e-9);
    assertThat(TestArrays.largestDifference(fast.params(), without.params())).isGreaterThan(1e-3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gamma", "beta", "mean", "log10stdev"})
  void aNetworksSettingsLeaveItsParametersAlone(String key) {
    Case c = withBias();
    NeuralNetConfiguration.Builder settings =
        settings(DataType.DOUBLE, new Sgd(0))
            .l2(0.5)
            .l2Bias(0.4)
            .biasUpdater(new Adam(0.1))
            .weightNoise(new DropConnect(0.5, true))
            .constrainBias(new MinMaxNormConstraint(0.1, 0.2, 0));
    MultiLayerNetwork network = c.fast(settings);
    PartialConvolution layer = (PartialConvolution) network.getLayer(0).conf().getLayer();
    boolean average = key.equals("mean") || key.equals("log10stdev");

    assertThat(layer.getRegularizationByParam("b")).isNotEmpty();
    assertThat(layer.getRegularizationByParam(key)).isEmpty();
    assertThat(layer.getUpdaterByParam("b")).isEqualTo(new Adam(0.1));
    assertThat(layer.getUpdaterByParam(key)).isEqualTo(average ? new NoOp() : new Sgd(0));
    assertThat(network.getLayer(0).updaterDivideByMinibatch(key)).isEqualTo(!average);
    assertThat(layer.getConstraints())
        .isNotEmpty()
        .allSatisfy(constraint -> assertThat(constraint.getParams()).contains("b"))
        .allSatisfy(constraint -> assertThat(constraint.getParams()).doesNotContain(key));

    INDArray before = network.getParam("0_" + key).dup();
    network.fit(c.data(network));
    assertThat(network.getParam("0_" + key).equals(before)).isEqualTo(!average);
  }

  @Test
  void runningAveragesGoOnBehindABatchWithoutVariance() {
    var builder = new PartialConvolution2D.Builder(3).nOut(2).activation(Activation.IDENTITY);
    Case c = Case.of(0);
    NeuralNetConfiguration.Builder settings = settings(DataType.DOUBLE, new Sgd(0));
    MultiLayerNetwork network = c.network(settings, builder.batchNormalization(0, 1e-5).build());
    MultiLayerNetwork fresh = network.clone();
    DataSet data = c.data(network);

    network.fit(new DataSet(data.getFeatures().mul(0), data.getLabels()));
    assertThat(network.getParam("0_log10stdev").maxNumber().doubleValue())
        .isCloseTo(-15, within(1e-9));
    network.fit(data);
    fresh.fit(data);

    assertClose(network.params(), fresh.params(), 1e-9);
  }

  @Test
  void floatAndDoubleComputeTheSame() {
    for (long seed = 0; seed < 6; seed++) {
      Case c = Case.of(seed);
      MultiLayerNetwork single = c.fast(settings(DataType.FLOAT, new Sgd(0.02)));
      MultiLayerNetwork twice = c.fast(settings(DataType.DOUBLE, new Sgd(0.02)));
      twice.setParams(single.params().castTo(DataType.DOUBLE));
      DataSet data = c.data(twice);
      single.fit(c.data(single));
      twice.fit(data);
      assertThat(twice.params().dataType()).isEqualTo(DataType.DOUBLE);
      assertClose(single.params(), twice.params(), 1e-4);
      assertClose(output(single, c.data(single), false), output(twice, data, false), 1e-4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void inOtherNumbersOfDimensionsAsInTwo(int dimensions) {
    Random random = new Random(dimensions);
    INDArray x = TestArrays.gaussian(random, DataType.DOUBLE, 3, 2, 9, 1).addi(1);
    INDArray holes = Nd4j.ones(DataType.DOUBLE, 3, 1, 9, 1);
    for (int i = 0; i < 7; i++) {
      holes.putScalar(0, 0, i, 0, 0);
    }
    for (INDArray mask : Arrays.asList(null, holes)) {
      var two = new PartialConvolution2D.Builder(3, 1).padding(1, 0);
      PartialConvolutionBuilder<?> other =
          dimensions == 1
              ? new PartialConvolution1D.Builder(3).padding(1)
              : new PartialConvolution3D.Builder(1, 3, 1).padding(0, 1, 0);
      long[] shape = dimensions == 1 ? new long[] {3, 2, 9} : new long[] {3, 2, 1, 9, 1};
      long[] maskShape = dimensions == 1 ? new long[] {3, 9} : new long[] {3, 1, 1, 9, 1};

      List<INDArray> expected = pass(two, x, mask);
      List<INDArray> found =
          pass(other, x.reshape(shape), mask == null ? null : mask.reshape(maskShape));

      for (int i = 0; i < expected.size(); i++) {
        INDArray array = found.get(i).reshape(expected.get(i).shape());
        assertClose(array, expected.get(i), 1e-12);
      }
    }
  }

  /** Output in training, gradients, and output by running averages. */
  private static List<INDArray> pass(
      PartialConvolutionBuilder<?> builder, INDArray x, INDArray mask) {
    PartialConvolution conf =
        builder
            .nIn(2)
            .nOut(3)
            .convolutionMode(ConvolutionMode.Truncate)
            .activation(new ActivationTanH())
            .batchNormalization(0.7, 1e-3)
            .build();
    NeuralNetConfiguration network =
        new NeuralNetConfiguration.Builder().dataType(DataType.DOUBLE).layer(conf).build();
    Random random = new Random(8);
    long length = conf.initializer().numParams(network);
    INDArray params = TestArrays.gaussian(random, DataType.DOUBLE, 1, length).muli(0.5);
    var layer = conf.instantiate(network, List.of(), 0, params, false, DataType.DOUBLE);
    INDArray gradient = params.like();
    layer.setBackpropGradientsViewArray(gradient);
    LayerWorkspaceMgr detached = LayerWorkspaceMgr.noWorkspaces();
    layer.setInput(x, detached);
    layer.setMaskArray(mask);
    INDArray training = layer.activate(true, detached).dup();
    INDArray epsilon = TestArrays.gaussian(random, DataType.DOUBLE, training.length());
    INDArray dx = layer.backpropGradient(epsilon.reshape(training.shape()), detached).getSecond();
    params.subi(gradient.mul(0.1));
    layer.setInput(x, detached);
    return List.of(training, gradient, dx, layer.activate(false, detached));
  }

  private static NeuralNetConfiguration.Builder settings(DataType type, IUpdater updater) {
    return new NeuralNetConfiguration.Builder().seed(1).dataType(type).updater(updater);
  }

  private static INDArray output(MultiLayerNetwork network, DataSet data, boolean training) {
    return network.output(data.getFeatures(), training, data.getFeaturesMaskArray(), null);
  }

  private static void assertClose(INDArray found, INDArray expected, double tolerance) {
    assertThat(found.shape()).isEqualTo(expected.shape());
    assertThat(TestArrays.relativeDifference(found, expected)).isLessThan(tolerance);
  }
}
