package io.github.dl4jinpaint.examples.report;

import io.github.dl4jinpaint.data.internal.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Tables in files, as RFC 4180 has them. */
public final class Csv {

  private Csv() {}

  /** A field's text: quoted where it would be taken for several fields or lines. */
  public static String field(String text) {
    return text.matches("[^\",\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** Writes a table beside its place, and moves it there. */
  public static void write(Path file, List<String> lines) throws IOException {
    WholeFile.write(file, lines);
  }
}
