package io.github.dl4jinpaint.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Console;
import org.junit.jupiter.api.Test;

class ScalingTest {

  @Test
  void settingsOfMorePixelsThanAllowedAreLeftOut() {
    String printed = run("--batch", "1", "--max-pixels", "2000");

    assertThat(printed.lines().filter(line -> line.contains("32x32"))).hasSize(1);
    assertThat(printed).doesNotContain("64x64");
  }

  @Test
  void memoryIsPrintedAlongTheWay() {
    assertThat(run("--batch", "1", "--steps", "20").lines().filter(l -> l.matches("( +\\d+){4}")))
        .hasSize(10);
  }

  @Test
  void aBatchOfNothingIsRefused() {
    assertThat(Commands.execute(new Scaling(), "--batch", "0")).isEqualTo(2);
  }

  private static String run(String... args) {
    return Console.printed(() -> assertThat(Commands.execute(new Scaling(), args)).isZero());
  }
}
