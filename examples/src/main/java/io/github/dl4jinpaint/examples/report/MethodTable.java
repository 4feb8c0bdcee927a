package io.github.dl4jinpaint.examples.report;

import io.github.dl4jinpaint.examples.compare.ComparedMethod;
import io.github.dl4jinpaint.model.evaluation.InpaintingErrors;
import io.github.dl4jinpaint.model.evaluation.InpaintingMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A comparison as a table: mean squared errors over the holes, in proportion to Navier-Stokes', of
 * the composite, and of what comes out over all pixels (the report's figure; of a method that hands
 * on valid pixels as they are, the composite's), time per image, and parameters.
 */
public final class MethodTable {

  private static final String HEADER =
      "method,hole error,ratio to Navier-Stokes,composite error,raw error,ms per image,parameters";

  private final Comparison comparison = new Comparison();
  private final Map<ComparedMethod, Long> parameters = new EnumMap<>(ComparedMethod.class);

  /**
   * Adds a row; Navier-Stokes has to be among them.
   *
   * @param parameters of the method's network; 0: not told
   */
  public void add(ComparedMethod method, long parameters, InpaintingMethod filling) {
    this.parameters.put(method, parameters);
    comparison.with(method.label(), filling);
  }

  /** What measures the methods. */
  public Comparison comparison() {
    return comparison;
  }

  private InpaintingErrors errors(ComparedMethod method) {
    return comparison.errors(method.label());
  }

  private double ratio(ComparedMethod method) {
    return errors(method).overHoles() / errors(ComparedMethod.navier_stokes).overHoles();
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
    parameters.forEach(
        (method, count) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%-18s %10.5f %16.2f %14.5f %10.5f %9.2f %12s%n",
                    method.label(),
                    errors(method).overHoles(),
                    ratio(method),
                    errors(method).ofComposite(),
                    errors(method).overAllPixels(),
                    comparison.millisPerImage(method.label()),
                    count == 0 ? "-" : String.format(Locale.ROOT, "%,d", count))));
    return text.toString();
  }

  /** Writes the table as CSV. */
  public void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    parameters.forEach(
        (method, count) ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "%s,%.6f,%.4f,%.6f,%.6f,%.3f,%d",
                    method,
                    errors(method).overHoles(),
                    ratio(method),
                    errors(method).ofComposite(),
                    errors(method).overAllPixels(),
                    comparison.millisPerImage(method.label()),
                    count)));
    Csv.write(file, lines);
  }
}
