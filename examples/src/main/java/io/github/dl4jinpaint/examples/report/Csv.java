package io.github.dl4jinpaint.examples.report;

import io.github.dl4jinpaint.data.internal.WholeFile;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Tables in files. */
final class Csv {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setRecordSeparator(System.lineSeparator()).get();

  private Csv() {}

  /** Writes a table beside its place, and moves it there. */
  static void write(Path file, List<List<String>> rows) throws IOException {
    StringWriter text = new StringWriter();
    new CSVPrinter(text, FORMAT).printRecords(rows);
    WholeFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
