package io.github.dl4jinpaint.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.model.PartialConvUNet;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.Adam;

/** Trains in processes of their own, and kills them as {@code kill -9} does. */
class KilledTrainingTest {

  private static final int EPOCHS = 3;

  @TempDir private Path folder;

  @Test
  void aRunThatIsKilledAmidAnEpochAndAmidASaveReachesTheSameWeights() throws Exception {
    Path killed = folder.resolve("killed");

    Process first = process(killed);
    try (BufferedReader steps = first.inputReader()) {
      String line = steps.readLine();
      while (!line.equals("step 6")) {
        line = steps.readLine();
      }
    }
    kill(first);
    assertThat(killed.resolve("checkpoint-0001.zip")).exists();
    assertThat(killed.resolve("checkpoint-0002.zip")).doesNotExist();

    Process second = process(killed);
    Path part = killed.resolve("checkpoint-0002.zip.part");
    while (!Files.exists(part) || Files.size(part) < 100_000) {
      assertThat(second.isAlive()).isTrue();
      Thread.sleep(1);
    }
    kill(second);
    assertThat(part).exists();
    assertThat(killed.resolve("checkpoint-0002.zip")).doesNotExist();

    TrainingResult resumed = trainer(killed).build().resume();

    Path whole = folder.resolve("whole");
    TrainingResult uninterrupted = trainer(whole).build().start(network());
    InpaintingTrainerTest.requireSame(resumed.network(), uninterrupted.network());
    for (String table : List.of("loss.csv", "batches.csv")) {
      assertThat(killed.resolve(table)).hasSameTextualContentAs(whole.resolve(table));
    }
    assertThat(part).doesNotExist();
  }

  private static void kill(Process process) throws InterruptedException {
    assertThat(process.destroyForcibly().waitFor()).isNotZero();
  }

  private static Process process(Path folder) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            KilledTrainingTest.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Starts or resumes a run in a folder, and prints every step. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    InpaintingTrainer trainer =
        trainer(folder)
            .listeners(InpaintingTrainerTest.afterStep(i -> System.out.println("step " + (i + 1))))
            .build();
    if (Files.exists(folder.resolve("checkpoint-0000.zip"))) {
      trainer.resume();
    } else {
      trainer.start(network());
    }
  }

  private static InpaintingTrainer.Builder trainer(Path folder) {
    return TrainingCase.trainer(folder).epochs(EPOCHS);
  }

  /** Large enough for a save to take a while. */
  private static ComputationGraph network() {
    return PartialConvUNet.of(
            List.of(
                new PartialConvUNet.Row(true, 3, 64, 3), new PartialConvUNet.Row(true, 3, 256, 64)))
        .size(16, 16)
        .updater(new Adam(0.01))
        .build();
  }
}
