package io.github.dl4jinpaint.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FillProgressTest {

  private static final String TERMINAL = "inpaint.terminal";

  @AfterEach
  void forget() {
    System.clearProperty(TERMINAL);
  }

  @Test
  void numbers_alone_are_lines_where_nobody_looks_and_the_last_one_is_never_missing() {
    assertThat(told("false", false)).matches("\\[9/9\\] after 0 s\\R");
  }

  /** The bar goes to the process's own standard error. */
  @Test
  void there_are_no_lines_beside_a_terminals_bar() {
    assertThat(told("true", false)).isEmpty();
  }

  @Test
  void who_wants_it_quiet_is_told_nothing() {
    assertThat(told("false", true)).isEmpty();
    assertThat(told("true", true)).isEmpty();
  }

  private static String told(String terminal, boolean quiet) {
    System.setProperty(TERMINAL, terminal);
    return Console.printedErrors(
        () -> {
          try (FillProgress progress = new FillProgress(9, quiet)) {
            progress.reached(0);
            progress.reached(4);
            progress.reached(9);
            progress.reached(9);
          }
        });
  }
}
