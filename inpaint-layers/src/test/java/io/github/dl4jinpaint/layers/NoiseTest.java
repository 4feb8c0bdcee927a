package io.github.dl4jinpaint.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Deeplearning4j's dropout and noise may change a layer's output in place: what a partial
 * convolution keeps for its own gradient must not be that array.
 */
@DisplayName("With noise of every kind, gradients equal those of the stock layers")
class NoiseTest {

  private static final int EXAMPLES = 3;
  private static final int OUTPUTS = 2;

  /** A slope that has few digits: ND4J's gradient of leaky ReLU rounds it to a float. */
  private static final IActivation LEAKY = new ActivationLReLU(0.25);

  private static final List<IActivation> ACTIVATIONS =
      List.of(
          LEAKY,
          Activation.IDENTITY.getActivationFunction(),
          Activation.RELU.getActivationFunction(),
          Activation.TANH.getActivationFunction(),
          Activation.ELU.getActivationFunction(),
          Activation.SWISH.getActivationFunction(),
          Activation.GELU.getActivationFunction(),
          Activation.SOFTPLUS.getActivationFunction());

  private static final List<IDropout> DROPOUTS =
      List.of(
          new Dropout(0.6),
          new AlphaDropout(0.7),
          new GaussianDropout(0.3),
          new GaussianNoise(1),
          new SpatialDropout(0.6));

  private static final List<IWeightNoise> WEIGHT_NOISES =
      List.of(
          new DropConnect(0.5),
          new WeightNoise(new NormalDistribution(0, 0.3)),
          new WeightNoise(new NormalDistribution(1, 0.3), true, false));

  private enum Data {
    SERIES(InputType.recurrent(2, 9), 2, 9),
    IMAGES(InputType.convolutional(9, 8, 2), 2, 9, 8),
    VOLUMES(InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 5, 6, 5, 2), 2, 5, 6, 5);

    private final InputType type;
    private final long[] shape;

    Data(InputType type, long... shape) {
      this.type = type;
      this.shape = shape;
    }

    INDArray random(int seed) {
      long[] batch = LongStream.concat(LongStream.of(EXAMPLES), Arrays.stream(shape)).toArray();
      return TestArrays.gaussian(new Random(seed), DataType.DOUBLE, batch);
    }

