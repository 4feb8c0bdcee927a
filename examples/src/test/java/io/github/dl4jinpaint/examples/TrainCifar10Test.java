package io.github.dl4jinpaint.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class TrainCifar10Test {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "--images, 0, '--images must be above 0, got 0'",
    "--epochs, -3, '--epochs must be above 0, got -3'",
    "--lr, 0, '--lr must be above 0, got 0.0'",
    "--batch, many, 'many'",
    "--network, table3, 'table3'"
  })
  void anOptionOutOfBoundsIsToldByNameAndEndsWithStatusTwo(
      String option, String value, String message) {
    StringWriter errors = new StringWriter();
    CommandLine command = new CommandLine(new TrainCifar10()).setErr(new PrintWriter(errors, true));

    assertThat(command.execute(option, value, "--out", folder.toString())).isEqualTo(2);
    assertThat(errors.toString()).contains(message);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFolderWithoutCifar10EndsWithStatusOne() {
    String nothing = folder.resolve("nothing").toString();

    assertThat(
            Commands.execute(
                new TrainCifar10(), "--data", nothing, "--out", folder.resolve("out").toString()))
        .isEqualTo(1);
  }
}
