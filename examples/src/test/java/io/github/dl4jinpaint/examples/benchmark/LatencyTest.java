package io.github.dl4jinpaint.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Console;
import org.junit.jupiter.api.Test;

class LatencyTest {

  @Test
  void oneSizePrintsARowOfItsFigures() {
    String printed =
        Console.printed(
            () ->
                assertThat(Commands.execute(new Latency(), "--size", "40x24", "--calls", "1"))
                    .isZero());

    String[] row = printed.strip().split("\\s+");
    assertThat(row).hasSize(6).startsWith("40x24");
    assertThat(Double.parseDouble(row[2])).isPositive();
  }

  @Test
  void aSizeThatIsNoneIsRefused() {
    assertThat(Commands.execute(new Latency(), "--size", "large")).isEqualTo(2);
    assertThat(Commands.execute(new Latency(), "--size", "0x10")).isEqualTo(2);
  }
}
