package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.InpaintingRecordReader;
import io.github.dl4jinpaint.data.image.ImageFolder;
import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.data.mask.MaskGenerator;
import io.github.dl4jinpaint.data.mask.Masks;
import io.github.dl4jinpaint.examples.command.Backend;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Interruption;
import io.github.dl4jinpaint.examples.command.PixelLoss;
import io.github.dl4jinpaint.examples.command.RunOptions;
import io.github.dl4jinpaint.examples.command.Schedule;
import io.github.dl4jinpaint.examples.command.Sha256;
import io.github.dl4jinpaint.examples.command.Training;
import io.github.dl4jinpaint.examples.command.TrainingPlace;
import io.github.dl4jinpaint.examples.command.TrainingPlace.Data;
import io.github.dl4jinpaint.examples.command.TrainingPlace.Readers;
import io.github.dl4jinpaint.examples.compare.BlobMasks;
import io.github.dl4jinpaint.examples.compare.CroppedMasks;
import io.github.dl4jinpaint.examples.compare.PhotoTiles;
import io.github.dl4jinpaint.model.InpaintingLoss;
import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.PartialConvUNet;
import io.github.dl4jinpaint.model.PartialConvUNet.Skip;
import io.github.dl4jinpaint.model.training.InpaintingTrainer;
import io.github.dl4jinpaint.model.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains network 2 on a folder of photographs, with the holes that people have in theirs. */
@Command(
    name = "TrainPhotos",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Trains an inpainting network on a folder of photographs with holes: scratches, text, lines,"
          + " brush strokes and blobs. Ctrl-C stops and saves; --resume goes on.",
      "Writes into the output folder: once, the photographs cut into small tiles; after every epoch"
          + " a checkpoint, model.zip (the best network so far on every tenth photograph, which it"
          + " isn't trained on) and a sheet of pictures; while training, loss.csv, batches.csv and"
          + " loss.png.",
      "The model knows holes of up to half of --size. Say so where it is used: give EvaluatePhotos,"
          + " InpaintImages and InpaintServer that number as --largest-hole beside --model, an"
          + " Inpainter as withLargestHole."
    })
public final class TrainPhotos implements Callable<Integer> {

  /** What a process returns that Ctrl-C ended. */
  private static final int INTERRUPTED = 130;

  private static final String STARTED_FROM = "started from";
  private static final long VALIDATION_SEED = 1;

  private final TrainingPlace place;

  @Spec private CommandSpec spec;

