package io.github.dl4jinpaint.examples.report;

import io.github.dl4jinpaint.data.InpaintingBatches;
import io.github.dl4jinpaint.data.InpaintingMetaData;
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

  private final Map<String, Object> about;
  private final Comparison comparison;
  private final String raw;
  private final String reference;
  private final List<RecordMetaData> origins = new ArrayList<>();

  /**
   * An evaluation of a comparison's first method.
   *
   * @param about what is evaluated with what, by name; has a "title"
   * @param comparison new
   * @param raw the method in it whose output is shown for every pixel
   * @param reference the method in it that the first one is measured by
   */
  public EvaluationRun(
      Map<String, Object> about, Comparison comparison, String raw, String reference) {
    this.about = about;
    this.comparison = comparison;
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
      comparison.print();
      comparison.printByHoleRatio(Figure.L2_HOLES);
      Evaluation evaluation = new Evaluation(about, labels(), comparison);
      String page =
          new EvaluationPage(evaluation)
              .html(reference, SAMPLES, number -> pictures(test, origins.get(number)));
      folder.finish(evaluation.toJson(), page);
    }
    System.out.println(
        "\nTables and pictures: " + out.resolve(ResultsFolder.PAGE).toAbsolutePath());
  }

  private void measure(InpaintingBatches test, int images, ResultsFolder folder)
      throws IOException {
    try (ProgressBar bar = new ProgressBar("test images", images)) {
      while (test.hasNext()) {
        MultiDataSet batch = test.next();
        INDArray masked = batch.getFeatures(0);
        INDArray mask = batch.getFeaturesMaskArray(0);
        INDArray target = batch.getLabels(0);
        INDArray prediction =
            comparison.measure(masked, mask, target).get(comparison.names().indexOf(raw));
        for (int i = 0; i < target.size(0); i++) {
          folder.add(
              Comparison.maskPicture(mask, i),
              Comparison.picture(masked, i),
              Comparison.picture(prediction, i),
              Comparison.picture(target, i));
        }
        origins.addAll(batch.getExampleMetaData(RecordMetaData.class));
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
    BufferedImage complete = Comparison.picture(target, 0);
    Map<String, BufferedImage> pictures = new LinkedHashMap<>();
    pictures.put("masked image", SampleSheet.masked(complete, Comparison.maskPicture(mask, 0)));
    INDArray output = comparison.method(raw).predict(masked, mask);
    pictures.put("raw prediction", Comparison.picture(output, 0));
    for (String name : comparison.names()) {
      INDArray prediction = comparison.method(name).predict(masked, mask);
      pictures.put(name, Comparison.picture(Comparison.composite(prediction, target, mask), 0));
    }
    pictures.put("original", complete);
    return pictures;
  }

  /** The images' classes; empty where they have none. */
  private List<String> labels() {
    return origins.stream()
        .map(origin -> ((InpaintingMetaData) origin).labelName())
        .map(label -> label == null ? "" : label)
        .toList();
  }
}
