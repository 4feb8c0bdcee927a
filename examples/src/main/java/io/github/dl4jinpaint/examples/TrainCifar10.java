package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.Cifar10;
import io.github.dl4jinpaint.data.ImageSource;
import io.github.dl4jinpaint.data.InpaintingRecordReader;
import io.github.dl4jinpaint.data.IrregularMasks;
import io.github.dl4jinpaint.model.Inpainter;
import io.github.dl4jinpaint.model.Inpainting;
import io.github.dl4jinpaint.model.InpaintingErrors;
import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.PartialConvUNet;
import io.github.dl4jinpaint.model.Pictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Trains one of the report's networks on CIFAR-10 with irregular holes, and tests it after every
 * epoch on images that it has not seen.
 */
@Command(
    name = "TrainCifar10",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Trains an inpainting network on CIFAR-10 with irregular holes.",
      "Writes into the output folder, after every epoch: checkpoint.zip to resume from, a sheet of"
          + " test pictures, loss.csv and loss.png; at the end model.zip, for QuickStart --model"
          + " and Inpainter.load."
    })
public final class TrainCifar10 implements Callable<Integer> {

  private static final double MIN_HOLE_RATIO = 0.05;
  private static final double MAX_HOLE_RATIO = 0.50;
  private static final int SAMPLES = 16;
  private static final int PIXELS = 32 * 32;
  private static final long TEST_SEED = 1;

  /** The networks to choose from. */
  enum Network {
    table1,
    table2;

    PartialConvUNet.Builder builder() {
      return this == table1 ? PartialConvUNet.table1() : PartialConvUNet.table2();
    }
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder with CIFAR-10's binary files, or with their folder cifar-10-batches-bin. Without"
              + " it, they are downloaded once (162 MB) into ~/.dl4j-inpaint.")
  private Path data;

