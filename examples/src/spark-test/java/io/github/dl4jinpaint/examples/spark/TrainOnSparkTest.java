package io.github.dl4jinpaint.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.examples.spark.Cluster.Driver;
import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.Provenance;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * On a cluster on this machine, with the jar that spark-submit gets: two epochs of two rounds, of a
 * batch for each of two workers.
 */
class TrainOnSparkTest {

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path folder;

  private static Cluster cluster;
  private static Driver undisturbed;

  @BeforeAll
  static void start() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < 3; i++) {
      photo(random, Files.createDirectories(folder.resolve("photos")).resolve(i + ".png"));
    }
    cluster = new Cluster(folder);
    undisturbed = train("undisturbed");
    assertThat(undisturbed.await()).as(undisturbed.errors()).isZero();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  /** Four squares of a colour each, and noise: cut into as many tiles of 32 x 32 pixels. */
  private static void photo(Random random, Path file) throws IOException {
    BufferedImage photo = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    int[] colours = random.ints(4, 0, 1 << 24).toArray();
    for (int p = 0; p < 64 * 64; p++) {
      photo.setRGB(p % 64, p / 64, colours[p % 64 / 32 + p / 64 / 32 * 2] ^ random.nextInt(16));
    }
    ImageIO.write(photo, "png", file.toFile());
  }

  @Test
  void aRunLeavesTheFilesOfTrainingOnOneMachineAndTellsItsWorkers() throws IOException {
    assertThat(undisturbed.printed()).contains("epoch 2/2", "The network of epoch 2 is in");
    assertThat(names("undisturbed"))
        .contains("checkpoint-0000.zip", "checkpoint-0001.zip", "checkpoint-0002.zip")
        .contains("model.zip", "loss.csv", "batches.csv", "loss.png", "epoch-002.png")
        .noneMatch(name -> name.endsWith(".part"));
    assertThat(rows("undisturbed")).hasSize(5);
    Provenance provenance = ModelFiles.provenance(file("undisturbed", "model.zip")).orElseThrow();
    assertThat(provenance.settings())
        .containsEntry("workers", "2")
        .containsEntry("averaging", "1")
        .containsEntry("batch", "2")
        .containsKeys("training data", "validation data");
    assertThat(provenance.iterations()).isEqualTo(4);
  }

  @Test
  void aWorkerThatIsKilledAmidAnEpochChangesNothing() throws Exception {
    Driver driver = train("worker-killed");
    Cluster.until("a round is done", () -> rows("worker-killed").size() > 1);
    cluster.kill(0);
    cluster.startWorker(0);

    assertThat(driver.await()).as(driver.errors()).isZero();
    requireSame("worker-killed");
  }

  /** The batches are in files here, and every fifth call of their file system fails. */
  @Test
  void aRunWhoseDriverIsKilledGoesOnToTheSameEndAndFilesMayFailNowAndThen() throws Exception {
    Path batches = folder.resolve("batches");
    String prepared = "--prepared=" + FlakyFileSystem.SCHEME + "://" + batches;
    Driver driver = train("driver-killed", Cluster.FLAKY, prepared);
    Cluster.until("the second epoch began", () -> rows("driver-killed").size() > 3);
    driver.process().destroyForcibly().waitFor();
    assertThat(driver.errors()).contains(FlakyFileSystem.FAILURE);

    Driver resumed = submit("driver-killed", Cluster.FLAKY, "--resume", prepared);

    assertThat(resumed.await()).as(resumed.errors()).isZero();
    requireSame("driver-killed");
    try (Stream<Path> files = Files.walk(batches)) {
      assertThat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
          .hasSize(8)
          .allMatch(name -> name.startsWith("batch-00000") && !name.endsWith(".part"));
    }
  }

  @Test
  void executorsWithoutEnoughMemoryAreToldWithWhatToSet() throws Exception {
    String limit = "spark.executor.extraJavaOptions=-Dorg.bytedeco.javacpp.maxPhysicalBytes=300m";

    Driver driver =
        train("no-memory", List.of("--conf", limit, "--conf", "spark.task.maxFailures=1"));

    assertThat(driver.await()).isEqualTo(1);
    assertThat(driver.errors())
        .contains("An executor ran out of memory with --executor-memory 1g")
        .contains("raise spark.executor.memoryOverhead as well. Or take a smaller --batch");
  }

  private static void requireSame(String name) throws IOException {
    assertThat(file(name, "batches.csv"))
        .hasSameTextualContentAs(file("undisturbed", "batches.csv"));
    assertThat(file(name, "loss.csv")).hasSameTextualContentAs(file("undisturbed", "loss.csv"));
    ComputationGraph expected = ModelFiles.load(file("undisturbed", "checkpoint-0002.zip"));
    ComputationGraph network = ModelFiles.load(file(name, "checkpoint-0002.zip"));
    assertThat(network.params().toFloatVector()).isEqualTo(expected.params().toFloatVector());
    assertThat(network.getUpdater().getStateViewArray().toFloatVector())
        .isEqualTo(expected.getUpdater().getStateViewArray().toFloatVector());
    assertThat(names(name)).isEqualTo(names("undisturbed"));
  }

  private static Driver train(String name, String... more) throws IOException {
    return train(name, List.of(), more);
  }

  private static Driver train(String name, List<String> options, String... more)
      throws IOException {
    List<String> args = new ArrayList<>(List.of("--photos=" + folder.resolve("photos")));
    args.addAll(List.of("--size=16", "--batch=2", "--epochs=2", "--workers=2", "--averaging=1"));
    args.addAll(List.of(more));
    return submit(name, options, args.toArray(String[]::new));
  }

  private static Driver submit(String name, List<String> options, String... more)
      throws IOException {
    List<String> args = new ArrayList<>(List.of("photos"));
    args.addAll(List.of(more));
    args.add("--out=" + folder.resolve(name));
    return cluster.submit(name, options, TrainOnSpark.class, args);
  }

  private static List<String> rows(String name) {
    return Cluster.text(file(name, "batches.csv")).lines().toList();
  }

  private static List<String> names(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(name))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static Path file(String name, String file) {
    return folder.resolve(name).resolve(file);
  }
}
