package io.github.dl4jinpaint.examples.report;

import io.github.dl4jinpaint.examples.compare.ComparedMethod;
import io.github.dl4jinpaint.model.evaluation.Evaluation;
import io.github.dl4jinpaint.model.evaluation.Region;
import io.github.dl4jinpaint.model.evaluation.StandardMetric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * An evaluation of {@link ComparedMethod}s as a table: mean squared errors over the holes, in
 * proportion to Navier-Stokes', of the composite, and of what comes out over all pixels (the
 * report's figure; of a method that hands on valid pixels as they are, the composite's), time per
 * image, and parameters.
 */
public final class MethodTable {

  private static final List<String> HEADER =
      List.of(
          "method",
          "hole error",
          "ratio to Navier-Stokes",
          "composite error",
          "raw error",
          "ms per image",
          "parameters");

  private final Evaluation evaluation;
  private final List<ComparedMethod> methods;

  /**
   * A table.
   *
   * @param evaluation of methods by their labels, Navier-Stokes among them
   */
  public MethodTable(Evaluation evaluation) {
    this.evaluation = evaluation;
    this.methods =
        Arrays.stream(ComparedMethod.values())
            .filter(method -> evaluation.methods().contains(method.label()))
            .toList();
  }

  private double error(ComparedMethod method, Region region) {
    return evaluation.of(method.label()).value(StandardMetric.L2, region);
  }

  private double ratio(ComparedMethod method) {
    return error(method, Region.HOLES) / error(ComparedMethod.navier_stokes, Region.HOLES);
  }

  /** For people. */
  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder(
            "%-18s %10s %16s %14s %10s %9s %12s%n"
                .formatted(
                    "",
                    "MSE, holes",
                    "to Navier-Stokes",
                    "MSE, composite",
                    "MSE, raw",
                    "ms/image",
                    "parameters"));
    for (ComparedMethod method : methods) {
      OptionalLong parameters = evaluation.parameters(method.label());
      text.append(
          String.format(
              Locale.ROOT,
              "%-18s %10.5f %16.2f %14.5f %10.5f %9.2f %12s%n",
              method.label(),
              error(method, Region.HOLES),
              ratio(method),
              error(method, Region.COMPOSITE),
              error(method, Region.ALL_PIXELS),
              evaluation.millisPerImage(method.label()),
              parameters.isPresent()
                  ? String.format(Locale.ROOT, "%,d", parameters.getAsLong())
                  : "-"));
    }
    return text.toString();
  }

  /** Writes the table as CSV. */
  public void write(Path file) throws IOException {
    List<List<String>> rows = new ArrayList<>(List.of(HEADER));
    for (ComparedMethod method : methods) {
      rows.add(
          List.of(
              method.toString(),
              number("%.6f", error(method, Region.HOLES)),
              number("%.4f", ratio(method)),
              number("%.6f", error(method, Region.COMPOSITE)),
              number("%.6f", error(method, Region.ALL_PIXELS)),
              number("%.3f", evaluation.millisPerImage(method.label())),
              Long.toString(evaluation.parameters(method.label()).orElse(0))));
    }
    Csv.write(file, rows);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
