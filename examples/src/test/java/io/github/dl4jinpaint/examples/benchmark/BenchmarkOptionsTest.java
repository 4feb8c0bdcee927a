package io.github.dl4jinpaint.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Console;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BenchmarkOptionsTest {

  @ParameterizedTest
  @MethodSource("outOfBounds")
  void anOptionOutOfBoundsIsToldBeforeAnythingIsTimed(
      Callable<Integer> command, String option, String value) {
    String told =
        Console.all(() -> assertThat(Commands.execute(command, option, value)).isEqualTo(2));

    assertThat(told).contains(option + " must be above 0, got " + value);
  }

  static Stream<Arguments> outOfBounds() {
    return Stream.of(
        Arguments.of(new DataThroughput(), "--rate", "0"),
        Arguments.of(new Latency(), "--calls", "-1"),
        Arguments.of(new Throughput(), "--steps", "0"));
  }
}
