package io.github.dl4jinpaint.model.inpainting;

import io.github.dl4jinpaint.layers.MaskedMergeVertex;
import io.github.dl4jinpaint.layers.PartialConvolution2D;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The network that makes one filling of several: a U-Net whose input [minibatch, {@link
 * FusionInput#CHANNELS}, height, width] is what {@link FusionInput} says of a picture and whose
 * output [minibatch, 3, height, width] is what has to be added to its mean filling. Nothing is
 * masked: where holes are is one of the channels.
 *
 * <p>Height and width are multiples of {@link #DOWNSAMPLING}.
 */
final class FusionNetwork {

  /** Name of the graph's input. */
  static final String INPUT = "fillings";

  /** Name of the graph's output. */
  static final String OUTPUT = "difference";

  /** By how much the deepest maps are smaller than the picture. */
  static final int DOWNSAMPLING = 16;

  /** Channels at full size, at half of it, and so on. */
  private static final int[] CHANNELS = {32, 48, 64, 96, 128};

  /** Of a layer: without a normalisation one batch could throw the network out of its way. */
  private static final double LARGEST_GRADIENT = 1;

  private FusionNetwork() {}

  /**
   * Builds and initialises the network. Its output is 0 before it is trained.
   *
   * @param size height and width that the graph is built for; the parameters don't depend on it
   * @param seed of the initial weights
   * @param updater the optimiser
   * @return a graph to train
   */
  static ComputationGraph build(int size, long seed, IUpdater updater) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .updater(updater)
            .weightInit(WeightInit.RELU)
            .activation(Activation.IDENTITY)
            .gradientNormalization(GradientNormalization.ClipL2PerLayer)
            .gradientNormalizationThreshold(LARGEST_GRADIENT)
            .graphBuilder()
            .addInputs(INPUT)
            .setInputTypes(InputType.convolutional(size, size, FusionInput.CHANNELS));
    int levels = CHANNELS.length;
    String[] maps = new String[levels];
    String x = INPUT;
    for (int level = 0; level < levels; level++) {
      if (level > 0) {
        x = add(graph, "down" + level, convolution(CHANNELS[level]).stride(2, 2), x);
      }
      x = add(graph, "encoder" + level, convolution(CHANNELS[level]), x);
      maps[level] = x;
    }
    for (int level = levels - 2; level >= 0; level--) {
      x = add(graph, "up" + level, convolution(CHANNELS[level]).upsample(2), x);
      graph.addVertex("merge" + level, new MaskedMergeVertex(), x, maps[level]);
      x = add(graph, "decoder" + level, convolution(CHANNELS[level]), "merge" + level);
    }
    x =
        add(
            graph,
            "last",
            convolution(3).weightInit(WeightInit.ZERO).activation(Activation.IDENTITY),
            x);
    graph.addLayer(
        OUTPUT,
        new CnnLossLayer.Builder(LossFunction.L2).activation(Activation.IDENTITY).build(),
        x);
    ComputationGraph network = new ComputationGraph(graph.setOutputs(OUTPUT).build());
    network.init();
    return network;
  }

  /** Whether a graph is such a network, of this or another version. */
  static boolean isOne(ComputationGraph graph) {
    return graph.getConfiguration().getNetworkInputs().equals(List.of(INPUT))
        && graph.getConfiguration().getNetworkOutputs().equals(List.of(OUTPUT));
  }

  /** How many channels such a network is given. */
  static long inputChannels(ComputationGraph graph) {
    return graph.getLayer("encoder0").getParam("W").size(1);
  }

  private static PartialConvolution2D.Builder convolution(int channels) {
    return new PartialConvolution2D.Builder(3)
        .nOut(channels)
        .padding(1)
        .activation(new ActivationLReLU(0.2));
  }

  private static String add(
      GraphBuilder graph, String name, PartialConvolution2D.Builder convolution, String input) {
    graph.addLayer(name, convolution.build(), input);
    return name;
  }
}
