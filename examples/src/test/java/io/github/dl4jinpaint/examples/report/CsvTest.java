package io.github.dl4jinpaint.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {

  @Test
  void whatWouldBeTakenForSeveralFieldsIsQuoted(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("table.csv");

    Csv.write(
        file, List.of(List.of("plain", "Rome, 1963", "the \"cat\""), List.of("%1", "-2", "")));

    assertThat(file).hasContent("plain,\"Rome, 1963\",\"the \"\"cat\"\"\"%n%%1,-2,%n".formatted());
  }
}