  @Option(names = "--network", description = "One of: ${COMPLETION-CANDIDATES}.")
  private Network network = Network.table2;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "How many training images, the first ones.")
  private int images = 10_000;

  @Option(
      names = "--test-images",
      paramLabel = "N",
      description = "How many test images, the first ones.")
  private int testImages = 1_000;

  @Option(names = "--epochs", paramLabel = "N", description = "How often to go through them.")
  private int epochs = 10;

  @Option(names = "--batch", paramLabel = "N", description = "Images in a batch.")
  private int batch = 100;

  @Option(names = "--lr", paramLabel = "RATE", description = "Adam's learning rate.")
  private double learningRate = 0.01;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of weights, masks and order.")
  private long seed = 42;

  @Option(names = "--out", paramLabel = "DIR", description = "Where to write to.")
  private Path out = Path.of("out", "train-cifar10");

  @Option(names = "--resume", description = "Go on from the output folder's checkpoint.zip.")
  private boolean resume;

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new TrainCifar10()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    check();
    Backend.report();
    Files.createDirectories(out);
    ComputationGraph graph =
        resume
            ? ModelFiles.load(checkpoint())
            : network.builder().seed(seed).updater(new Adam(learningRate)).build();
    int done = graph.getEpochCount();
    TrainingHistory history =
        resume ? TrainingHistory.read(out.resolve("loss.csv"), done) : new TrainingHistory();
    MultiDataSetIterator training = training(done);
    MultiDataSetIterator test = test();
    System.out.printf(
        "%s with %,d parameters, %,d training images, epochs %d to %d, into %s%n",
        network, graph.numParams(), images, done + 1, epochs, out.toAbsolutePath());

    long start = System.nanoTime();
    for (int epoch = done + 1; epoch <= epochs; epoch++) {
      long epochStart = System.nanoTime();
      double loss = train(graph, training, epoch);
      double seconds = (System.nanoTime() - epochStart) / 1e9;
      InpaintingErrors errors = test(graph, test, epoch);
      history.add(
          new TrainingHistory.Epoch(
              epoch, loss, errors.overAllPixels(), errors.overHoles(), errors.ofComposite()));
      ModelFiles.save(graph, checkpoint(), true);
      history.write(out);
      long left = (System.nanoTime() - start) / (epoch - done) * (epochs - epoch);
      System.out.printf(
          Locale.ROOT,
          "epoch %d/%d: %.0f images/s, training loss %.5f, test %.5f over all pixels, %.5f over"
              + " holes, %.5f composite, %s left%n",
          epoch,
          epochs,
          images / seconds,
          loss,
          errors.overAllPixels(),
          errors.overHoles(),
          errors.ofComposite(),
          text(Duration.ofNanos(left)));
    }
    ModelFiles.save(graph, out.resolve("model.zip"), false);
    System.out.println("The model is in " + out.resolve("model.zip").toAbsolutePath());
    return 0;
  }

  private void check() {
    require(images > 0, "--images", images);
    require(testImages > 0, "--test-images", testImages);
    require(epochs > 0, "--epochs", epochs);
    require(batch > 0, "--batch", batch);
    require(learningRate > 0, "--lr", learningRate);
  }

  private void require(boolean holds, String option, Number value) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), option + " must be above 0, got " + value);
    }
  }

  private Path checkpoint() {
    return out.resolve("checkpoint.zip");
  }

  private MultiDataSetIterator training(int epochsDone) {
    ImageSource all = data == null ? Cifar10.train() : Cifar10.in(data).train();
    return InpaintingRecordReader.builder()
        .images(all.limit(images))
        .masks(IrregularMasks.withHoleRatio(MIN_HOLE_RATIO, MAX_HOLE_RATIO))
        .seed(seed)
        .shuffle(true)
        .startAtEpoch(epochsDone)
        .build()
        .batches(batch);
  }

  /**
   * The same images with the same masks after every epoch, and whatever the seed of the training.
   */
  private MultiDataSetIterator test() {
    ImageSource all = data == null ? Cifar10.test() : Cifar10.in(data).test();
    return InpaintingRecordReader.builder()
        .images(all.limit(testImages))
        .masks(IrregularMasks.withHoleRatio(MIN_HOLE_RATIO, MAX_HOLE_RATIO))
        .seed(TEST_SEED)
        .fixedMasks()
        .build()
        .batches(batch);
  }

  /** One epoch; returns the mean of the batches' losses. */
  private double train(ComputationGraph graph, MultiDataSetIterator training, int epoch) {
    int batches = (images + batch - 1) / batch;
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("epoch " + epoch)
            .setInitialMax(images)
            .setUnit(" images", 1)
            .showSpeed()
            .build()) {
      Progress progress = new Progress(bar);
      graph.setListeners(progress);
      graph.fit(training);
      return progress.sum / batches;
    }
  }

  /**
   * Keeps the progress bar going, adds up the losses, and stops where they are no numbers any more.
   */
  private final class Progress extends BaseTrainingListener {

    private final ProgressBar bar;
    private double sum;

    Progress(ProgressBar bar) {
      this.bar = bar;
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      // DL4J's score sums over an image's pixels, and is the mean over channels and images.
      double loss = model.score() / PIXELS;
      if (!Double.isFinite(loss)) {
        throw new IllegalStateException(
            "The loss is %s in epoch %d: a smaller --lr than %s may help. The last good network is in %s"
                .formatted(loss, epoch + 1, learningRate, checkpoint()));
      }
      sum += loss;
      bar.stepBy(((ComputationGraph) model).batchSize());
      bar.setExtraMessage(String.format(Locale.ROOT, "loss %.5f", loss));
    }
  }

  /** Errors on the test images, and a sheet of the first ones. */
  private InpaintingErrors test(ComputationGraph graph, MultiDataSetIterator test, int epoch)
      throws IOException {
    InpaintingErrors errors = new InpaintingErrors();
    Inpainter inpainter = new Inpainter(graph);
    SampleSheet sheet = new SampleSheet(2, "masked image", "prediction", "composite", "target");
    test.reset();
    for (boolean first = true; test.hasNext(); first = false) {
      MultiDataSet batch = test.next();
      INDArray target = batch.getLabels(0);
      INDArray mask = batch.getFeaturesMaskArray(0);
      Inpainting filled = inpainter.inpaint(batch.getFeatures(0), mask);
      errors.add(filled.prediction(), target, mask);
      for (int i = 0; first && i < Math.min(SAMPLES, target.size(0)); i++) {
        BufferedImage complete = picture(target, i);
        sheet.add(
            SampleSheet.masked(complete, picture(mask.broadcast(target.shape()), i)),
            picture(filled.prediction(), i),
            picture(filled.composite(), i),
            complete);
      }
    }
    sheet.write(out.resolve(String.format("epoch-%03d.png", epoch)));
    return errors;
  }

  private static BufferedImage picture(INDArray batch, int i) {
    return Pictures.toImage(
        batch.get(
            NDArrayIndex.interval(i, i + 1),
            NDArrayIndex.all(),
            NDArrayIndex.all(),
            NDArrayIndex.all()));
  }

  private static String text(Duration d) {
    return String.format("%d:%02d:%02d", d.toHours(), d.toMinutesPart(), d.toSecondsPart());
  }
}
