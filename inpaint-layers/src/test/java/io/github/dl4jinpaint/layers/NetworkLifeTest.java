package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.gradientcheck.GradientCheckUtil.GraphConfig;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.memory.MemoryType;
import org.deeplearning4j.nn.conf.memory.MemoryUseMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.optimize.listeners.CollectScoresIterationListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.adapter.SingletonDataSetIterator;
import org.nd4j.linalg.dataset.adapter.SingletonMultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class NetworkLifeTest {

  private static final int SIZE = 8;

  @Test
  void aCloneTrainsOnItsOwn() {
    ComputationGraph graph = trained(unet(DataType.FLOAT, 0.8));
    float[] before = parameters(graph);
    ComputationGraph clone = graph.clone();
    assertThat(parameters(clone)).isEqualTo(before);

    fit(clone, 3);
    assertThat(parameters(graph)).isEqualTo(before);
    assertThat(parameters(clone)).isNotEqualTo(before);

    PartialConvolution2D layer = conf(graph, "down");
    PartialConvolution2D clonedLayer = conf(clone, "down");
    clonedLayer.getUpdater().setLrAndSchedule(0.5, null);
    assertThat(layer.getUpdater()).isEqualTo(new Adam(0.01));
    assertThat(clonedLayer.getIDropout()).isNotSameAs(layer.getIDropout());
  }

  @Test
  void aCloneGoesOnLikeTheOriginalDoes() {
    ComputationGraph graph = trained(unet(DataType.FLOAT, 1));
    ComputationGraph clone = sameAs(graph);

    assertThat(parameters(trained(clone))).isEqualTo(parameters(trained(graph)));
  }

  /** A clone at the same iteration, which Adam counts: DL4J's clone() starts from 0 again. */
  private static ComputationGraph sameAs(ComputationGraph graph) {
    ComputationGraph clone = graph.clone();
    clone.getConfiguration().setIterationCount(graph.getConfiguration().getIterationCount());
    return clone;
  }

  @Test
  void aCloneOfAMultiLayerNetworkTrainsOnItsOwn() {
    MultiLayerNetwork network = chain(normalized(4), partial(3), loss());
    DataSet data = new DataSet(image(1), image(2), mask(DataType.FLOAT), null);
    network.fit(data);
    INDArray before = network.params().dup();
    MultiLayerNetwork clone = network.clone();

    clone.fit(data);
    assertThat(network.params()).isEqualTo(before);
    network.fit(data);
    assertThat(network.params().dup().data().asFloat())
        .isEqualTo(clone.params().dup().data().asFloat());
  }

  @Test
  void clonesInThreadsComputeWhatTheyDoOneAfterAnother() throws Exception {
    ComputationGraph graph = trained(unet(DataType.FLOAT, 1));
    List<Callable<float[]>> tasks =
        IntStream.range(0, 4).<Callable<float[]>>mapToObj(i -> () -> task(graph, i)).toList();
    List<float[]> expected = new ArrayList<>();
    for (Callable<float[]> task : tasks) {
      expected.add(task.call());
    }

    List<float[]> found = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      for (Future<float[]> result : threads.invokeAll(tasks)) {
        found.add(result.get());
      }
    } finally {
      threads.shutdown();
    }

    assertThat(found).usingRecursiveComparison().isEqualTo(expected);
    assertThat(expected.get(0)).isNotEqualTo(expected.get(1));
  }

  /** Trains a clone with a mask and data of its own, and lets it compute. */
  private static float[] task(ComputationGraph graph, int i) {
    ComputationGraph clone;
    synchronized (graph) {
      clone = graph.clone();
    }
    INDArray mask = TestArrays.maskWithHole(DataType.FLOAT, 2, SIZE, SIZE, i % 3, 5);
    for (int step = 0; step < 3; step++) {
      clone.fit(data(image(i), image(i + 1), mask));
    }
    return output(clone, image(i), mask).dup('c').data().asFloat();
  }

  @Test
  void frozenLayersKeepTheirParametersBitForBitWhileTheOthersTrain() {
    ComputationGraph graph = trained(unet(DataType.FLOAT, 1));
    ComputationGraph frozen =
        new TransferLearning.GraphBuilder(graph).setFeatureExtractor("deep").build();
    assertThat(output(frozen)).isEqualTo(output(graph));

    fit(frozen, 3);

    for (String layer : List.of("down", "deep")) {
      assertThat(parameters(frozen, layer)).as(layer).isEqualTo(parameters(graph, layer));
    }
    assertThat(parameters(frozen, "up")).isNotEqualTo(parameters(graph, "up"));
    assertThat(parameters(frozen.clone())).isEqualTo(parameters(frozen));
  }

  @Test
  void gradientsFlowThroughFrozenLayersToThoseBefore() {
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    try {
      Layer smooth = normalized(2);
      Layer sharp = normalized(2, new ActivationLReLU(0.2));
      Layer dropping = new PartialConvolution2D.Builder(3).padding(1).nOut(2).dropOut(0.5).build();
      ComputationGraph graph =
          graph(
              configuration(DataType.DOUBLE)
                  .updater(new NoOp())
                  .graphBuilder()
                  .addInputs("x")
                  .setInputTypes(InputType.convolutional(SIZE, SIZE, 3))
                  .addLayer("first", partial(2), "x")
                  .addLayer("frozenSmooth", new FrozenLayerWithBackprop(smooth), "first")
                  .addLayer("frozen", new FrozenLayerWithBackprop(dropping), "frozenSmooth")
                  .addLayer("frozenSharp", new FrozenLayerWithBackprop(sharp), "frozen")
                  .addLayer("last", partial(3), "frozenSharp"),
              "last");
      for (String name : List.of("frozenSmooth", "frozenSharp")) {
        graph.getParam(name + "_mean").assign(0.3);
        graph.getParam(name + "_log10stdev").assign(-0.4);
      }
      ComputationGraph before = graph.clone();
      Set<String> frozen =
          Set.copyOf(
              graph.paramTable().keySet().stream().filter(k -> k.startsWith("frozen")).toList());

      assertThat(frozen).hasSize(14);
      Set<String> others = new HashSet<>(frozen);
      others.addAll(Set.of("last_W", "last_b"));
      INDArray x = image(1).castTo(DataType.DOUBLE);
      INDArray y = image(2).castTo(DataType.DOUBLE);
      boolean right =
          GradientCheckUtil.checkGradients(
              new GraphConfig()
                  .net(graph)
                  .inputs(new INDArray[] {x})
                  .labels(new INDArray[] {y})
                  .inputMask(new INDArray[] {mask(DataType.DOUBLE)})
                  .excludeParams(others));
      assertThat(right).isTrue();
      graph.fit(data(x, y, mask(DataType.DOUBLE)));
      for (String name : graph.paramTable().keySet()) {
        boolean kept = graph.getParam(name).equalsWithEps(before.getParam(name), 0);
        assertThat(kept).as(name).isEqualTo(frozen.contains(name));
      }
    } finally {
      Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
    }
  }

  @Test
  void transferLearningReplacesTheEndAndKeepsTheRest() {
    ComputationGraph graph = trained(unet(DataType.FLOAT, 1));
    PartialConvolution2D grey =
        new PartialConvolution2D.Builder(3).padding(1).upsample(2).nOut(1).build();
    ComputationGraph other =
        new TransferLearning.GraphBuilder(graph)
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder().updater(new Sgd(0.1)).seed(2).build())
            .removeVertexAndConnections("loss")
            .removeVertexAndConnections("up")
            .addLayer("grey", grey, "merge")
            .addLayer("loss", loss(), "grey")
            .setOutputs("loss")
            .setInputTypes(InputType.convolutional(SIZE, SIZE, 3))
            .build();

    assertThat(parameters(other, "deep")).isEqualTo(parameters(graph, "deep"));
    INDArray y = TestArrays.gaussian(new Random(3), DataType.FLOAT, 2, 1, SIZE, SIZE);
    other.fit(data(image(1), y, mask(DataType.FLOAT)));
    assertThat(parameters(other, "deep")).isNotEqualTo(parameters(graph, "deep"));
    assertThat(conf(other, "grey").getUpdater()).isEqualTo(new Sgd(0.1));
    // DL4J's fine tuning passes SameDiff layers over that are there already.
    assertThat(conf(other, "deep").getUpdater()).isEqualTo(new Adam(0.01));
  }

  @Test
  void nOutReplaceIsRefusedForPartialConvolutionsAndSeenByThoseBehind() {
    ComputationGraph graph = trained(unet(DataType.FLOAT, 1));
    assertThatThrownBy(
            () ->
                new TransferLearning.GraphBuilder(graph).nOutReplace("deep", 7, WeightInit.XAVIER))
        .isInstanceOf(ClassCastException.class)
        .hasMessageContaining("PartialConvolution2D");

    MultiLayerNetwork chain = chain(convolution(), partial(3), loss());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new TransferLearning.Builder(chain).nOutReplace(1, 7, WeightInit.XAVIER).build())
        .withMessageContainingAll("FeedForward", "PartialConvolution2D");
    MultiLayerNetwork wider =
        new TransferLearning.Builder(chain).nOutReplace(0, 7, WeightInit.XAVIER).build();
    assertThatThrownBy(() -> wider.output(image(1)))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContainingAll("[minibatch, 4, ", "[2, 7, 8, 8]");
  }

  @Test
  void aLearningRateIsSetOnTheLayersBeforeItIsSetOnTheNetwork() {
    ComputationGraph graph = trained(unet(DataType.FLOAT, 1));
    float[] before = parameters(graph);

    for (String name : List.of("down", "deep", "up")) {
      conf(graph, name).getUpdater().setLrAndSchedule(0, null);
    }
    graph.setLearningRate(0);
    fit(graph, 1);
    ComputationGraph untouched = restored(before);
    for (String name : List.of("down_W", "down_gamma", "deep_W", "up_W")) {
      INDArray expected = untouched.getParam(name);
      // ND4J's Adam moves by rounding errors with a rate of 0.
      assertThat(TestArrays.largestDifference(graph.getParam(name), expected)).isLessThan(1e-6);
    }
  }

  private static ComputationGraph restored(float[] parameters) {
    ComputationGraph graph = unet(DataType.FLOAT, 1);
    graph.setParams(Nd4j.createFromArray(parameters).reshape(1, parameters.length));
    return graph;
  }

  @Test
  void earlyStoppingKeepsTheBestModel() {
    ComputationGraph graph = unet(DataType.FLOAT, 1);
    MultiDataSet data = data();
    DataSet single = new DataSet(image(1), image(2), mask(DataType.FLOAT), null);
    var saver = new InMemoryModelSaver<ComputationGraph>();
    var configuration =
        new EarlyStoppingConfiguration.Builder<ComputationGraph>()
            .modelSaver(saver)
            .epochTerminationConditions(new MaxEpochsTerminationCondition(4))
            .scoreCalculator(
                new DataSetLossCalculator(new SingletonMultiDataSetIterator(data), true))
            .build();

    EarlyStoppingResult<ComputationGraph> result =
        new EarlyStoppingGraphTrainer(configuration, graph, new SingletonDataSetIterator(single))
            .fit();

    double best =
        result.getScoreVsEpoch().values().stream().mapToDouble(s -> s).min().orElseThrow();
    assertThat(result.getTotalEpochs()).isEqualTo(4);
    assertThat(result.getBestModel().score(data)).isEqualTo(best);
    assertThat(best).isLessThan(unet(DataType.FLOAT, 1).score(data));
  }

  @Test
  void parametersAreReadAndSetByNameAndAsAWhole() {
    ComputationGraph graph = unet(DataType.FLOAT, 1);
    INDArray w = TestArrays.gaussian(new Random(4), DataType.FLOAT, 3, 5, 3, 3);

    assertThat(graph.paramTable()).containsKeys("down_W", "down_b", "down_gamma", "up_W");
    assertThat(graph.paramTable().get("deep_W").shape()).containsExactly(5, 4, 3, 3);
    graph.getLayer("deep").setParamTable(graph.getLayer("deep").paramTable());
    INDArray bias = TestArrays.gaussian(new Random(5), DataType.FLOAT, 5);
    graph.setParam("deep_b", bias);
    assertThat(graph.getLayer("deep").params().get(interval(180, 185))).isEqualTo(bias);

    ComputationGraph other = unet(DataType.FLOAT, 1);
    other.setParams(graph.params());
    assertThat(output(other)).isEqualTo(output(graph));
    assertThat(output(other)).isNotEqualTo(output(unet(DataType.FLOAT, 1)));
    assertThatIllegalArgumentException().isThrownBy(() -> graph.getLayer("deep").setParam("W", w));
  }

  private static INDArrayIndex interval(int from, int to) {
    return NDArrayIndex.interval(from, to);
  }

  @Test
  void doubleAndFloatComputeTheSame() {
    ComputationGraph single = trained(unet(DataType.FLOAT, 1));
    ComputationGraph twice = unet(DataType.DOUBLE, 1);
    twice.setParams(single.params().castTo(DataType.DOUBLE));
    INDArray expected = output(twice, image(1).castTo(DataType.DOUBLE), mask(DataType.DOUBLE));

    assertThat(expected.dataType()).isEqualTo(DataType.DOUBLE);
    assertThat(TestArrays.relativeDifference(output(single), expected)).isLessThan(1e-5);
    // A mask of the other type, and of whole numbers, is taken as well.
    assertThat(output(single, image(1), mask(DataType.DOUBLE))).isEqualTo(output(single));
    assertThat(output(single, image(1), mask(DataType.INT32))).isEqualTo(output(single));
  }

  @Test
  void gradientsComputedApartAreThoseOfTraining() throws IOException {
    ComputationGraph graph = unet(configuration(DataType.FLOAT).updater(new Sgd(1)), 1);
    ComputationGraph fitted = graph.clone();
    graph.setInputs(image(1));
    graph.setLabels(image(2));
    graph.setLayerMaskArrays(new INDArray[] {mask(DataType.FLOAT)}, null);

    graph.computeGradientAndScore();

    ByteArrayOutputStream log = new ByteArrayOutputStream();
    CollectScoresIterationListener scores = new CollectScoresIterationListener(1);
    fitted.setListeners(scores);
    fit(fitted, 1);
    scores.exportScores(log, "=");
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("0=" + graph.score());
    for (String name : List.of("down_W", "down_b", "deep_W", "up_W")) {
      INDArray perExample = graph.gradient().getGradientFor(name).div(2);
      assertThat(perExample.amaxNumber().doubleValue()).as(name).isPositive();
      INDArray expected = graph.getParam(name).sub(perExample);
      assertThat(TestArrays.largestDifference(fitted.getParam(name), expected))
          .as(name)
          .isLessThan(1e-6);
    }
  }

  @Test
  void feedForwardWithMasksGivesWhatOutputGives() {
    ComputationGraph graph = trained(unet(DataType.FLOAT, 1));
    INDArray expected = output(graph);

    graph.setLayerMaskArrays(new INDArray[] {mask(DataType.FLOAT)}, null);
    assertThat(graph.feedForward(image(1), false).get("loss")).isEqualTo(expected);
    graph.clearLayerMaskArrays();
    assertThat(graph.feedForward(image(1), false).get("loss")).isEqualTo(graph.output(image(1))[0]);
    assertThat(graph.output(image(1))[0]).isNotEqualTo(expected);
  }

  @Test
  void batchesMasksAndSizesMayChangeFromCallToCall() {
    ComputationGraph graph = trained(unet(DataType.FLOAT, 1));
    float[] parameters = parameters(graph);
    long[][] shapes = {{2, 8}, {1, 8}, {3, 8}, {3, 12}, {1, 4}, {2, 8}};
    for (int i = 0; i < 2 * shapes.length; i++) {
      long[] shape = shapes[i % shapes.length];
      INDArray x =
          TestArrays.gaussian(new Random(i), DataType.FLOAT, shape[0], 3, shape[1], shape[1]);
      INDArray mask =
          i % 3 == 0
              ? null
              : TestArrays.maskWithHole(DataType.FLOAT, shape[0], shape[1], shape[1], 1, 3);

      assertThat(output(graph, x, mask)).isEqualTo(output(restored(parameters), x, mask));

      if (i % 4 == 0) {
        ComputationGraph fresh = sameAs(graph);
        graph.fit(data(x, x, mask));
        fresh.fit(data(x, x, mask));
        parameters = parameters(graph);
        assertThat(parameters).isEqualTo(parameters(fresh));
      }
    }
  }

  @Test
  void summaryAndMemoryReportNameTheLayers() {
    ComputationGraph graph = unet(DataType.FLOAT, 1);
    assertThat(graph.summary(InputType.convolutional(SIZE, SIZE, 3)))
        .contains("PartialConvolution", "MaskedMerge")
        .contains("%,d".formatted(graph.numParams()));

    var type = InputType.convolutional(SIZE, SIZE, 3);
    var report = graph.getConfiguration().getMemoryReport(type);

    assertThat(report.toString()).contains("PartialConvolution2D");
    long bytes =
        report.getMemoryBytes(
            MemoryType.PARAMETERS, 1, MemoryUseMode.TRAINING, CacheMode.NONE, DataType.FLOAT);
    assertThat(bytes).isEqualTo(4 * graph.numParams());
    assertThat(
            report.getMemoryBytes(
                MemoryType.UPDATER_STATE,
                1,
                MemoryUseMode.TRAINING,
                CacheMode.NONE,
                DataType.FLOAT))
        .isEqualTo(4 * graph.getUpdater().getUpdaterStateViewArray().length());
  }

  @ParameterizedTest
  @EnumSource(CacheMode.class)
  void workspacesAndCachesChangeNothing(CacheMode cache) {
    ComputationGraph expected = trained(unet(DataType.FLOAT, 1));
    for (WorkspaceMode mode : List.of(WorkspaceMode.NONE, WorkspaceMode.ENABLED)) {
      ComputationGraph graph =
          unet(
              configuration(DataType.FLOAT)
                  .cacheMode(cache)
                  .trainingWorkspaceMode(mode)
                  .inferenceWorkspaceMode(mode),
              1);
      assertThat(parameters(trained(graph))).isEqualTo(parameters(expected));
      assertThat(output(graph)).isEqualTo(output(expected));
    }
  }

  @Test
  void nothingIsPretrained() {
    ComputationGraph graph = unet(DataType.FLOAT, 1);
    float[] before = parameters(graph);
    graph.pretrain(new SingletonMultiDataSetIterator(data()));
    assertThat(parameters(graph)).isEqualTo(before);

    MultiLayerNetwork chain = chain(normalized(4), partial(3), loss());
    INDArray params = chain.params().dup();
    chain.pretrain(new SingletonDataSetIterator(new DataSet(image(1), image(2))));
    assertThat(chain.params()).isEqualTo(params);
  }

  @Test
  void aNetworkRebuiltFromJsonOrYamlComputesAndTrainsTheSame() {
    ComputationGraph graph = unet(DataType.FLOAT, 1);
    ComputationGraphConfiguration configuration = graph.getConfiguration();
    for (ComputationGraphConfiguration read :
        List.of(
            ComputationGraphConfiguration.fromJson(configuration.toJson()),
            ComputationGraphConfiguration.fromYaml(configuration.toYaml()))) {
      ComputationGraph rebuilt = new ComputationGraph(read);
      rebuilt.init();
      assertThat(parameters(trained(rebuilt)))
          .isEqualTo(parameters(trained(unet(DataType.FLOAT, 1))));
      assertThat(output(rebuilt)).isNotEqualTo(output(graph));
    }
  }

  private static PartialConvolution2D conf(ComputationGraph graph, String layer) {
    return (PartialConvolution2D) graph.getLayer(layer).conf().getLayer();
  }

  private static float[] parameters(ComputationGraph graph) {
    return graph.params().dup().data().asFloat();
  }

  private static float[] parameters(ComputationGraph graph, String layer) {
    return graph.getLayer(layer).params().dup().data().asFloat();
  }

  private static ComputationGraph trained(ComputationGraph graph) {
    fit(graph, 3);
    return graph;
  }

  private static void fit(ComputationGraph graph, int steps) {
    for (int i = 0; i < steps; i++) {
      graph.fit(data());
    }
  }

  private static INDArray output(ComputationGraph graph) {
    return output(graph, image(1), mask(DataType.FLOAT));
  }

  private static INDArray output(ComputationGraph graph, INDArray x, INDArray mask) {
    INDArray[] masks = mask == null ? null : new INDArray[] {mask};
    return graph.output(false, new INDArray[] {x}, masks)[0];
  }

  private static MultiDataSet data() {
    return data(image(1), image(2), mask(DataType.FLOAT));
  }

  private static MultiDataSet data(INDArray x, INDArray y, INDArray mask) {
    INDArray[] masks = mask == null ? null : new INDArray[] {mask};
    return new MultiDataSet(new INDArray[] {x}, new INDArray[] {y}, masks, null);
  }

  private static INDArray image(int seed) {
    return TestArrays.gaussian(new Random(seed), DataType.FLOAT, 2, 3, SIZE, SIZE);
  }

  private static INDArray mask(DataType type) {
    return TestArrays.maskWithHole(type, 2, SIZE, SIZE, 1, 7);
  }

  private static PartialConvolution2D partial(int out) {
    return new PartialConvolution2D.Builder(3).padding(1).nOut(out).build();
  }

  private static ConvolutionLayer convolution() {
    return new ConvolutionLayer.Builder(3, 3).padding(1, 1).nOut(4).build();
  }

  private static PartialConvolution2D normalized(int out) {
    return normalized(out, new ActivationTanH());
  }

  private static PartialConvolution2D normalized(int out, IActivation activation) {
    return new PartialConvolution2D.Builder(3)
        .padding(1)
        .nOut(out)
        .batchNormalization()
        .activation(activation)
        .build();
  }

  private static CnnLossLayer loss() {
    return new CnnLossLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).build();
  }

  private static NeuralNetConfiguration.Builder configuration(DataType type) {
    return new NeuralNetConfiguration.Builder()
        .seed(9)
        .dataType(type)
        .updater(new Adam(0.01))
        .activation(Activation.TANH);
  }

  private static ComputationGraph unet(DataType type, double retained) {
    return unet(configuration(type), retained);
  }

  /** One level of a U-Net, its hole not closed where the merge vertex sees it. */
  private static ComputationGraph unet(
      NeuralNetConfiguration.Builder configuration, double retained) {
    PartialConvolution2D.Builder down =
        new PartialConvolution2D.Builder(3)
            .nOut(4)
            .stride(2)
            .padding(1)
            .batchNormalization()
            .activation(new ActivationLReLU(0.2));
    PartialConvolution2D up =
        new PartialConvolution2D.Builder(3)
            .nOut(3)
            .padding(1)
            .upsample(2)
            .maskOutput(false)
            .build();
    return graph(
        configuration
            .graphBuilder()
            .addInputs("x")
            .setInputTypes(InputType.convolutional(SIZE, SIZE, 3))
            .addLayer("down", (retained < 1 ? down.dropOut(retained) : down).build(), "x")
            .addLayer("deep", partial(5), "down")
            .addVertex("merge", new MaskedMergeVertex(), "deep", "down")
            .addLayer("up", up, "merge"),
        "up");
  }

  private static ComputationGraph graph(GraphBuilder builder, String last) {
    ComputationGraph graph =
        new ComputationGraph(builder.addLayer("loss", loss(), last).setOutputs("loss").build());
    graph.init();
    return graph;
  }

  private static MultiLayerNetwork chain(Layer... layers) {
    var list = configuration(DataType.FLOAT).list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(list.setInputType(InputType.convolutional(SIZE, SIZE, 3)).build());
    network.init();
    return network;
  }
}