    Layer partial(int out, IActivation function, IDropout drop, IWeightNoise noise) {
      return switch (this) {
        case SERIES ->
            new PartialConvolution1D.Builder(3)
                .nOut(out)
                .activation(function)
                .dropOut(drop)
                .weightNoise(noise)
                .build();
        case IMAGES ->
            new PartialConvolution2D.Builder(3)
                .nOut(out)
                .activation(function)
                .dropOut(drop)
                .weightNoise(noise)
                .build();
        case VOLUMES ->
            new PartialConvolution3D.Builder(3)
                .nOut(out)
                .activation(function)
                .dropOut(drop)
                .weightNoise(noise)
                .build();
      };
    }
  }

  private static Layer stock(int out, IActivation function, IDropout drop, IWeightNoise noise) {
    return new ConvolutionLayer.Builder(3, 3)
        .nOut(out)
        .activation(function)
        .dropOut(drop)
        .weightNoise(noise)
        .build();
  }

  private enum NetworkClass {
    MULTI_LAYER,
    GRAPH
  }

  /** Where noise is put in between two convolutions. */
  private enum Place {
    NEXT_LAYER,
    LAYER_OF_ITS_OWN
  }

  private record Case(Data data, IActivation function, Place place, NetworkClass networkClass) {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (NetworkClass networkClass : NetworkClass.values()) {
      for (Place place : Place.values()) {
        ACTIVATIONS.forEach(f -> cases.add(new Case(Data.IMAGES, f, place, networkClass)));
        cases.add(new Case(Data.SERIES, LEAKY, place, networkClass));
        cases.add(new Case(Data.VOLUMES, LEAKY, place, networkClass));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void behindDropoutOfEveryKind(Case c) {
    for (IDropout dropout : DROPOUTS) {
      boolean inside = c.place == Place.NEXT_LAYER;
      IDropout within = inside ? dropout : null;
      List<Layer> ours = new ArrayList<>(List.of(c.data.partial(3, c.function, null, null)));
      List<Layer> expected = new ArrayList<>();
      if (c.data == Data.IMAGES) {
        expected.add(stock(3, c.function, null, null));
      } else {
        // Stock layers of series and volumes don't take dropout back, nor noise alike.
        expected.addAll(ours);
        expected.add(new ActivationLayer(Activation.IDENTITY));
      }
      if (!inside) {
        ours.add(new DropoutLayer(dropout.clone()));
        expected.add(new DropoutLayer(dropout.clone()));
      }
      Layer next = c.data.partial(2, LEAKY, within, null);
      ours.add(next);
      expected.add(c.data == Data.IMAGES ? stock(2, LEAKY, within, null) : next);
      assertSameGradients(c.data, c.networkClass, ours, expected, dropout.toString());
    }
  }

  @ParameterizedTest
  @EnumSource
  void withWeightNoiseOfEveryKind(NetworkClass networkClass) {
    Data data = Data.IMAGES;
    for (IWeightNoise noise : WEIGHT_NOISES) {
      assertSameGradients(
          data,
          networkClass,
          List.of(data.partial(3, LEAKY, null, noise), data.partial(2, LEAKY, null, noise)),
          List.of(stock(3, LEAKY, null, noise), stock(2, LEAKY, null, noise)),
          noise.toString());
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofFrozenLayers(NetworkClass networkClass) {
    for (IDropout dropout : DROPOUTS) {
      Data data = Data.IMAGES;
      assertSameGradients(
          data,
          networkClass,
          List.of(
              data.partial(3, LEAKY, null, null),
              new FrozenLayerWithBackprop(data.partial(3, LEAKY, null, null)),
              data.partial(2, LEAKY, dropout, null)),
          List.of(
              stock(3, LEAKY, null, null),
              new FrozenLayerWithBackprop(stock(3, LEAKY, null, null)),
              stock(2, LEAKY, dropout, null)),
          dropout.toString());
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofLayersThatNormalise(NetworkClass networkClass) {
    for (IActivation function : ACTIVATIONS) {
      for (IDropout dropout : DROPOUTS) {
        Layer normalising =
            new PartialConvolution2D.Builder(3)
                .nOut(3)
                .batchNormalization()
                .activation(function)
                .build();
        // Deeplearning4j's BatchNormalization has no activation function of its own in a graph.
        List<Layer> stock =
            List.of(
                stock(3, Activation.IDENTITY.getActivationFunction(), null, null),
                new BatchNormalization.Builder().build(),
                new ActivationLayer(function),
                stock(2, LEAKY, dropout, null));
        List<Layer> ours = List.of(normalising, Data.IMAGES.partial(2, LEAKY, dropout, null));
        assertSameGradients(Data.IMAGES, networkClass, ours, stock, function + " " + dropout);
      }
    }
  }

  @Test
  void behindMergedAndUpsampledFeatures() {
    for (IDropout dropout : DROPOUTS) {
      assertSame(
          gradients(merging(true, dropout), Data.IMAGES),
          gradients(merging(false, dropout), Data.IMAGES),
          dropout.toString());
    }
  }

  /** Two branches, merged, one of them up-sampled, then noise in place. */
  private static ComputationGraph merging(boolean ours, IDropout dropout) {
    Data data = Data.IMAGES;
    GraphBuilder graph =
        configuration()
            .graphBuilder()
            .addInputs("x")
            .setInputTypes(data.type)
            .addLayer("left", conv(ours, 3, null), "x")
            .addLayer("right", conv(ours, 2, null), "x");
    if (ours) {
      graph.addVertex("merged", new MaskedMergeVertex(), "left", "right");
      graph.addLayer("up", new MaskedUpsampling2D(2), "merged");
    } else {
      graph.addVertex("merged", new MergeVertex(), "left", "right");
      graph.addLayer("up", new Upsampling2D.Builder(2).build(), "merged");
    }
    graph
        .addLayer("dropped", new DropoutLayer(dropout.clone()), "up")
        .addLayer("next", conv(ours, 2, dropout), "dropped");
    return initialised(graph, "next");
  }

  @Test
  void ofFeaturesThatAnotherLayerTakesToo() {
    for (IDropout dropout : DROPOUTS) {
      assertSame(
          gradients(shared(false, dropout), Data.IMAGES),
          gradients(shared(true, dropout), Data.IMAGES),
          dropout.toString());
    }
  }

  /** Two layers with the same input, the last of which drops. */
  private static ComputationGraph shared(boolean copied, IDropout dropout) {
    GraphBuilder graph =
        configuration()
            .graphBuilder()
            .addInputs("x")
            .setInputTypes(Data.IMAGES.type)
            .addLayer("first", conv(true, 3, null), "x")
            .addLayer("left", conv(true, 3, null), "first");
    String from = "first";
    if (copied) {
      graph.addLayer("copy", new ActivationLayer(Activation.IDENTITY), "first");
      from = "copy";
    }
    graph.addLayer("right", conv(true, 3, dropout), from);
    graph.addVertex("merged", new MaskedMergeVertex(), "left", "right");
    return initialised(graph, "merged");
  }

  private static Layer conv(boolean ours, int out, IDropout dropout) {
    return ours ? Data.IMAGES.partial(out, LEAKY, dropout, null) : stock(out, LEAKY, dropout, null);
  }

  private static NeuralNetConfiguration.Builder configuration() {
    return new NeuralNetConfiguration.Builder()
        .dataType(DataType.DOUBLE)
        .seed(7)
        .updater(new NoOp());
  }

  private static List<Layer> withEnd(List<Layer> layers) {
    List<Layer> all = new ArrayList<>(layers);
    all.add(new GlobalPoolingLayer(PoolingType.AVG));
    all.add(
        new OutputLayer.Builder(LossFunction.MSE)
            .nOut(OUTPUTS)
            .activation(Activation.IDENTITY)
            .build());
    return all;
  }

  private static ComputationGraph initialised(GraphBuilder graph, String last) {
    List<Layer> end = withEnd(List.of());
    graph.addLayer("pooled", end.get(0), last).addLayer("out", end.get(1), "pooled");
    ComputationGraph initialised = new ComputationGraph(graph.setOutputs("out").build());
    initialised.init();
    return initialised;
  }

  private static Model network(Data data, NetworkClass networkClass, List<Layer> layers) {
    if (networkClass == NetworkClass.GRAPH) {
      GraphBuilder graph = configuration().graphBuilder().addInputs("x").setInputTypes(data.type);
      String before = "x";
      for (int i = 0; i < layers.size(); i++) {
        graph.addLayer("layer" + i, layers.get(i), before);
        before = "layer" + i;
      }
      return initialised(graph, before);
    }
    NeuralNetConfiguration.ListBuilder list = configuration().list();
    withEnd(layers).forEach(list::layer);
    MultiLayerNetwork network = new MultiLayerNetwork(list.setInputType(data.type).build());
    network.init();
    return network;
  }

  private static void assertSameGradients(
      Data data, NetworkClass networkClass, List<Layer> ours, List<Layer> stock, String noise) {
    assertSame(
        gradients(network(data, networkClass, ours), data),
        gradients(network(data, networkClass, stock), data),
        noise);
  }

  private static void assertSame(
      List<INDArray> found, List<INDArray> expected, String description) {
    assertThat(found).as(description).hasSameSizeAs(expected);
    // A bias in front of a batch normalisation has a gradient of 0, or of nothing but rounding.
    double magnitude =
        expected.stream()
            .mapToDouble(array -> array.amaxNumber().doubleValue())
            .max()
            .orElseThrow();
    for (int i = 0; i < found.size(); i++) {
      assertThat(TestArrays.largestDifference(found.get(i), expected.get(i)) / magnitude)
          .as("%s, gradient %d", description, i)
          .isCloseTo(0, within(1e-10));
    }
  }

  /**
   * Gradients of all weights and biases, of the first layer at first; weights that follow from
   * their places.
   */
  private static List<INDArray> gradients(Model network, Data data) {
    INDArray x = data.random(1);
    INDArray y = TestArrays.gaussian(new Random(2), DataType.DOUBLE, EXAMPLES, OUTPUTS);
    Map<String, INDArray> parameters = weights(network.paramTable());
    int seed = 10;
    for (INDArray parameter : parameters.values()) {
      Random random = new Random(seed++);
      parameter.assign(
          TestArrays.gaussian(random, DataType.DOUBLE, parameter.shape()).muli(0.4).addi(0.1));
    }
    Nd4j.getRandom().setSeed(5);
    if (network instanceof MultiLayerNetwork layers) {
      layers.fit(new DataSet(x, y));
    } else {
      ((ComputationGraph) network).fit(new MultiDataSet(x, y));
    }
    Map<String, INDArray> gradients = weights(network.gradient().gradientForVariable());
    // Frozen layers have none.
    assertThat(parameters.keySet()).containsAll(gradients.keySet());
    return List.copyOf(gradients.values());
  }

  private static Map<String, INDArray> weights(Map<String, INDArray> all) {
    Map<String, INDArray> weights = new TreeMap<>();
    all.forEach(
        (name, array) -> {
          if (name.endsWith("_W") || name.endsWith("_b")) {
            weights.put(name, array);
          }
        });
    return weights;
  }
}
