package io.github.dl4jinpaint.examples.report;

import io.github.dl4jinpaint.model.evaluation.Evaluation;
import io.github.dl4jinpaint.model.evaluation.Figure;
import io.github.dl4jinpaint.model.evaluation.ImageScores;
import io.github.dl4jinpaint.model.evaluation.Region;
import io.github.dl4jinpaint.model.evaluation.Scores;
import io.github.dl4jinpaint.model.evaluation.StandardMetric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.SerializationFeature;

/** An evaluation as JSON: all figures of all images together, by hole ratio, and of every image. */
public final class EvaluationJson {

  /** What says nothing new of a single image: a mean over it, and two that nobody ranks by. */
  private static final Set<Figure> NOT_OF_AN_IMAGE =
      Set.of(
          new Figure(StandardMetric.L1, Region.ALL_PIXELS),
          new Figure(StandardMetric.L1, Region.COMPOSITE),
          new Figure(StandardMetric.MEAN_PSNR, Region.HOLES),
          new Figure(StandardMetric.MEAN_PSNR, Region.COMPOSITE));

  private final Map<String, Object> about;
  private final Evaluation evaluation;

  /**
   * An evaluation.
   *
   * @param about what was evaluated with what, by name: enough to repeat it
   */
  public EvaluationJson(Map<String, Object> about, Evaluation evaluation) {
    this.about = about;
    this.evaluation = evaluation;
  }

  /** {@return a figure's name, such as {@code l2Holes}} */
  public static String key(Figure figure) {
    String[] words =
        (figure.metric().label() + " " + figure.region().label())
            .toLowerCase(Locale.ROOT)
            .split(" ");
    StringBuilder key = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      key.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
    }
    return key.toString();
  }

  /** {@return JSON, indented} */
  public String text() throws IOException {
    Map<String, Object> json = new LinkedHashMap<>(about);
    json.put("holeRatio", evaluation.holeRatio());
    List<Object> methods = new ArrayList<>();
    evaluation.methods().forEach(name -> methods.add(method(name)));
    json.put("methods", methods);
    List<Object> images = new ArrayList<>();
    for (int i = 0; i < evaluation.images().size(); i++) {
      images.add(image(i));
    }
    json.put("images", images);
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json);
  }

  private Map<String, Object> method(String name) {
    Map<String, Object> method = new LinkedHashMap<>();
    method.put("name", name);
    method.put("millisPerImage", evaluation.millisPerImage(name));
    method.put("figures", figures(evaluation.figures(), evaluation.of(name)::value));
    List<Object> bins = new ArrayList<>();
    evaluation
        .byHoleRatio()
        .forEach(
            (bin, part) -> {
              Scores scores = part.of(name);
              Map<String, Object> row = new LinkedHashMap<>();
              row.put("holeRatio", bin.toString());
              row.put("images", scores.images().size());
              row.put("figures", figures(evaluation.figures(), scores::value));
              bins.add(row);
            });
    method.put("byHoleRatio", bins);
    return method;
  }

  private Map<String, Object> image(int number) {
    Map<String, Object> image = new LinkedHashMap<>();
    image.put("number", number);
    String label = evaluation.images().get(number).label();
    if (!label.isEmpty()) {
      image.put("label", label);
    }
    image.put("holeRatio", evaluation.holeRatio(number));
    List<Figure> wanted =
        evaluation.figures().stream().filter(figure -> !NOT_OF_AN_IMAGE.contains(figure)).toList();
    Map<String, Object> methods = new LinkedHashMap<>();
    for (String name : evaluation.methods()) {
      ImageScores scores = evaluation.of(name).images().get(number);
      methods.put(name, figures(wanted, figure -> scores.value(figure.metric(), figure.region())));
    }
    image.put("figures", methods);
    return image;
  }

  /** By their names; JSON has no NaN nor infinity, which are left out. */
  private static Map<String, Double> figures(List<Figure> wanted, ToDoubleFunction<Figure> values) {
    Map<String, Double> figures = new LinkedHashMap<>();
    for (Figure figure : wanted) {
      double value = values.applyAsDouble(figure);
      if (Double.isFinite(value)) {
        figures.put(key(figure), value);
      }
    }
    return figures;
  }
}
