package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.data.mask.IrregularMasks;
import io.github.dl4jinpaint.data.mask.MaskGenerator;
import io.github.dl4jinpaint.examples.command.Backend;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.compare.Cifar10Triples;
import io.github.dl4jinpaint.examples.compare.ClassifierBatches;
import io.github.dl4jinpaint.layers.PartialConvolution2D;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import picocli.CommandLine.Command;
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
    })
public final class PartialConvInYourGraph implements Callable<Integer> {

  private static final int CLASSES = 10;
  private static final int BATCH = 50;
  private static final int TEST_IMAGES = 2_000;
  private static final long TEST_SEED = 1;

  /** Shares of holes in percent. */
  private record Holes(int least, int most) {

    static final Holes TRAINING = new Holes(5, 50);

    static final List<Holes> TEST =
        List.of(
            TRAINING,
            new Holes(0, 0),
            new Holes(10, 20),
            new Holes(30, 40),
            new Holes(50, 60),
            new Holes(70, 80));

    MaskGenerator masks() {
      return IrregularMasks.withHoleRatio(least / 100.0, most / 100.0);
    }

    @Override
    public String toString() {
      return most == 0 ? "no holes" : least + "-" + most + " %";
    }
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder with CIFAR-10's binary files. Without it, they are downloaded once (162 MB) into"
              + " ~/.dl4j-inpaint.")
  private Path data;

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
    compare(
        Cifar10Triples.trainingImages(data).limit(images),
        Cifar10Triples.testImages(data).limit(TEST_IMAGES));
    return 0;
  }

  /** Trains and tests both networks, and prints a table of what they recognise. */
  void compare(ImageSource training, ImageSource test) {
    StringBuilder table = new StringBuilder("%-21s".formatted("share of holes"));
    Holes.TEST.forEach(holes -> table.append("%10s".formatted(holes)));
    for (Convolution convolution : Convolution.values()) {
      ComputationGraph network = network(convolution);
      train(network, convolution.label, training, test);
      table.append("%n%-21s".formatted(convolution.label));
      for (Holes holes : Holes.TEST) {
        table.append(String.format(Locale.ROOT, "%8.1f %%", 100 * accuracy(network, test, holes)));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%nAccuracy on %,d test images; trained with %s of holes%n%s%n",
        test.size(),
        Holes.TRAINING,
        table);
  }

  private void train(
      ComputationGraph network, String label, ImageSource training, ImageSource test) {
    MultiDataSetIterator batches = batches(training, Holes.TRAINING, seed);
    for (int epoch = 1; epoch <= epochs; epoch++) {
      long start = System.nanoTime();
      network.fit(batches);
      double speed = training.size() / ((System.nanoTime() - start) / 1e9);
      System.out.printf(
          Locale.ROOT,
          "%s, epoch %d/%d: %.0f images/s, accuracy %.1f %%%n",
          label,
          epoch,
          epochs,
          speed,
          100 * accuracy(network, test, Holes.TRAINING));
    }
  }

  private static double accuracy(ComputationGraph network, ImageSource test, Holes holes) {
    return network.evaluate(batches(test, holes, TEST_SEED)).accuracy();
  }

  private static MultiDataSetIterator batches(ImageSource images, Holes holes, long seed) {
    return ClassifierBatches.of(images, holes.masks(), seed, CLASSES, BATCH);
  }
}
