package io.github.dl4jinpaint.examples.report;

import io.github.dl4jinpaint.data.InpaintingBatches;
import io.github.dl4jinpaint.data.InpaintingMetaData;
import io.github.dl4jinpaint.data.internal.Progress;
import io.github.dl4jinpaint.model.evaluation.Evaluation;
import io.github.dl4jinpaint.model.evaluation.Evaluator;
import io.github.dl4jinpaint.model.evaluation.Figure;
import io.github.dl4jinpaint.model.evaluation.Region;
import io.github.dl4jinpaint.model.evaluation.StandardMetric;
import io.github.dl4jinpaint.model.internal.Batches;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import org.datavec.api.records.metadata.RecordMetaData;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Measures methods on images with holes, prints tables and writes a {@link ResultsFolder}. */
public final class EvaluationRun {

  private static final int SAMPLES = 6;
  private static final Figure HOLE_ERROR = new Figure(StandardMetric.L2, Region.HOLES);

  private final Map<String, Object> about;
  private final Evaluator evaluator;
  private final String raw;
  private final String reference;
  private final List<RecordMetaData> origins = new ArrayList<>();

  /**
   * An evaluation of an evaluator's first method.
   *
   * @param about what is evaluated with what, by name; has a "title"
   * @param evaluator new
   * @param raw the method in it whose output is shown for every pixel
   * @param reference the method in it that the first one is measured by
   */
  public EvaluationRun(
      Map<String, Object> about, Evaluator evaluator, String raw, String reference) {
    this.about = about;
    this.evaluator = evaluator;
    this.raw = raw;
    this.reference = reference;
  }

  /**
   * Runs it.
   *
   * @param test an epoch of it, from the start
   * @param images that it has
   * @param out where to write to
   */
  public void run(InpaintingBatches test, int images, Path out) throws IOException {
    test.setCollectMetaData(true);
    try (ResultsFolder folder = new ResultsFolder(out)) {
      measure(test, images, folder);
      Evaluation evaluation = evaluator.evaluation();
      System.out.println(EvaluationTables.ofMethods(evaluation));
      System.out.println(EvaluationTables.byHoleRatio(evaluation, HOLE_ERROR));
      String page =
          new EvaluationPage(about, evaluation)
              .html(reference, SAMPLES, number -> pictures(test, origins.get(number)));
      folder.finish(new EvaluationJson(about, evaluation).text(), page);
    }
    System.out.println("Tables and pictures: " + out.resolve(ResultsFolder.PAGE).toAbsolutePath());
  }

  private void measure(InpaintingBatches test, int images, ResultsFolder folder)
      throws IOException {
    try (ProgressBar bar = Progress.of("test images", images).build()) {
      while (test.hasNext()) {
        MultiDataSet batch = test.next();
        INDArray masked = batch.getFeatures(0);
        INDArray mask = batch.getFeaturesMaskArray(0);
        INDArray target = batch.getLabels(0);
        List<RecordMetaData> origin = batch.getExampleMetaData(RecordMetaData.class);
        List<String> labels = origin.stream().map(EvaluationRun::label).toList();
        INDArray prediction = evaluator.add(masked, mask, target, "", labels).get(raw);
        for (int i = 0; i < target.size(0); i++) {
          folder.add(
              Batches.mask(mask, i),
              Batches.picture(masked, i),
              Batches.picture(prediction, i),
              Batches.picture(target, i));
        }
        origins.addAll(origin);
        bar.stepBy(target.size(0));
      }
    }
  }

  /** An image as every method fills it: made once more, with the mask that it had. */
  private Map<String, BufferedImage> pictures(InpaintingBatches test, RecordMetaData origin) {
    MultiDataSet one = test.loadFromMetaData(List.of(origin));
    INDArray masked = one.getFeatures(0);
    INDArray mask = one.getFeaturesMaskArray(0);
    INDArray target = one.getLabels(0);
    Map<String, INDArray> filled = evaluator.fill(masked, mask);
    Map<String, BufferedImage> shown = SamplePictures.of(target, mask, filled, 0);
    Map<String, BufferedImage> pictures = new LinkedHashMap<>();
    pictures.put(SamplePictures.MASKED, shown.get(SamplePictures.MASKED));
    pictures.put("raw prediction", Batches.picture(filled.get(raw), 0));
    pictures.putAll(shown);
    return pictures;
  }

  /** An image's class; empty where it has none. */
  private static String label(RecordMetaData origin) {
    String label = ((InpaintingMetaData) origin).labelName();
    return label == null ? "" : label;
  }
}
