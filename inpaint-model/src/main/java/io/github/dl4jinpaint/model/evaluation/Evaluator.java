package io.github.dl4jinpaint.model.evaluation;

import io.github.dl4jinpaint.model.inpainting.Inpainter;
import io.github.dl4jinpaint.model.inpainting.Inpainting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Fills the same holes of the same images with several methods, measures and times each.
 *
 * <pre>{@code
 * Evaluator evaluator =
 *     new Evaluator()
 *         .with("ours", InpaintingMethod.of(Inpainter.pretrained()))
 *         .with("Telea", OpenCvInpainting.TELEA);
 * while (batches.hasNext()) {
 *   MultiDataSet batch = batches.next();
 *   evaluator.add(batch.getFeatures(0), batch.getFeaturesMaskArray(0), batch.getLabels(0));
 * }
 * double error = evaluator.evaluation().of("ours").value(StandardMetric.L2, Region.HOLES);
 * }</pre>
 */
public final class Evaluator {

  private final List<Figure> figures;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Evaluation.Image> images = new ArrayList<>();
  private final Map<String, List<ImageScores>> scores = new LinkedHashMap<>();

  /** What fills a batch, once for each name that it goes by. */
  private interface Filling {
    List<INDArray> fill(INDArray maskedImages, INDArray masks);
  }

  /** What is run at once. */
  private record Entry(List<String> names, long parameters, Filling filling, Stopwatch stopwatch) {}

  /** Measures all of {@link StandardMetric}. */
  public Evaluator() {
    this(List.of(StandardMetric.values()));
  }

  /**
   * Measures some metrics.
   *
   * @param metrics tables have them in this order
   */
  public Evaluator(List<? extends Metric> metrics) {
    this.figures = Figure.all(metrics);
  }

  /**
   * Adds a method, before any image.
   *
   * @param name in tables, which have the methods in this order
   * @param method to measure
   * @return this evaluator
   * @throws IllegalArgumentException where there is a method of this name
   */
  public Evaluator with(String name, InpaintingMethod method) {
    return with(name, method, 0);
  }

  /**
   * Adds a method, before any image.
   *
   * @param name in tables, which have the methods in this order
   * @param method to measure
   * @param parameters of its network; 0: none, or not known
   * @return this evaluator
   * @throws IllegalArgumentException where there is a method of this name
   */
  public Evaluator with(String name, InpaintingMethod method, long parameters) {
    return with(
        List.of(name),
        parameters,
        (maskedImages, masks) -> List.of(method.predict(maskedImages, masks)));
  }

  /**
   * Adds an inpainter twice, before any image: its composites, and its network's raw output in the
   * same pass. Both are told the time that the pass takes.
   *
   * @param composite the composites' name in tables
   * @param raw the raw output's
   * @param inpainter to measure
   * @return this evaluator
   * @throws IllegalArgumentException where there is a method of one of these names
   */
  public Evaluator with(String composite, String raw, Inpainter inpainter) {
    return with(
        List.of(composite, raw),
        0,
        (maskedImages, masks) -> {
          Inpainting filled = inpainter.inpaint(maskedImages, masks);
          return List.of(filled.composite(), filled.prediction());
        });
  }

  private Evaluator with(List<String> names, long parameters, Filling filling) {
    for (String name : names) {
      if (scores.putIfAbsent(name, new ArrayList<>()) != null) {
        throw new IllegalArgumentException("There is a method named " + name + " already");
      }
    }
    entries.add(new Entry(names, parameters, filling, new Stopwatch()));
    return this;
  }

  /** {@return the methods' names, in their order} */
  public List<String> names() {
    return List.copyOf(scores.keySet());
  }

  /**
   * Fills a batch with every method, without measuring.
   *
   * @param maskedImages [minibatch, 3, height, width], values in [0, 1], 0 in the holes
   * @param masks [minibatch, 1, height, width], 1 where a pixel is valid, 0 where it is a hole
   * @return what each method put out, by its name, in their order
   */
  public Map<String, INDArray> fill(INDArray maskedImages, INDArray masks) {
    Map<String, INDArray> filled = new LinkedHashMap<>();
    entries.forEach(entry -> put(filled, entry, entry.filling().fill(maskedImages, masks)));
    return filled;
  }

  private static void put(Map<String, INDArray> filled, Entry entry, List<INDArray> predictions) {
    for (int k = 0; k < predictions.size(); k++) {
      filled.put(entry.names().get(k), predictions.get(k));
    }
  }

  /**
   * Fills a batch with every method, and measures.
   *
   * @param maskedImages [minibatch, 3, height, width], values in [0, 1], 0 in the holes
   * @param masks [minibatch, 1, height, width], 1 where a pixel is valid, 0 where it is a hole
   * @param targets the complete images, of the images' shape
   * @return what each method put out, by its name, in their order
   * @throws IllegalArgumentException where the shapes don't fit
   */
  public Map<String, INDArray> add(INDArray maskedImages, INDArray masks, INDArray targets) {
    return add(maskedImages, masks, targets, "", Collections.nCopies((int) targets.size(0), ""));
  }

  /**
   * Fills a batch with every method, and measures.
   *
   * @param maskedImages [minibatch, 3, height, width], values in [0, 1], 0 in the holes
   * @param masks [minibatch, 1, height, width], 1 where a pixel is valid, 0 where it is a hole
   * @param targets the complete images, of the images' shape
   * @param group what all of these images belong to, for {@link Evaluation#byGroup}
   * @param labels what each is called, or shows
   * @return what each method put out, by its name, in their order
   * @throws IllegalArgumentException where the shapes don't fit, or labels aren't as many as images
   */
  public Map<String, INDArray> add(
      INDArray maskedImages, INDArray masks, INDArray targets, String group, List<String> labels) {
    if (labels.size() != targets.size(0)) {
      throw new IllegalArgumentException(
          "a label for each of %d images is expected, got %d"
              .formatted(targets.size(0), labels.size()));
    }
    Map<String, INDArray> filled = new LinkedHashMap<>();
    for (Entry entry : entries) {
      List<INDArray> predictions =
          entry.stopwatch().time(targets.size(0), () -> entry.filling().fill(maskedImages, masks));
      put(filled, entry, predictions);
    }
    List<CompleteImage> complete = CompleteImage.of(targets, masks);
    filled.forEach(
        (name, predictions) ->
            FilledImage.of(predictions, complete)
                .forEach(image -> scores.get(name).add(ImageScores.of(image, figures))));
    labels.forEach(label -> images.add(new Evaluation.Image(label, group)));
    return filled;
  }

  /** {@return what was measured so far} */
  public Evaluation evaluation() {
    Map<String, Evaluation.Method> methods = new LinkedHashMap<>();
    for (Entry entry : entries) {
      for (String name : entry.names()) {
        methods.put(
            name,
            new Evaluation.Method(
                new Scores(scores.get(name)), entry.stopwatch().times(), entry.parameters()));
      }
    }
    return new Evaluation(figures, images, methods);
  }
}
