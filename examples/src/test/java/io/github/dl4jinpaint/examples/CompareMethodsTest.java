package io.github.dl4jinpaint.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.examples.command.Console;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CompareMethodsTest {

  private static final String HEADER =
      "method,hole error,ratio to Navier-Stokes,composite error,raw error,ms per image,parameters";

  @TempDir private Path folder;

  @Test
  void networksAndClassicalMethodsAreMeasuredOnceEach() throws IOException {
    String printed = compare(1, "--methods", "convolutional,telea", "--masks", "rectangles");

    Path out = folder.resolve("rectangles");
    List<String> rows = Files.readAllLines(out.resolve("comparison.csv"));
    assertThat(rows).hasSize(4).startsWith(HEADER);
    assertThat(rows.subList(1, 4).stream().map(row -> row.split(",")[0]))
        .containsExactly("convolutional", "telea", "navier_stokes");
    assertThat(rows.get(1)).endsWith(",87463");
    assertThat(rows.get(3))
        .matches("navier_stokes,0\\.\\d{6},1\\.0000,(0\\.\\d{6}),\\1,\\d+\\.\\d{3},0");
    for (String row : rows.subList(1, 4)) {
      assertThat(Double.parseDouble(row.split(",")[1])).as(row).isBetween(0.0, 0.5);
    }
    assertThat(printed)
        .containsPattern(Pattern.compile("(?m)^5 convolutions +0\\.\\d{5} .* 87,463$"))
        .containsPattern(Pattern.compile("(?m)^Navier-Stokes .* 1\\.00 .* \\d+\\.\\d\\d +-$"));
    BufferedImage sheet = ImageIO.read(out.resolve("pictures.png").toFile());
    assertThat(sheet.getWidth()).isGreaterThan(5 * 4 * 32);
  }

  @Test
  void whatIsTrainedIsNotTrainedAgainAndFurtherEpochsGoOnFromIt() throws IOException {
    String first = compare(1, "--methods", "convolutional", "--masks", "irregular");
    double error = error();
    String again = compare(1, "--methods", "convolutional", "--masks", "irregular");

    assertThat(first).contains("epoch 1/1,");
    assertThat(again).doesNotContain("epoch 1/1,").contains("trained already");
    assertThat(error()).isEqualTo(error);

    String further = compare(2, "--methods", "convolutional", "--masks", "irregular");
    assertThat(further).doesNotContain("epoch 1/2").contains("epoch 2/2");
    assertThat(error()).isNotEqualTo(error);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                command(1, "--methods", "convolutional", "--masks", "irregular")
                    .compare(STRIPES, STRIPES))
        .withMessageContaining("2 epochs, more than 1");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                command(2, "--methods", "convolutional", "--masks", "irregular", "--seed", "1")
                    .compare(STRIPES, STRIPES))
        .withMessageContaining("seed 42, not seed 1");
  }

  private double error() throws IOException {
    Path table = folder.resolve("irregular").resolve("comparison.csv");
    return Double.parseDouble(Files.readAllLines(table).get(1).split(",")[1]);
  }

  private CompareMethods command(int epochs, String... args) {
    CompareMethods command = new CompareMethods();
    new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(
            Stream.concat(
                    Stream.of("--epochs", "" + epochs, "--out", folder.toString()), Stream.of(args))
                .toArray(String[]::new));
    return command;
  }

  private String compare(int epochs, String... args) {
    return Console.printed(
        () -> {
          try {
            command(epochs, args).compare(STRIPES, STRIPES);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Sixty images of slanted stripes. */
  private static final ImageSource STRIPES =
      new SquareImages() {
        private static final long serialVersionUID = 1L;

        @Override
        public int size() {
          return 60;
        }

        @Override
        public void read(int index, byte[] rgb) {
          for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) ((i % 32 * 9 + i % 1024 / 32 * 5 + index * 13) % 200);
          }
        }
      };
}
