package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.FolderImages;
import io.github.dl4jinpaint.data.ImageFolder;
import io.github.dl4jinpaint.data.ImageSource;
import io.github.dl4jinpaint.data.InpaintingRecordReader;
import io.github.dl4jinpaint.data.MaskGenerator;
import io.github.dl4jinpaint.data.Masks;
import io.github.dl4jinpaint.model.CosineSchedule;
import io.github.dl4jinpaint.model.InpaintingLoss;
import io.github.dl4jinpaint.model.InpaintingTrainer;
import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.PartialConvUNet;
import io.github.dl4jinpaint.model.PartialConvUNet.Skip;
import io.github.dl4jinpaint.model.TrainingEpoch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a network on a folder of photographs, with the holes that people have in theirs. */
@Command(
    name = "TrainPhotos",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Trains an inpainting network on a folder of photographs with holes: scratches, text, lines,"
          + " brush strokes and blobs.",
      "Cuts the photographs into tiles once. Writes into the output folder, after every epoch:"
          + " a checkpoint to resume from, loss.csv, and model.zip, the best network on every tenth"
          + " photograph, which isn't trained on; for EvaluatePhotos --model and Inpainter.load."
    })
public final class TrainPhotos implements Callable<Integer> {

  private static final long VALIDATION_SEED = 1;
  private static final double HOLE_WEIGHT = 6;

  @Spec private CommandSpec spec;

  @Option(
      names = "--photos",
      paramLabel = "DIR",
      required = true,
      description = "Photographs, and folders of them; each at least 400 pixels wide or high.")
  private Path photos;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      description = "Height and width of the crops; a multiple of 16.")
  private int size = 64;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How often to take a crop from every tile.")
  private int epochs = 20;

  @Option(names = "--batch", paramLabel = "N", description = "Crops in a batch.")
  private int batch = 32;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = "Adam's first learning rate; it falls to 0 along half a cosine.")
  private double learningRate = 0.003;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "Start with the weights of this model, of the same network, not anew.")
  private Path model;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of weights, crops and masks.")
  private long seed = 42;

  @Option(names = "--out", paramLabel = "DIR", description = "Where to write to.")
  private Path out = Path.of("out", "train-photos");

  @Option(names = "--resume", description = "Go on from the output folder's last checkpoint.")
  private boolean resume;

  TrainPhotos() {}

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
    Commands.requirePositive(spec, "--size", size);
    Commands.requirePositive(spec, "--epochs", epochs);
    Commands.requirePositive(spec, "--batch", batch);
    Commands.requirePositive(spec, "--lr", learningRate);
    Backend.report();
    PhotoTiles tiles = new PhotoTiles(2 * size, out.resolve("tiles-" + 2 * size));
    tiles.cut(photos);
    FolderImages crops = ImageFolder.of(tiles.training()).cropRandom(size);
    InpaintingTrainer trainer = trainer(crops, ImageFolder.of(tiles.validation()).cropCentre(size));
    if (resume) {
      trainer.resume();
    } else {
      trainer.start(network(epochs * ((crops.size() + batch - 1) / batch)));
    }
    System.out.println("The model is in " + out.resolve("model.zip").toAbsolutePath());
    return 0;
  }

  private InpaintingTrainer trainer(ImageSource crops, ImageSource validation) {
    return InpaintingTrainer.builder(out)
        .training(
            (epoch, first) ->
                InpaintingRecordReader.builder()
                    .images(crops)
                    .masks(masks(size))
                    .seed(seed)
                    .shuffle(true)
                    .startAtEpoch(epoch)
                    .build()
                    .batches(batch, first))
        .validation(
            InpaintingRecordReader.builder()
                .images(validation)
                .masks(masks(size))
                .seed(VALIDATION_SEED)
                .fixedMasks()
                .build()
                .batches(batch))
        .epochs(epochs)
        .setting("photographs", photos.getFileName())
        .setting("crop", size)
        .setting("crops in an epoch", crops.size())
        .setting("batch", batch)
        .setting("learning rate", learningRate)
        .setting("hole weight", HOLE_WEIGHT)
        .setting("seed", seed)
        .onEpoch((network, done) -> print(done))
        .build();
  }

  /** The holes of damaged photographs, from a pixel wide to half of the crop. */
  static MaskGenerator masks(int size) {
    return Masks.oneOf(
        Masks.scratches(),
        Masks.text(),
        Masks.irregular(),
        Masks.brushStrokes(),
        new BlobMasks(Math.max(2, size / 8), Math.max(2, size / 2), 0.05, 0.30));
  }

  private ComputationGraph network(int steps) throws IOException {
    ComputationGraph network =
        PartialConvUNet.table2()
            .skip(Skip.ENCODER_INPUT)
            .size(size, size)
            .seed(seed)
            .loss(InpaintingLoss.l2().withHoleWeight(HOLE_WEIGHT))
            .updater(new Adam(new CosineSchedule(learningRate, steps)))
            .build();
    if (model != null) {
      INDArray weights = ModelFiles.load(model).params();
      if (weights.length() != network.numParams()) {
        throw new IllegalArgumentException(
            "%s has %,d parameters, but table2 with skips of the encoder's inputs has %,d"
                .formatted(model, weights.length(), network.numParams()));
      }
      network.setParams(weights);
    }
    return network;
  }

  private void print(List<TrainingEpoch> done) {
    TrainingEpoch last = done.get(done.size() - 1);
    System.out.printf(
        Locale.ROOT,
        "epoch %d/%d: learning rate %.5f, training loss %.5f, validation %.5f over holes (best"
            + " %.5f)%n",
        last.epoch(),
        epochs,
        last.learningRate(),
        last.trainingLoss(),
        last.validation().holePixels(),
        TrainingEpoch.best(done).orElse(last).validation().holePixels());
  }
}
