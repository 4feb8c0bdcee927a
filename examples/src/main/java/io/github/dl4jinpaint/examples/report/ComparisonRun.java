package io.github.dl4jinpaint.examples.report;

import io.github.dl4jinpaint.data.InpaintingBatches;
import io.github.dl4jinpaint.data.internal.Progress;
import io.github.dl4jinpaint.model.evaluation.Evaluator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Measures methods on the same images with holes, and writes a table and a sheet of the first. */
public final class ComparisonRun {

  private static final int SAMPLES = 12;

  private final Evaluator evaluator;

  /**
   * A comparison.
   *
   * @param evaluator new, of methods that {@link MethodTable} takes
   */
  public ComparisonRun(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /**
   * Runs it, and writes comparison.csv and pictures.png.
   *
   * @param test an epoch of it, from the start; the sheet shows images of its first batch
   * @param images that it has
   * @param folder where to write to
   * @return the table
   */
  public MethodTable run(InpaintingBatches test, int images, Path folder) throws IOException {
    measure(test, images).write(folder.resolve("pictures.png"));
    MethodTable table = new MethodTable(evaluator.evaluation());
    table.write(folder.resolve("comparison.csv"));
    return table;
  }

  private SampleSheet measure(InpaintingBatches test, int images) {
    SampleSheet sheet = new SampleSheet(1);
    try (ProgressBar bar = Progress.of("measuring", images).build()) {
      for (boolean first = true; test.hasNext(); first = false) {
        MultiDataSet batch = test.next();
        INDArray targets = batch.getLabels(0);
        INDArray valid = batch.getFeaturesMaskArray(0);
        Map<String, INDArray> filled = evaluator.add(batch.getFeatures(0), valid, targets);
        for (int i = 0; first && i < Math.min(SAMPLES, targets.size(0)); i++) {
          sheet.add(SamplePictures.of(targets, valid, filled, i));
        }
        bar.stepBy(targets.size(0));
      }
    }
    return sheet;
  }
}
