package io.github.dl4jinpaint.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Console;
import io.github.dl4jinpaint.examples.command.Network;
import io.github.dl4jinpaint.examples.training.TrainingPlace;
import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.PartialConvUNet;
import io.github.dl4jinpaint.model.PartialConvUNet.Row;
import io.github.dl4jinpaint.model.Provenance;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Trains on the sample pictures: the first 27 of 36, the last 9 are for validation. */
class TrainCifar10Test {

  private static final String[] SMALL = {
    "--network", "table1", "--images", "27", "--validation", "0.25", "--batch", "9"
  };

  /** All that a run is told; another one would keep runs that were begun before from going on. */
  private static final String[] SETTINGS = {
    "network",
    "loss",
    "hole-weight",
    "valid-weight",
    "total-variation",
    "images",
    "validation",
    "epochs",
    "batch",
    "lr",
    "schedule",
    "seed",
    "keep",
    "training data",
    "validation data"
  };

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "--images, 0, '--images must be above 0, got 0'",
    "--epochs, -3, '--epochs must be above 0, got -3'",
    "--lr, 0, '--lr must be above 0, got 0.0'",
    "--keep, 0, '--keep must be above 0, got 0'",
    "--validation, 1, '--validation must be at least 0 and below 1, got 1.0'",
    "--batch, many, 'many'",
    "--network, table3, 'table3'",
    "--network, liu2018, '--network liu2018 is for pictures of 256 x 256 pixels'",
    "--schedule, steps, 'steps'"
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
  void trainingImagesThatAreForValidationAreRefused() {
    StringWriter errors = new StringWriter();
    CommandLine command = command().setErr(new PrintWriter(errors, true));

    assertThat(command.execute("--images", "30", "--validation", "0.25")).isEqualTo(2);
    assertThat(errors.toString())
        .contains("--images must be at most 27 where --validation 0.25 keeps 9 of the 36");
  }

  @Test
  void aFolderWithoutCifar10EndsWithStatusOne() {
    String nothing = folder.resolve("nothing").toString();

    assertThat(
            Commands.execute(
                new TrainCifar10(), "--data", nothing, "--out", folder.resolve("out").toString()))
        .isEqualTo(1);
  }

  @Test
  void aFileThatIsMissingIsToldWithTheOptionThatWantsIt() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.createFile(data.resolve("data_batch_2.bin"));
    StringWriter errors = new StringWriter();
    String[] args = {"--data", "" + data, "--out", "" + folder.resolve("out")};
    assertThat(errors(new TrainCifar10(), errors).execute(args)).isEqualTo(1);
    assertThat(errors.toString())
        .contains("data_batch_1.bin, with images 0 to 9999, is neither in " + data)
        .contains("images 0 to 9999 are asked for: --images 10000 trains on the first 10,000");

    TrainCifar10 withoutTheLast =
        new TrainCifar10(
            options ->
                new Samples() {
                  private static final long serialVersionUID = 1;

                  @Override
                  public void open(int from, int to) {
                    if (to > 27) {
                      throw new UncheckedIOException(new IOException("the last file is missing"));
                    }
                  }
                },
            Network::builder,
            TrainingPlace.HERE);
    errors.getBuffer().setLength(0);
    assertThat(errors(withoutTheLast, errors).execute(args("--out", "" + folder.resolve("out"))))
        .isEqualTo(1);
    assertThat(errors.toString())
        .contains("is missing: --validation 0.25 takes the last 9 of the 36 training images");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private static CommandLine errors(TrainCifar10 command, StringWriter errors) {
    return Commands.line(command).setErr(new PrintWriter(errors, true));
  }

  @Test
  void resumingReadsTheDataFromWhereTheRunReadIt() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    String out = folder.resolve("out").toString();
    assertThat(command().execute(args("--epochs=1", "--data=" + data, "--out=" + out))).isZero();
    assertThat(ModelFiles.provenance(Path.of(out, "model.zip")).orElseThrow().settings())
        .containsOnlyKeys(SETTINGS);