  @Option(
      names = "--photos",
      paramLabel = "DIR",
      description = "Photographs, and folders of them: at least 2, dozens to learn from.")
  private Path photos;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      description = "Height and width of the crops to train on, a multiple of 16.")
  private int size = 64;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How often to take a crop from every tile.")
  private int epochs = 20;

  @Option(names = "--batch", paramLabel = "N", description = "Crops in a batch.")
  private int batch = 8;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = "Adam's first learning rate; it falls to 0 along half a cosine.")
  private double learningRate = 0.002;

  @Option(
      names = "--skip",
      description = "What the network's skip connections bring. One of: ${COMPLETION-CANDIDATES}.")
  private Skip skip = Skip.ENCODER_INPUT;

  @Option(names = "--loss", description = "Distance of pixels. One of: ${COMPLETION-CANDIDATES}.")
  private PixelLoss loss = PixelLoss.l2;

  @Option(names = "--hole-weight", paramLabel = "W", description = "The holes' weight in the loss.")
  private double holeWeight = 6;

  @Option(
      names = "--total-variation",
      paramLabel = "W",
      description = "The weight of the total variation around the holes.")
  private double totalVariation = 0;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "Start with the weights of this model or checkpoint of network 2.")
  private Path from;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of weights, crops and masks.")
  private long seed = 42;

  @Option(names = "--out", paramLabel = "DIR", description = "Where to write to.")
  private Path out = Path.of("out", "train-photos");

  @Option(
      names = "--resume",
      description =
          "Go on from the output folder's newest checkpoint, with the options that its run began"
              + " with.")
  private boolean resume;

  /** The settings of the run that is resumed. */
  private Map<String, String> begunWith = Map.of();

  TrainPhotos() {
    this(TrainingPlace.HERE);
  }

  /** Trains elsewhere than in this process. */
  public TrainPhotos(TrainingPlace place) {
    this.place = place;
  }

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    Commands.run(new TrainPhotos(), args);
  }

  @Override
  public Integer call() throws IOException {
    RunOptions options = new RunOptions(spec);
    if (resume) {
      begunWith = InpaintingTrainer.progress(out).settings();
      options.parseAgain(begunWith);
    }
    check();
    Backend.report();
    // Before the photographs are cut, which takes long.
    INDArray weights = resume || from == null ? null : startingWeights();
    PhotoTiles tiles = new PhotoTiles(2 * size, out.resolve("tiles-" + 2 * size));
    if (!resume) {
      tiles.cut(photos);
    }
    ImageSource crops = ImageFolder.of(tiles.training()).cropRandom(size).flippedAtRandom();
    ImageSource others = ImageFolder.of(tiles.validation()).cropCentre(size);
    MultiDataSetIterator validation =
        reader(others, size, VALIDATION_SEED).fixedMasks().build().batches(batch);
    String sha256 = Sha256.of(crops);
    InpaintingTrainer.Builder builder =
        InpaintingTrainer.builder(out)
            .validation(validation)
            .epochs(epochs)
            .setting("flip", true)
            .setting("training data", crops.size() + " crops, SHA-256 " + sha256)
            .setting("validation data", "SHA-256 " + Sha256.of(others));
    place.tell(builder, new Data(readers(crops, size, seed), crops.size(), batch, sha256));
    String startedFrom = startedFrom();
    if (startedFrom != null) {
      builder.setting(STARTED_FROM, startedFrom);
    }
    options.tell(builder, Set.of());
    int step = place.workers() * batch;
    try (Training shown = new Training(out, crops.size(), step, epochs, validation)) {
      builder.onEpoch(shown);
      builder.listeners(shown);
      return run(builder.build(), crops.size(), weights, options);
    }
  }

  /** The model that the run started from; resuming does without it. */
  private String startedFrom() throws IOException {
    return from == null ? begunWith.get(STARTED_FROM) : "SHA-256 " + Sha256.of(from);
  }

  private void check() {
    if (photos == null && !resume) {
      throw new ParameterException(
          spec.commandLine(), "--photos DIR has to say where photographs are");
    }
    if (size < 16 || size % 16 != 0) {
      throw new ParameterException(
          spec.commandLine(), "--size must be a multiple of 16, got " + size);
    }
    Commands.requirePositive(spec, "--epochs", epochs);
    Commands.requirePositive(spec, "--batch", batch);
    Commands.requirePositive(spec, "--lr", learningRate);
    Commands.requirePositive(spec, "--hole-weight", holeWeight);
  }

  /** Of no more than what is needed, to be sent elsewhere. */
  private static Readers readers(ImageSource images, int size, long seed) {
    return epoch -> reader(images, size, seed).shuffle(true).startAtEpoch(epoch).build();
  }

  private static InpaintingRecordReader.Builder reader(ImageSource images, int size, long seed) {
    return InpaintingRecordReader.builder().images(images).masks(masks(size)).seed(seed);
  }

  /**
   * The holes of damaged photographs, from a pixel wide to half of the crop: scratches and text as
   * on pictures that are larger than the crop, and what spans all of it.
   */
  static MaskGenerator masks(int size) {
    return Masks.oneOf(
        new CroppedMasks(Masks.scratches(), 4),
        new CroppedMasks(Masks.scratches(), 8),
        new CroppedMasks(Masks.text(), 4),
        new CroppedMasks(Masks.text(), 8),
        Masks.irregular(),
        Masks.brushStrokes(),
        new BlobMasks(size / 8, largestHole(size), 0.05, 0.30));
  }

  private static int largestHole(int size) {
    return size / 2;
  }

  private int run(InpaintingTrainer trainer, int crops, INDArray weights, RunOptions options)
      throws IOException {
    try (Interruption interruption = Interruption.asks(trainer::stop)) {
      TrainingResult result = resume ? trainer.resume() : trainer.start(network(crops, weights));
      if (result.end() == TrainingResult.End.STOPPED) {
        System.out.printf(
            "%nStopped, and saved. With these arguments it goes on:%n  %s%n", options.resuming());
        return INTERRUPTED;
      }
    }
    System.out.printf(
        "The best network is in %s; use it with --largest-hole %d%n",
        out.resolve("model.zip").toAbsolutePath(), largestHole(size));
    return 0;
  }

  /** The weights of another network 2, of any wiring: their arrays have the same shapes. */
  private INDArray startingWeights() throws IOException {
    INDArray weights = ModelFiles.load(from).params();
    long expected = unet().build().numParams();
    if (weights.length() != expected) {
      throw new IllegalArgumentException(
          "--from %s is another network: it has %,d parameters, network 2 has %,d"
              .formatted(from, weights.length(), expected));
    }
    return weights;
  }

  private PartialConvUNet.Builder unet() {
    return PartialConvUNet.table2()
        .skip(skip)
        .size(size, size)
        .seed(seed)
        .loss(new InpaintingLoss(loss == PixelLoss.l2, holeWeight, 1, totalVariation));
  }

  /**
   * The network to train.
   *
   * @param weights to start with; null: random ones
   */
  private ComputationGraph network(int crops, INDArray weights) {
    int steps = epochs * ((crops - 1) / (place.workers() * batch) + 1);
    ComputationGraph network = unet().updater(Schedule.cosine.adam(learningRate, steps)).build();
    if (weights != null) {
      network.setParams(weights);
    }
    return network;
  }
}
