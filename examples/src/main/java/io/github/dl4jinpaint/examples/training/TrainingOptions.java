package io.github.dl4jinpaint.examples.training;

import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.model.InpaintingLoss;
import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.PartialConvUNet;
import io.github.dl4jinpaint.model.PartialConvUNet.Skip;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Options of commands that train a network. Their names are settings of a run, which is resumed
 * with the same ones only: an option that is added here would keep older runs from going on.
 */
public final class TrainingOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How often to go through the training images.")
  private int epochs;

  @Option(names = "--batch", paramLabel = "N", description = "Images in a batch.")
  private int batch;

  @Option(names = "--lr", paramLabel = "RATE", description = "Adam's learning rate at first.")
  private double learningRate;

  @Option(
      names = "--skip",
      description =
          "What the network's skip connections bring, its own choice unless given. One of:"
              + " ${COMPLETION-CANDIDATES}.")
  private Skip skip;

  @Option(names = "--loss", description = "Distance of pixels. One of: ${COMPLETION-CANDIDATES}.")
  private PixelLoss loss = PixelLoss.l2;

  @Option(names = "--hole-weight", paramLabel = "W", description = "The holes' weight in the loss.")
  private double holeWeight;

  @Option(
      names = "--total-variation",
      paramLabel = "W",
      description = "The weight of the total variation around the holes.")
  private double totalVariation;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "Start with the weights of this model or checkpoint of the same network.")
  private Path from;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of weights, masks and order.")
  private long seed = 42;

  @Option(names = "--out", paramLabel = "DIR", description = "Where to write to.")
  private Path out;

  @Option(
      names = "--resume",
      description =
          "Go on from the output folder's newest checkpoint, with the options and the data that its"
              + " run began with.")
  private boolean resume;

  /**
   * Options with a command's own defaults.
   *
   * @param skip null: the network's own choice
   */
  public TrainingOptions(
      int epochs, int batch, double learningRate, Skip skip, double holeWeight, Path out) {
    this.epochs = epochs;
    this.batch = batch;
    this.learningRate = learningRate;
    this.skip = skip;
    this.holeWeight = holeWeight;
    this.out = out;
  }

  /** Refuses values that are out of bounds. */
  public void check() {
    Commands.requirePositive(command, "--epochs", epochs);
    Commands.requirePositive(command, "--batch", batch);
    Commands.requirePositive(command, "--lr", learningRate);
    Commands.requirePositive(command, "--hole-weight", holeWeight);
  }

  /** {@return how often to go through the images} */
  public int epochs() {
    return epochs;
  }

  /** {@return images in a batch} */
  public int batch() {
    return batch;
  }

  /** {@return the seed of weights, masks and order} */
  public long seed() {
    return seed;
  }

  /** {@return the run's folder} */
  public Path out() {
    return out;
  }

  /** {@return whether the folder's run goes on} */
  public boolean resume() {
    return resume;
  }

  /** {@return Adam's learning rate at first} */
  double learningRate() {
    return learningRate;
  }

  /** {@return the model to start with; null for random weights} */
  Path from() {
    return from;
  }

  /**
   * The weights to start with.
   *
   * @param network to train
   * @param name what it is called, for messages
   * @return null for random ones, and where a run is resumed without naming them
   * @throws IOException where the model can't be read
   * @throws IllegalArgumentException where it is of another network
   */
  public INDArray weights(PartialConvUNet.Builder network, String name) throws IOException {
    if (from == null) {
      return null;
    }
    ComputationGraph trained = ModelFiles.load(from);
    ComputationGraph graph = wired(network).build();
    Map<String, String> expected = shapes(graph);
    Map<String, String> got = shapes(trained);
    if (!got.equals(expected)) {
      throw new IllegalArgumentException(
          "--from %s is another network than %s: %,d parameters in %d arrays, not %,d in %d"
              .formatted(
                  from, name, trained.numParams(), got.size(), graph.numParams(), expected.size()));
    }
    return trained.params();
  }

  private PartialConvUNet.Builder wired(PartialConvUNet.Builder network) {
    return skip == null ? network : network.skip(skip);
  }

  private static Map<String, String> shapes(ComputationGraph graph) {
    Map<String, String> shapes = new HashMap<>();
    graph.paramTable().forEach((name, array) -> shapes.put(name, Arrays.toString(array.shape())));
    return shapes;
  }

  /**
   * The network to train.
   *
   * @param network of the size to train with
   * @param weights to start with; null for random ones
   * @param validWeight the valid pixels' weight in the loss
   * @param schedule of the learning rate over all steps
   * @param steps of the run
   */
  public ComputationGraph network(
      PartialConvUNet.Builder network,
      INDArray weights,
      double validWeight,
      Schedule schedule,
      int steps) {
    network
        .seed(seed)
        .updater(schedule.adam(learningRate, steps))
        .loss(new InpaintingLoss(loss == PixelLoss.l2, holeWeight, validWeight, totalVariation));
    ComputationGraph graph = wired(network).build();
    if (weights != null) {
      graph.setParams(weights);
    }
    return graph;
  }
}
