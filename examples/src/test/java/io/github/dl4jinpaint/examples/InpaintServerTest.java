package io.github.dl4jinpaint.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Console;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InpaintServerTest {

  @TempDir private Path folder;
  private int status;

  @Test
  void a_port_that_is_taken_is_told_in_a_line() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      String port = Integer.toString(taken.getLocalPort());

      assertThat(run("--port", port)).contains("can't listen on localhost:" + port);
      assertThat(status).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--port, 70000, 'from 0, for any that is free, to 65535; got 70000', 2",
    "--host, nowhere.invalid, 'No address of this machine is called nowhere.invalid', 1",
    "--allow-origin, example.org, '\"example.org\" is no origin', 2",
    "--allow-origin, *, '\"*\" is no origin', 2",
    "--allow-origin, https://example.org/page, 'without a path', 2",
  })
  void where_it_listens_and_to_whom_is_checked_before_the_model_is_loaded(
      String option, String value, String told, int expected) {
    assertThat(run("--model", "no such file.zip", option, value)).contains(told);
    assertThat(status).isEqualTo(expected);
  }

  @Test
  void a_wrong_model_is_told_in_a_line() throws IOException {
    Path text = Files.writeString(folder.resolve("model.zip"), "no model");

    assertThat(run("--port", "0", "--model", text.toString())).contains("model.zip is no model");
    assertThat(status).isEqualTo(1);
  }

  @Test
  void a_wrong_limit_is_told_in_a_line() {
    assertThat(run("--timeout", "0")).contains("--timeout must be above 0, got 0");
    assertThat(status).isEqualTo(2);
    assertThat(run("--waiting", "-1")).contains("--waiting must be at least 0, got -1");
    assertThat(status).isEqualTo(2);
  }

  private String run(String... options) {
    return Console.all(() -> status = Commands.execute(new InpaintServer(), options));
  }
}
