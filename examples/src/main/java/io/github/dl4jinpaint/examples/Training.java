package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.model.Inpainter;
import io.github.dl4jinpaint.model.Inpainting;
import io.github.dl4jinpaint.model.InpaintingErrors;
import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.Pictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Trains a network epoch by epoch, tests it after each, and leaves in a folder what one wants to
 * see: a checkpoint, a sheet of test pictures, and the errors as a table and as a curve.
 */
final class Training {

  private static final int SAMPLES = 16;

  private final ComputationGraph graph;
  private final Path folder;
  private final TrainingHistory history;

  private Training(ComputationGraph graph, Path folder, TrainingHistory history) {
    this.graph = graph;
    this.folder = folder;
    this.history = history;
  }

  /** Starts with a new network. */
  static Training start(ComputationGraph graph, Path folder) throws IOException {
    Files.createDirectories(folder);
    return new Training(graph, folder, new TrainingHistory());
  }

  /** Goes on from the last checkpoint in a folder. */
  static Training resume(Path folder) throws IOException {
    ComputationGraph graph = ModelFiles.load(checkpoint(folder));
    return new Training(graph, folder, TrainingHistory.read(folder, graph.getEpochCount()));
  }

  private static Path checkpoint(Path folder) {
    return folder.resolve("checkpoint.zip");
  }

  ComputationGraph graph() {
    return graph;
  }

  int epochsDone() {
    return graph.getEpochCount();
  }

  /**
   * Trains until a number of epochs is done, and writes model.zip then.
   *
   * @param training starts at epoch {@link #epochsDone}
   * @param images in an epoch
   * @param test the same triples in every epoch
   * @throws IllegalStateException where the loss is no finite number any more; the last checkpoint
   *     stays
   */
  void run(MultiDataSetIterator training, int images, MultiDataSetIterator test, int epochs)
      throws IOException {
    long start = System.nanoTime();
    int first = epochsDone();
    for (int epoch = first + 1; epoch <= epochs; epoch++) {
      long epochStart = System.nanoTime();
      double loss = train(training, images, epoch);
      double speed = images / ((System.nanoTime() - epochStart) / 1e9);
      InpaintingErrors errors = test(test, epoch);
      history.add(
          new TrainingHistory.Epoch(
              epoch, loss, errors.overAllPixels(), errors.overHoles(), errors.ofComposite()));
      ModelFiles.save(graph, checkpoint(folder), true);
      history.write(folder);
      Duration left =
          Duration.ofNanos((System.nanoTime() - start) / (epoch - first) * (epochs - epoch));
      System.out.printf(
          Locale.ROOT,
          "epoch %d/%d: %.0f images/s, training loss %.5f, test %.5f over all pixels, %.5f over"
              + " holes, %.5f composite, %s left%n",
          epoch,
          epochs,
          speed,
          loss,
          errors.overAllPixels(),
          errors.overHoles(),
          errors.ofComposite(),
          text(left));
    }
    ModelFiles.save(graph, folder.resolve("model.zip"), false);
  }

  private static String text(Duration d) {
    return String.format("%d:%02d:%02d", d.toHours(), d.toMinutesPart(), d.toSecondsPart());
  }

  /** One epoch; returns the mean of the batches' losses. */
  private double train(MultiDataSetIterator training, int images, int epoch) {
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
      return progress.sum / progress.batches;
    }
  }

  /**
   * Keeps the progress bar going, adds up the losses, and stops where they are no numbers any more.
   */
  private final class Progress extends BaseTrainingListener {

    private final ProgressBar bar;
    private double sum;
    private int batches;

    Progress(ProgressBar bar) {
      this.bar = bar;
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      // DL4J's score is the mean over images and channels, but sums over an image's pixels.
      long[] shape = graph.getInput(0).shape();
      double loss = model.score() / (shape[2] * shape[3]);
      if (!Double.isFinite(loss)) {
        throw new IllegalStateException(
            "The loss is %s in epoch %d; a lower learning rate may help. The network after epoch %d is in %s"
                .formatted(loss, epoch + 1, epoch, checkpoint(folder)));
      }
      sum += loss;
      batches++;
      bar.stepBy(shape[0]);
      bar.setExtraMessage(String.format(Locale.ROOT, " loss %.5f", loss));
    }
  }

  /** Errors on the test images, and a sheet of the first ones. */
  private InpaintingErrors test(MultiDataSetIterator test, int epoch) throws IOException {
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
    sheet.write(folder.resolve(String.format("epoch-%03d.png", epoch)));
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
}
