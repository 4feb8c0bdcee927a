package io.github.dl4jinpaint.examples.report;

import io.github.dl4jinpaint.model.evaluation.Evaluation;
import io.github.dl4jinpaint.model.evaluation.Figure;
import io.github.dl4jinpaint.model.evaluation.Scores;
import java.util.Locale;

/** An evaluation as text. */
public final class EvaluationTables {

  private EvaluationTables() {}

  /** {@return a row for every method, a column for every figure, and the time} */
  public static String ofMethods(Evaluation evaluation) {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%,d pictures, %.1f %% of their pixels are holes%n%n",
                evaluation.images().size(),
                100 * evaluation.holeRatio()));
    StringBuilder metrics = new StringBuilder(" ".repeat(22));
    StringBuilder regions = new StringBuilder(" ".repeat(22));
    for (Figure figure : evaluation.figures()) {
      metrics.append("%10s".formatted(figure.metric().label()));
      regions.append("%10s".formatted(figure.region().label()));
    }
    text.append("%s%9s%n%s%9s%n".formatted(metrics, "ms per", regions, "picture"));
    for (String method : evaluation.methods()) {
      text.append("%-22s".formatted(method));
      for (Figure figure : evaluation.figures()) {
        text.append("%10s".formatted(figure.text(evaluation.of(method).value(figure))));
      }
      text.append(String.format(Locale.ROOT, "%9.2f%n", evaluation.millisPerImage(method)));
    }
    return text.toString();
  }

  /** {@return a row for each hole ratio that there are images of, with a figure of every method} */
  public static String byHoleRatio(Evaluation evaluation, Figure figure) {
    StringBuilder text =
        new StringBuilder(
            "%s, %s:%n%-12s%8s"
                .formatted(
                    figure.metric().label(), figure.region().label(), "hole ratio", "images"));
    evaluation.methods().forEach(method -> text.append("%22s".formatted(method)));
    evaluation
        .byHoleRatio()
        .forEach(
            (bin, part) -> {
              text.append("%n%-12s%8d".formatted(bin, part.images().size()));
              for (String method : part.methods()) {
                Scores scores = part.of(method);
                text.append("%22s".formatted(figure.text(scores.value(figure))));
              }
            });
    return text.append("%n".formatted()).toString();
  }
}
