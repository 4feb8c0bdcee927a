package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.InpaintingRecordReader;
import io.github.dl4jinpaint.data.image.ImageFolder;
import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.data.mask.MaskGenerator;
import io.github.dl4jinpaint.data.mask.Masks;
import io.github.dl4jinpaint.examples.command.Backend;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Sha256;
import io.github.dl4jinpaint.examples.compare.PhotoTiles;
import io.github.dl4jinpaint.examples.training.Schedule;
import io.github.dl4jinpaint.examples.training.TrainingOptions;
import io.github.dl4jinpaint.examples.training.TrainingPlace;
import io.github.dl4jinpaint.examples.training.TrainingPlace.Data;
import io.github.dl4jinpaint.examples.training.TrainingPlace.Readers;
import io.github.dl4jinpaint.examples.training.TrainingSession;
import io.github.dl4jinpaint.model.PartialConvUNet;
import io.github.dl4jinpaint.model.PartialConvUNet.Skip;
import io.github.dl4jinpaint.model.training.InpaintingTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      "The model knows holes of up to half of --size. Say so where it is used: give other commands"
          + " that number as --largest-hole beside --model, an Inpainter as withLargestHole."
    },
    footerHeading = "%nExample:%n",
    footer = "  ${COMMAND-FULL-NAME} --photos holidays --epochs 40 --out my-run")
public final class TrainPhotos implements Callable<Integer> {

  private static final long VALIDATION_SEED = 1;

  private final TrainingPlace place;

  @Spec private CommandSpec spec;

  @Mixin
  private TrainingOptions options =
      new TrainingOptions(20, 8, 0.002, Skip.ENCODER_INPUT, 6, Path.of("out", "train-photos"));

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
    TrainingSession session = new TrainingSession(spec, options, place);
    check();
    Backend.report();
    // Before the photographs are cut, which takes long.
    INDArray weights = options.resume() ? null : options.weights(unet(), "network 2");
    PhotoTiles tiles = new PhotoTiles(2 * size, options.out().resolve("tiles-" + 2 * size));
    if (!options.resume()) {
      tiles.cut(photos);
    }
    ImageSource crops = ImageFolder.of(tiles.training()).cropRandom(size).flippedAtRandom();
    ImageSource others = ImageFolder.of(tiles.validation()).cropCentre(size);
    MultiDataSetIterator validation =
        reader(others, size, VALIDATION_SEED).fixedMasks().build().batches(options.batch());
    int images = crops.size();
    String sha256 = Sha256.of(crops);
    Readers readers = readers(crops, size, options.seed());
    InpaintingTrainer.Builder trainer =
        session
            .trainer(new Data(readers, images, options.batch(), sha256), Set.of())
            .validation(validation)
            .setting("flip", true)
            .setting("training data", images + " crops, SHA-256 " + sha256)
            .setting("validation data", "SHA-256 " + Sha256.of(others));
    int steps = session.steps(images);
    ComputationGraph start =
        options.resume() ? null : options.network(unet(), weights, 1, Schedule.cosine, steps);
    int status = session.train(trainer, start, images, validation, List.of());
    if (status == 0) {
      System.out.printf("Use it with --largest-hole %d%n", largestHole(size));
    }
    return status;
  }

  private PartialConvUNet.Builder unet() {
    return PartialConvUNet.table2().size(size, size);
  }

  private void check() {
    options.check();
    if (photos == null && !options.resume()) {
      throw new ParameterException(
          spec.commandLine(), "--photos DIR has to say where photographs are");
    }
    if (size < 16 || size % 16 != 0) {
      throw new ParameterException(
          spec.commandLine(), "--size must be a multiple of 16, got " + size);
    }
  }

  /** Holds no more than what is needed: it may be sent elsewhere. */
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
        Masks.cropped(Masks.scratches(), 4),
        Masks.cropped(Masks.scratches(), 8),
        Masks.cropped(Masks.text(), 4),
        Masks.cropped(Masks.text(), 8),
        Masks.irregular(),
        Masks.brushStrokes(),
        Masks.blobs(size / 8, largestHole(size), 0.05, 0.30));
  }

  private static int largestHole(int size) {
    return size / 2;
  }
}
