package io.github.dl4jinpaint.examples.report;

import io.github.dl4jinpaint.model.evaluation.ImageErrors;
import io.github.dl4jinpaint.model.evaluation.InpaintingErrors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.SerializationFeature;

/**
 * What was evaluated with what, and what came out.
 *
 * @param about enough to repeat it, by name
 * @param labels the class of every image; empty where it has none
 * @param comparison has measured these images; its first method is the one that is evaluated
 */
record Evaluation(Map<String, Object> about, List<String> labels, Comparison comparison) {

  /** Figures of single images; a mean over one image says nothing new. */
  private static final List<Figure> OF_AN_IMAGE =
      List.of(
          Figure.L2_RAW,
          Figure.L2_HOLES,
          Figure.L2_COMPOSITE,
          Figure.L1_HOLES,
          Figure.PSNR_HOLES,
          Figure.PSNR_COMPOSITE,
          Figure.SSIM_HOLES,
          Figure.SSIM_COMPOSITE);

  /** The numbers of the images with holes, those that the evaluated method fills best at first. */
  List<Integer> bestFirst() {
    List<ImageErrors> errors = comparison.any().images();
    return IntStream.range(0, errors.size())
        .boxed()
        .filter(i -> errors.get(i).holes() > 0)
        .sorted(Comparator.comparingDouble(i -> errors.get(i).overHoles()))
        .toList();
  }

  /** All figures, of all images together, for each hole ratio, and of every image. */
  String toJson() throws IOException {
    Map<String, Object> json = new LinkedHashMap<>(about);
    json.put("holeRatio", comparison.any().holeRatio());
    List<Object> methods = new ArrayList<>();
    comparison.names().forEach(name -> methods.add(method(name)));
    json.put("methods", methods);
    List<Object> images = new ArrayList<>();
    IntStream.range(0, labels.size()).forEach(i -> images.add(image(i)));
    json.put("images", images);
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json);
  }

  private Map<String, Object> method(String name) {
    Map<String, Object> method = new LinkedHashMap<>();
    method.put("name", name);
    method.put("millisPerImage", comparison.millisPerImage(name));
    method.put("figures", figures(comparison.errors(name), List.of(Figure.values())));
    List<Object> bins = new ArrayList<>();
    comparison
        .errorsByHoleRatio(name)
        .forEach(
            (bin, errors) -> {
              Map<String, Object> row = new LinkedHashMap<>();
              row.put("holeRatio", bin.toString());
              row.put("images", errors.images().size());
              row.put("figures", figures(errors, List.of(Figure.values())));
              bins.add(row);
            });
    method.put("byHoleRatio", bins);
    return method;
  }

  private Map<String, Object> image(int number) {
    Map<String, Object> image = new LinkedHashMap<>();
    image.put("number", number);
    if (!labels.get(number).isEmpty()) {
      image.put("label", labels.get(number));
    }
    image.put("holeRatio", comparison.any().images().get(number).holeRatio());
    Map<String, Object> methods = new LinkedHashMap<>();
    for (String name : comparison.names()) {
      ImageErrors errors = comparison.errors(name).images().get(number);
      methods.put(name, figures(new InpaintingErrors(List.of(errors)), OF_AN_IMAGE));
    }
    image.put("figures", methods);
    return image;
  }

  /** By their names; JSON has no NaN nor infinity, which are left out. */
  private static Map<String, Double> figures(InpaintingErrors errors, List<Figure> wanted) {
    Map<String, Double> figures = new LinkedHashMap<>();
    for (Figure figure : wanted) {
      double value = figure.of(errors);
      if (Double.isFinite(value)) {
        figures.put(figure.key(), value);
      }
    }
    return Collections.unmodifiableMap(figures);
  }
}
