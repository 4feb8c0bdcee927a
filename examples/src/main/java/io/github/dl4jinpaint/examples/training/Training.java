package io.github.dl4jinpaint.examples.training;

import io.github.dl4jinpaint.data.internal.Progress;
import io.github.dl4jinpaint.examples.report.LossChart;
import io.github.dl4jinpaint.examples.report.SamplePictures;
import io.github.dl4jinpaint.examples.report.SampleSheet;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import io.github.dl4jinpaint.model.inpainting.Inpainting;
import io.github.dl4jinpaint.model.internal.Batches;
import io.github.dl4jinpaint.model.training.EpochListener;
import io.github.dl4jinpaint.model.training.TrainingEpoch;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Shows how a run goes: a progress bar on a terminal, a line for each epoch, and in the run's
 * folder the loss curve and sheets of validation pictures.
 */
public final class Training extends BaseTrainingListener implements EpochListener, AutoCloseable {

  private static final int SAMPLES = 16;
  private static final Duration BETWEEN_CHARTS = Duration.ofSeconds(30);

  private final Path folder;
  private final int images;
  private final int step;
  private final int epochs;
  private final MultiDataSetIterator validation;
  private ProgressBar bar;
  private long imagesBefore;
  private long started;
  private long charted = System.nanoTime();
  private double speed;

  /**
   * Shows a run.
   *
   * @param images in an epoch
   * @param step images in a step
   * @param epochs in all
   * @param validation the first pictures are drawn after each epoch; null for none
   */
  public Training(Path folder, int images, int step, int epochs, MultiDataSetIterator validation) {
    this.folder = folder;
    this.images = images;
    this.step = step;
    this.epochs = epochs;
    this.validation = validation;
  }

  @Override
  public void onEpochStart(Model model) {
    ComputationGraph network = (ComputationGraph) model;
    imagesBefore = imagesDone(network.getIterationCount(), network.getEpochCount());
    started = System.nanoTime();
    bar =
        Progress.of("epoch " + (network.getEpochCount() + 1), images)
            .startsFrom(imagesBefore, Duration.ZERO)
            .setUnit(" images", 1)
            .build();
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    bar.stepTo(imagesDone(iteration + 1, epoch));
    if (System.nanoTime() - charted > BETWEEN_CHARTS.toNanos()) {
      draw();
    }
  }

  /** Of the present epoch, after so many steps in all and so many epochs. */
  private long imagesDone(int iterations, int epochsDone) {
    int stepsInAnEpoch = (images - 1) / step + 1;
    return Math.min(images, (iterations - (long) epochsDone * stepsInAnEpoch) * step);
  }

  @Override
  public void onEpochEnd(Model model) {
    speed = (images - imagesBefore) / ((System.nanoTime() - started) / 1e9);
    close();
  }

  /** Ends the progress bar. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  private void draw() {
    try {
      LossChart.draw(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    charted = System.nanoTime();
  }

  @Override
  public void epochDone(ComputationGraph network, List<TrainingEpoch> done) throws IOException {
    TrainingEpoch last = done.get(done.size() - 1);
    draw();
    if (validation != null) {
      sheet(network)
          .write(folder.resolve(String.format(Locale.ROOT, "epoch-%03d.png", last.epoch())));
    }
    Duration left = Duration.ofSeconds(Math.round((epochs - last.epoch()) * images / speed));
    System.out.printf(
        Locale.ROOT,
        "epoch %d/%d: %.0f images/s, training loss %.5f%s, %d:%02d:%02d left%n",
        last.epoch(),
        epochs,
        speed,
        last.trainingLoss(),
        last.validation() == null ? "" : told(last, done),
        left.toHours(),
        left.toMinutesPart(),
        left.toSecondsPart());
  }

  private static String told(TrainingEpoch last, List<TrainingEpoch> done) {
    TrainingEpoch best = TrainingEpoch.best(done).orElse(last);
    return String.format(
        Locale.ROOT,
        ", validation %.5f over all pixels, %.5f over holes (%s), %.5f composite",
        last.validation().allPixels(),
        last.validation().holePixels(),
        best.equals(last) ? "the best" : "best: epoch " + best.epoch(),
        last.validation().composite());
  }

  private SampleSheet sheet(ComputationGraph network) {
    validation.reset();
    MultiDataSet first = validation.next();
    INDArray target = first.getLabels(0);
    INDArray mask = first.getFeaturesMaskArray(0);
    Inpainting filled = new Inpainter(network).inpaint(first.getFeatures(0), mask);
    SampleSheet sheet = new SampleSheet(2);
    for (int i = 0; i < Math.min(SAMPLES, target.size(0)); i++) {
      BufferedImage complete = Batches.picture(target, i);
      Map<String, BufferedImage> pictures = new LinkedHashMap<>();
      pictures.put("masked image", SamplePictures.masked(complete, Batches.mask(mask, i)));
      pictures.put("prediction", Batches.picture(filled.prediction(), i));
      pictures.put("composite", Batches.picture(filled.composite(), i));
      pictures.put("target", complete);
      sheet.add(pictures);
    }
    return sheet;
  }
}
