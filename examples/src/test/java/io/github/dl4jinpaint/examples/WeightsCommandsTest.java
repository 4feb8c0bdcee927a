package io.github.dl4jinpaint.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Console;
import io.github.dl4jinpaint.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsCommandsTest {

  @TempDir private Path folder;

  private static int status(Object command, String... args) {
    return Commands.execute(command, args);
  }

  @Test
  void theShippedModelComesBackFromWhereItWasExportedTo() throws IOException {
    Path exported = folder.resolve("model.safetensors");
    Path imported = folder.resolve("model.zip");

    assertThat(status(new ExportWeights(), "--out", exported.toString())).isZero();
    assertThat(
            status(
                new ImportWeights(),
                "--weights",
                exported.toString(),
                "--out",
                imported.toString()))
        .isZero();

    assertThat(ModelFiles.load(imported).params()).isEqualTo(ModelFiles.cifar10().params());
    assertThat(ModelFiles.provenance(imported)).isEqualTo(ModelFiles.cifar10Provenance());
  }

  @Test
  void commandsWithAModelTakeExportedOnes() throws IOException {
    Path half = folder.resolve("half.safetensors");
    assertThat(status(new ExportWeights(), "--out", half.toString(), "--half")).isZero();
    assertThat(Files.size(half)).isLessThan(7_000_000);

    String printed =
        Console.printed(
            () ->
                assertThat(status(new QuickStart(), "--model", half.toString(), "--provenance"))
                    .isZero());

    assertThat(printed).contains("table2", "\"epochs\"");
  }

  @Test
  void aFileOfNoNetworkIsToldInALine() throws IOException {
    Path text = Files.writeString(folder.resolve("network.pth"), "not a network");
    Path out = folder.resolve("model.zip");

    String told =
        Console.printedErrors(
            () ->
                assertThat(
                        status(
                            new ImportWeights(),
                            "--weights",
                            text.toString(),
                            "--out",
                            out.toString()))
                    .isEqualTo(1));

    assertThat(told).contains("network.pth").doesNotContain("\tat ");
    assertThat(out).doesNotExist();
  }
}
