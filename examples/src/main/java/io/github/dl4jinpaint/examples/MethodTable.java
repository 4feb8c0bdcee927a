package io.github.dl4jinpaint.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table of methods: mean squared errors over the holes and of the composite, the former in
 * proportion to Navier-Stokes', time per image, and parameters.
 */
final class MethodTable {

  private static final String HEADER =
      "method,hole error,composite error,ratio to Navier-Stokes,ms per image,parameters";

  private final List<MeasuredMethod> methods;
  private final double navierStokes;

  /**
   * A table.
   *
   * @param methods Navier-Stokes among them
   */
  MethodTable(List<MeasuredMethod> methods) {
    this.methods = methods;
    this.navierStokes =
        methods.stream()
            .filter(method -> method.method() == ComparedMethod.navier_stokes)
            .findFirst()
            .orElseThrow()
            .errors()
            .overHoles();
  }

  private double ratio(MeasuredMethod method) {
    return method.errors().overHoles() / navierStokes;
  }

  /** For people. */
  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder(
            "%-18s %10s %15s %12s %10s %12s%n"
                .formatted(
                    "", "MSE, holes", "MSE, composite", "to Nav.-St.", "ms/image", "parameters"));
    for (MeasuredMethod method : methods) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-18s %10.5f %15.5f %12.2f %10.2f %12s%n",
              method.method().label(),
              method.errors().overHoles(),
              method.errors().ofComposite(),
              ratio(method),
              method.millisecondsPerImage(),
              method.parameters() == 0
                  ? "-"
                  : String.format(Locale.ROOT, "%,d", method.parameters())));
    }
    return text.toString();
  }

  /** Writes the table as CSV: beside its place, and then there. */
  void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    for (MeasuredMethod method : methods) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s,%.6f,%.6f,%.4f,%.3f,%d",
              method.method(),
              method.errors().overHoles(),
              method.errors().ofComposite(),
              ratio(method),
              method.millisecondsPerImage(),
              method.parameters()));
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(part, lines);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
