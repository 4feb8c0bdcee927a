package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.model.InpaintingMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A comparison as a table: mean squared errors over the holes and of the composite, the former in
 * proportion to Navier-Stokes', time per image, and parameters.
 */
final class MethodTable {

  private static final String HEADER =
      "method,hole error,composite error,ratio to Navier-Stokes,ms per image,parameters";

  private final Comparison comparison = new Comparison();
  private final Map<ComparedMethod, Long> parameters = new EnumMap<>(ComparedMethod.class);

  /**
   * Adds a row; Navier-Stokes has to be among them.
   *
   * @param parameters of the method's network; 0: not told
   */
  void add(ComparedMethod method, long parameters, InpaintingMethod filling) {
    this.parameters.put(method, parameters);
    comparison.with(method.label(), filling);
  }

  /** What measures the methods. */
  Comparison comparison() {
    return comparison;
  }

  private double holeError(ComparedMethod method) {
    return comparison.errors(method.label()).overHoles();
  }

  private double ratio(ComparedMethod method) {
    return holeError(method) / holeError(ComparedMethod.navier_stokes);
  }

  /** For people. */
  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder(
            "%-18s %10s %15s %16s %10s %12s%n"
                .formatted(
                    "",
                    "MSE, holes",
                    "MSE, composite",
                    "to Navier-Stokes",
                    "ms/image",
                    "parameters"));
    parameters.forEach(
        (method, count) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%-18s %10.5f %15.5f %16.2f %10.2f %12s%n",
                    method.label(),
                    holeError(method),
                    comparison.errors(method.label()).ofComposite(),
                    ratio(method),
                    comparison.millisPerImage(method.label()),
                    count == 0 ? "-" : String.format(Locale.ROOT, "%,d", count))));
    return text.toString();
  }

  /** Writes the table as CSV: beside its place, and then there. */
  void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    parameters.forEach(
        (method, count) ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "%s,%.6f,%.6f,%.4f,%.3f,%d",
                    method,
                    holeError(method),
                    comparison.errors(method.label()).ofComposite(),
                    ratio(method),
                    comparison.millisPerImage(method.label()),
                    count)));
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(part, lines);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
