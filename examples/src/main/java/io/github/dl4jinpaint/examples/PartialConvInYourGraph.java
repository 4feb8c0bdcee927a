package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.examples.command.Backend;
import io.github.dl4jinpaint.examples.command.Cifar10Options;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.compare.ClassifierComparison;
import io.github.dl4jinpaint.layers.PartialConvolution2D;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Puts {@link PartialConvolution2D} into an ordinary classifier, for images of which parts are
 * missing: trains it and the same network with Deeplearning4j's {@link ConvolutionLayer} on
 * CIFAR-10 with irregular holes, and compares how many test images they recognise.
 */
@Command(
    name = "PartialConvInYourGraph",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Trains a small classifier on CIFAR-10 images with holes twice, with partial and with"
          + " ordinary convolutions, and compares their accuracy.",
      "Images, masks, first weights and order are the same for both."
    },
    footerHeading = "%nExample:%n",
    footer = "  ${COMMAND-FULL-NAME} --images 10000 --epochs 4")
public final class PartialConvInYourGraph implements Callable<Integer> {

  private static final int CLASSES = 10;
  private static final int TEST_IMAGES = 2_000;

  @Spec private CommandSpec spec;

  @Mixin private Cifar10Options cifar10 = new Cifar10Options();

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "How many training images, the first ones.")
  private int images = 10_000;

  @Option(names = "--epochs", paramLabel = "N", description = "How often to go through them.")
  private int epochs = 4;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of weights and masks.")
  private long seed = 42;

  PartialConvInYourGraph() {}

  /** What the two networks differ by. */
  enum Convolution {
    PARTIAL("PartialConvolution2D"),
    ORDINARY("ConvolutionLayer");

    private final String label;

    Convolution(String label) {
      this.label = label;
    }

    Layer layer(int channels) {
      return switch (this) {
        case PARTIAL ->
            new PartialConvolution2D.Builder(3, 3)
                .nOut(channels)
                .stride(2, 2)
                .padding(1, 1)
                .build();
        case ORDINARY ->
            new ConvolutionLayer.Builder(3, 3).nOut(channels).stride(2, 2).padding(1, 1).build();
      };
    }
  }

  ComputationGraph network(Convolution convolution) {
    ComputationGraph network =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Adam(0.002))
                .weightInit(WeightInit.RELU)
                .activation(Activation.RELU)
                .graphBuilder()
                .addInputs("image")
                .setInputTypes(InputType.convolutional(32, 32, 3))
                .addLayer("c1", convolution.layer(32), "image")
                .addLayer("n1", new BatchNormalization(), "c1")
                .addLayer("c2", convolution.layer(64), "n1")
                .addLayer("n2", new BatchNormalization(), "c2")
                .addLayer("c3", convolution.layer(128), "n2")
                .addLayer("n3", new BatchNormalization(), "c3")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "n3")
                .addLayer("class", softmax(), "pool")
                .setOutputs("class")
                .build());
    network.init();
    return network;
  }

  private static Layer softmax() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    Commands.run(new PartialConvInYourGraph(), args);
  }

  @Override
  public Integer call() {
    Commands.requirePositive(spec, "--images", images);
    Commands.requirePositive(spec, "--epochs", epochs);
    Backend.report();
    compare(cifar10.trainingImages().limit(images), cifar10.testImages().limit(TEST_IMAGES));
    return 0;
  }

  /** Trains and tests both networks, and prints a table of what they recognise. */
  void compare(ImageSource training, ImageSource test) {
    ClassifierComparison comparison = new ClassifierComparison(training, test, CLASSES, seed);
    for (Convolution convolution : Convolution.values()) {
      comparison.train(convolution.label, network(convolution), epochs);
    }
    System.out.print(comparison);
  }
}
