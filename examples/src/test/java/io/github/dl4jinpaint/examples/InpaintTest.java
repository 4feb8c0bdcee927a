package io.github.dl4jinpaint.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.dl4jinpaint.examples.command.Console;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class InpaintTest {

  private int status;

  /** All that do something, by their names. */
  static Stream<String> commands() {
    return names(Inpaint.line(), "").stream();
  }

  private static List<String> names(CommandLine line, String parents) {
    List<String> names = new ArrayList<>();
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              if (command.getSubcommands().isEmpty()) {
                names.add(parents + name);
              } else {
                names.addAll(names(command, parents + name + " "));
              }
            });
    return names;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void every_command_shows_an_example_that_its_options_take(String name) {
    CommandLine command = Inpaint.line();
    for (String word : name.split(" ")) {
      command = command.getSubcommands().get(word);
    }
    if (name.equals("generate-completion")) {
      return;
    }
    String[] help = command.getUsageMessage().split("\\R");
    List<String> examples =
        Arrays.stream(help).filter(line -> line.startsWith("  inpaint " + name + " ")).toList();

    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      String[] args = example.strip().split(" +");
      assertThatCode(() -> Inpaint.line().parseArgs(Arrays.copyOfRange(args, 1, args.length)))
          .as(example)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void what_is_wrong_is_told_with_what_may_be_meant() {
    assertThat(run("fil")).contains("'fil'", "Did you mean: inpaint fill?");
    assertThat(status).isEqualTo(2);
    assertThat(run("train", "cifar10", "--epoch", "3"))
        .contains("Possible solutions: --epochs", "inpaint train cifar10 --help tells more");
    assertThat(status).isEqualTo(2);
  }

  @Test
  void without_a_command_it_lists_them() {
    assertThat(run()).contains("Usage: inpaint", "  fill ", "  serve ");
    assertThat(status).isEqualTo(2);
    assertThat(run("train")).contains("Usage: inpaint train", "  cifar10 ", "  photos ");
    assertThat(status).isEqualTo(2);
  }

  @Test
  void bash_completes_commands_and_their_options() throws IOException {
    assertThat(run("generate-completion"))
        .contains("complete -F _complete_inpaint", "_picocli_inpaint_train_cifar10", "--epochs")
        .contains("(\"black\" \"white\" \"transparent\") # --holes");
    assertThat(status).isZero();
  }

  /** Native libraries take seconds to start, which nobody waits for who asks for help. */
  @ParameterizedTest
  @CsvSource({"fill --help, Usage: inpaint fill", "--version, OpenCV 4."})
  void what_is_told_of_the_command_itself_starts_no_backend(String args, String expected)
      throws Exception {
    List<String> line = new ArrayList<>();
    line.add(System.getProperty("java.home") + "/bin/java");
    line.addAll(List.of("-Xlog:class+init=info,library=info"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Inpaint.class.getName()));
    line.addAll(List.of(args.split(" ")));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String told = new String(process.getInputStream().readAllBytes());

    assertThat(process.waitFor()).isZero();
    assertThat(told)
        .contains(expected)
        .doesNotContain(
            "backend none",
            "org.nd4j.linalg.factory.Nd4j ",
            "libjnijavacpp",
            "libnd4j",
            "libjniopencv");
  }

  private String run(String... args) {
    return Console.all(() -> status = Inpaint.line().execute(args));
  }
}