    assertThat(dataOf("--resume", "--epochs=2", "--out=" + out)).isEqualTo(data);
    Path moved = Files.move(data, folder.resolve("moved"));
    assertThat(errorsOf("--resume", "--out", out))
        .contains("--data DIR has to say where the data is: the run read it from " + data);
    assertThat(dataOf("--resume", "--epochs=3", "--data=" + moved, "--out=" + out))
        .isEqualTo(moved);
    assertThat(dataOf("--resume", "--out=" + out)).isEqualTo(moved);
  }

  private static Path dataOf(String... args) {
    CommandLine command = command();
    assertThat(command.execute(args)).isZero();
    return command.getCommandSpec().findOption("--data").getValue();
  }

  @Test
  void aLogHasNoLinesThatOverwriteEachOther() throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    Process process =
        builder("--epochs", "2").redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();

    assertThat(process.exitValue()).isZero();
    assertThat(Files.readString(log))
        .doesNotContain("\r", "\u001b")
        .containsPattern("epoch 2 .*27/27 images")
        .contains("epoch 2/2: ");
  }

  @Test
  void aRunLeavesModelTablesCurveAndSheetsAndCanBeLengthened() throws IOException {
    String printed = Console.printed(() -> assertThat(train("--epochs", "1")).isZero());
    assertThat(printed).contains("over holes (the best)").contains("The network of epoch 1 is in");

    assertThat(train("--epochs", "2", "--resume")).isZero();

    assertThat(file("epoch-001.png")).exists();
    BufferedImage chart = ImageIO.read(file("loss.png").toFile());
    assertThat(chart.getWidth()).isEqualTo(900);
    assertThat(ImageIO.read(file("epoch-002.png").toFile()).getHeight()).isGreaterThan(5 * 128);
    assertThat(Files.readAllLines(file("loss.csv"))).hasSize(3);
    assertThat(Files.readAllLines(file("batches.csv"))).hasSize(7);
    Provenance provenance = ModelFiles.provenance(file("checkpoint-0002.zip")).orElseThrow();
    assertThat(provenance.settings())
        .containsEntry("network", "table1")
        .containsEntry("seed", "42")
        .containsEntry("epochs", "2")
        .containsOnlyKeys(SETTINGS);
    assertThat(names()).noneMatch(name -> name.endsWith(".part"));
  }

  @Test
  void resumingTakesTheRunsOptionsAndRefusesOthers() {
    assertThat(
            train(
                "--epochs=1",
                "--lr=0.003",
                "--schedule=linear",
                "--loss=l1",
                "--hole-weight=6",
                "--total-variation=0.1",
                "--flip",
                "--skip=encoder_input"))
        .isZero();

    assertThat(resume()).isZero();
    assertThat(errorsOf("--resume", "--lr", "0.01")).contains("lr 0.003, not lr 0.01");
    assertThat(errorsOf("--resume", "--epochs", "5")).contains("epochs 1, not epochs 5");
    assertThat(errorsOf("--resume", "--loss", "l2")).contains("loss l1, not loss l2");
    assertThat(errorsOf("--resume", "--skip", "encoder_output"))
        .contains("skip ENCODER_INPUT, not skip ENCODER_OUTPUT");
    assertThat(errorsOf("--resume", "--images", "18")).contains("images 27, not images 18");
    assertThat(errorsOf()).contains("holds a run already");
  }

  @Test
  void aRunStartsFromTheWeightsOfAnotherOfTheSameNetwork() throws IOException {
    assertThat(train("--epochs", "1")).isZero();
    Path next = folder.resolve("next");
    String model = file("model.zip").toString();

    assertThat(command().execute(args("--from", model, "--epochs", "1", "--out", next.toString())))
        .isZero();
    assertThat(ModelFiles.load(next.resolve("checkpoint-0000.zip")).params())
        .isEqualTo(ModelFiles.load(file("model.zip")).params());
    assertThat(command().execute("--resume", "--out", next.toString())).isZero();
    assertThat(errorsOf("--resume", "--from", file("checkpoint-0000.zip") + "", "--out", "" + next))
        .contains("started from SHA-256");
    assertThat(errorsOf("--from", model, "--network", "table2", "--out", next + "2"))
        .contains("is another network than --network table2");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void withoutFontsItTrainsAndDrawsSamplesWithoutTitles() throws IOException, InterruptedException {
    ProcessBuilder builder = builder("--epochs", "2").redirectErrorStream(true);
    NoFonts.of(builder, folder);

    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).as(printed).isZero();
    assertThat(printed).containsOnlyOnce("no fonts");
    assertThat(ImageIO.read(file("epoch-002.png").toFile()).getWidth()).isPositive();
    assertThat(file("model.zip")).exists();
    assertThat(file("loss.png")).doesNotExist();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no SIGINT to send to a process there")
  void ctrlCSavesAmidTheEpochTellsHowToGoOnAndEndsWithStatus130() throws Exception {
    assumeThat(childrenHearCtrlC()).as("Shells start background jobs that ignore it").isTrue();
    Path whole = folder.resolve("whole");
    String[] options = {"--epochs", "2", "--schedule", "cosine", "--images", "27", "--batch", "1"};
    Process process = process(options);
    while (!Files.exists(file("batches.csv"))
        || Files.readAllLines(file("batches.csv")).size() < 4) {
      assertThat(process.isAlive()).isTrue();
      Thread.sleep(5);
    }
    pressCtrlC(process);

    String printed;
    try (BufferedReader output = process.inputReader()) {
      printed = String.join("\n", output.lines().toList());
    }
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(printed).contains("Stopped in epoch 1, and saved. With these arguments it goes on:");
    String goesOn = printed.substring(printed.indexOf("goes on:") + 8).strip();
    assertThat(goesOn).endsWith("--resume");
    assertThat(names()).anyMatch(name -> name.matches("checkpoint-0000-0000\\d\\d.zip"));

    assertThat(command().execute(goesOn.split(" "))).isZero();
    assertThat(command().execute(args(concat(options, "--out", whole.toString())))).isZero();
    assertThat(file("batches.csv")).hasSameTextualContentAs(whole.resolve("batches.csv"));
    assertThat(ModelFiles.load(file("checkpoint-0002.zip")).params().toFloatVector())
        .isEqualTo(ModelFiles.load(whole.resolve("checkpoint-0002.zip")).params().toFloatVector());
  }

  /** What ignores the signal hands that on to the processes that it starts, the JVM's included. */
  private static boolean childrenHearCtrlC() throws Exception {
    Process child = new ProcessBuilder("sleep", "60").start();
    try {
      pressCtrlC(child);
      return child.waitFor(2, TimeUnit.SECONDS);
    } finally {
      child.destroyForcibly();
    }
  }

  private static void pressCtrlC(Process process) throws Exception {
    assertThat(new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor()).isZero();
  }

  private Process process(String... options) throws IOException {
    return builder(options).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private ProcessBuilder builder(String... options) {
    List<String> line =
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            TrainCifar10Test.class.getName());
    return new ProcessBuilder(
        Stream.concat(
                line.stream(), Arrays.stream(args(concat(options, "--out", file("").toString()))))
            .toList());
  }

  /** The command on the sample pictures, in a process of its own. */
  public static void main(String[] args) {
    Commands.run(small(), args);
  }

  private static CommandLine command() {
    return Commands.line(small());
  }

  /** Table 2 is larger than table 1 here too. */
  private static TrainCifar10 small() {
    return new TrainCifar10(
        data -> new Samples(),
        network ->
            PartialConvUNet.of(
                network == Network.table1
                    ? List.of(new Row(true, 3, 6, 3))
                    : List.of(new Row(true, 3, 6, 3), new Row(true, 3, 8, 6))),
        TrainingPlace.HERE);
  }

  private int train(String... more) {
    return command().execute(args(concat(more, "--out", folder.toString())));
  }

  private int resume() {
    return command().execute("--resume", "--out", folder.toString());
  }

  private String errorsOf(String... more) {
    StringWriter errors = new StringWriter();
    String[] args =
        Arrays.asList(more).contains("--out") ? more : concat(more, "--out", "" + folder);
    CommandLine command = command().setErr(new PrintWriter(errors, true));
    assertThat(command.execute(more.length > 0 && more[0].equals("--resume") ? args : args(args)))
        .isNotZero();
    return errors.toString();
  }

  /** The small run's, unless said otherwise. */
  private static String[] args(String... more) {
    List<String> given = List.of(more);
    String[] small = new String[0];
    for (int i = 0; i < SMALL.length; i += 2) {
      if (!given.contains(SMALL[i])) {
        small = concat(small, SMALL[i], SMALL[i + 1]);
      }
    }
    return concat(small, more);
  }

  private static String[] concat(String[] first, String... then) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(then)).toArray(String[]::new);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
