package io.github.dl4jinpaint.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.Networks;
import io.github.dl4jinpaint.model.Provenance;
import io.github.dl4jinpaint.model.training.TrainingResult.End;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.TestMultiDataSetIterator;
import org.nd4j.linalg.learning.config.Sgd;

class InpaintingTrainerTest {

  @TempDir private Path folder;

  @Test
  void aRunLeavesItsNewestCheckpointsTheBestModelAndBothTables() throws IOException {
    TrainingResult result = trainer().keep(2).build().start(TrainingCase.PARTIAL.network());

    assertThat(result.end()).isEqualTo(End.ALL_EPOCHS);
    assertThat(names())
        .containsExactly(
            "batches.csv",
            "checkpoint-0002.zip",
            "checkpoint-0003.zip",
            "lock",
            "loss.csv",
            "model.zip");
    List<TrainingEpoch> epochs = result.epochs();
    assertThat(epochs).hasSize(3);
    assertThat(epochs.get(2).trainingLoss()).isPositive().isLessThan(epochs.get(0).trainingLoss());
    assertThat(epochs.get(2).iteration()).isEqualTo(12);
    assertThat(Files.readAllLines(file("loss.csv"))).hasSize(4);
    List<String> steps = Files.readAllLines(file("batches.csv"));
    assertThat(steps.get(0)).isEqualTo("iteration,epoch,batch,learning rate,loss");
    assertThat(steps.get(12)).startsWith("12,3,4,");
    double mean =
        steps.stream().skip(9).mapToDouble(row -> Double.parseDouble(row.split(",")[4])).sum() / 4;
    assertThat(mean).isCloseTo(epochs.get(2).trainingLoss(), within(1e-8));
  }

  @ParameterizedTest
  @EnumSource
  void aRunThatIsStoppedAfterEverySingleStepReachesTheSameWeights(TrainingCase network)
      throws IOException {
    Path whole = folder.resolve("whole");
    Path parts = folder.resolve("parts");
    TrainingResult uninterrupted = TrainingCase.trainer(whole).build().start(network.network());

    TrainingResult result = stopAfterOneStep(parts, network.network());
    for (int step = 2; result.end() == End.STOPPED; step++) {
      assertThat(result.network().getIterationCount()).isLessThan(step);
      result = stopAfterOneStep(parts, null);
    }

    requireSame(result.network(), uninterrupted.network());
    assertThat(result.epochs()).isEqualTo(uninterrupted.epochs());
    for (String table : List.of("loss.csv", "batches.csv")) {
      assertThat(parts.resolve(table)).hasSameTextualContentAs(whole.resolve(table));
    }
    assertThat(ModelFiles.load(parts.resolve("model.zip")).params().toFloatVector())
        .isEqualTo(ModelFiles.load(whole.resolve("model.zip")).params().toFloatVector());
  }

  /** As the first version left it after two steps of the second epoch, in {@code begun}. */
  @Test
  void aRunThatTheFirstVersionBeganGoesOnAsItWouldHave() throws Exception {
    Path resources = Path.of(InpaintingTrainerTest.class.getResource("begun").toURI());
    try (Stream<Path> files = Files.list(resources)) {
      for (Path file : files.toList()) {
        Files.copy(file, file(file.getFileName().toString()));
      }
    }

    TrainingResult result = trainer().build().resume();

    assertThat(result.network().getIterationCount()).isEqualTo(12);
    for (String table : List.of("batches.csv", "loss.csv")) {
      List<String> rows = Files.readAllLines(file(table));
      List<String> expected = Files.readAllLines(resources.resolveSibling("whole-" + table));
      assertThat(rows).hasSameSizeAs(expected).startsWith(expected.get(0));
      for (int i = 1; i < rows.size(); i++) {
        assertThat(numbers(rows.get(i)))
            .as(table)
            .containsExactly(numbers(expected.get(i)), OTHER_MACHINE);
      }
    }
  }

  /** What sums on another machine may differ by, six decimals included. */
  private static final Offset<Double> OTHER_MACHINE = within(1e-4);

  private static double[] numbers(String row) {
    return Arrays.stream(row.split(",")).mapToDouble(Double::parseDouble).toArray();
  }

  /** An epoch's last step isn't stopped at: the epoch is finished. */
  private static TrainingResult stopAfterOneStep(Path folder, ComputationGraph start)
      throws IOException {
    InpaintingTrainer[] trainer = new InpaintingTrainer[1];
    trainer[0] = TrainingCase.trainer(folder).listeners(afterStep(i -> trainer[0].stop())).build();
    return start == null ? trainer[0].resume() : trainer[0].start(start);
  }

  static void requireSame(ComputationGraph network, ComputationGraph expected) {
    // As numbers: INDArray's equals takes what differs by 1e-5 for equal.
    assertThat(network.params().toFloatVector()).isEqualTo(expected.params().toFloatVector());
    assertThat(network.getUpdater().getStateViewArray().toFloatVector())
        .isEqualTo(expected.getUpdater().getStateViewArray().toFloatVector());
    assertThat(network.getIterationCount()).isEqualTo(expected.getIterationCount());
    assertThat(network.getEpochCount()).isEqualTo(expected.getEpochCount());
  }

  @Test
  void aDamagedCheckpointIsNeverTakenAndTheOneBeforeIsInstead() throws IOException {
    trainer().build().start(TrainingCase.PARTIAL.network());
    Path newest = file("checkpoint-0003.zip");
    byte[] whole = Files.readAllBytes(newest);
    float[] good = ModelFiles.load(newest).params().toFloatVector();
    float[] before = ModelFiles.load(file("checkpoint-0002.zip")).params().toFloatVector();
    Random random = new Random(3);
    for (int i = 0; i < 30; i++) {
      Files.write(newest, damaged(whole, i, random));

      Checkpoint loaded = new RunFolder(folder).newestCheckpoint();

      // A flipped bit may be in the zip's directory, which nobody needs.
      boolean unharmed = loaded.state().epoch() == 3;
      assertThat(loaded.network().params().toFloatVector()).isEqualTo(unharmed ? good : before);
      assertThat(loaded.network().getUpdater().getStateViewArray().isEmpty()).isFalse();
      assertThat(loaded.network().getEpochCount()).isEqualTo(loaded.state().epoch());
      assertThat(Files.exists(file("checkpoint-0003.zip.damaged"))).isEqualTo(i > 0 || !unharmed);
      assertThat(Files.exists(newest)).isEqualTo(unharmed);
    }
  }

  private static byte[] damaged(byte[] whole, int i, Random random) {
    if (i % 3 == 0) {
      return Arrays.copyOf(whole, random.nextInt(whole.length * 99 / 100));
    }
    byte[] bytes = whole.clone();
    int at = random.nextInt(i % 3 == 1 ? bytes.length : 100);
    bytes[at] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  @Test
  void whatAKilledProcessLeftIsRemovedAndNeverLoaded() throws IOException {
    TrainingResult expected = trainer().build().start(TrainingCase.PARTIAL.network());
    Files.writeString(file("checkpoint-0004.zip.part"), "half of a checkpoint");
    Files.writeString(file("model.zip.part"), "half of a model");
    Files.writeString(
        file("batches.csv"), Files.readString(file("batches.csv")) + "13,4,1,0.01,1.0");

    TrainingResult resumed = trainer().build().resume();

    requireSame(resumed.network(), expected.network());
    assertThat(names()).noneMatch(name -> name.endsWith(".part"));
    assertThat(Files.readAllLines(file("batches.csv"))).hasSize(13);
  }

  @Test
  void otherSettingsThanTheRunBeganWithAreRefusedByName() throws IOException {
    trainer().build().start(TrainingCase.PARTIAL.network());

    assertThatThrownBy(
            () -> trainer().setting("batch", 12).setting("flip", true).epochs(4).build().resume())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("batch 6, not batch 12; no flip, not flip true");
    assertThat(InpaintingTrainer.progress(folder).settings()).containsEntry("batch", "6");
  }

  @Test
  void aFolderWithARunIsNotStartedInAgain() throws IOException {
    trainer().epochs(1).build().start(TrainingCase.PARTIAL.network());
    byte[] model = Files.readAllBytes(file("model.zip"));

    assertThatThrownBy(() -> trainer().build().start(TrainingCase.PARTIAL.network()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("holds a run already, with checkpoint-0001.zip");
    Files.delete(file("checkpoint-0000.zip"));
    Files.delete(file("checkpoint-0001.zip"));
    assertThatThrownBy(() -> trainer().build().start(TrainingCase.PARTIAL.network()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("holds a run already, with model.zip");
    assertThat(file("model.zip")).hasBinaryContent(model);
  }

  @Test
  void aRunIsResumedWhateverTheDigitsOfTheLanguage() throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("fa-IR"));
    try {
      trainer().epochs(1).build().start(TrainingCase.PARTIAL.network());

      assertThat(names()).contains("checkpoint-0001.zip");
      assertThat(trainer().epochs(2).build().resume().epochs()).hasSize(2);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void dataThatCannotBeUsedAreRefusedByWhatIsWrongWithThem() {
    MultiDataSetIterator once = TrainingCase.batches(0, 0);
    MultiDataSet noHoles = Networks.batch(new Random(1), 6, 16, 16);
    noHoles.getFeaturesMaskArray(0).assign(1);
    MultiDataSet noMask = Networks.batch(new Random(1), 6, 16, 16);
    noMask.setFeaturesMaskArrays(null);

    assertStartFails("used-up", trainer -> trainer.training((epoch, batch) -> once))
        .hasMessageContaining("no batch of epoch 2");
    assertStartFails("holes", trainer -> trainer.validation(onlyOf(noHoles)))
        .hasMessageContaining("6 images without any hole");
    assertStartFails("mask", trainer -> trainer.validation(onlyOf(noMask)))
        .hasMessageContaining("without a mask");
    assertStartFails("fresh", trainer -> trainer.validation(freshAfterEveryReset()))
        .hasMessageContaining("fixedMasks()");
  }

  private AbstractThrowableAssert<?, ?> assertStartFails(
      String name, UnaryOperator<InpaintingTrainer.Builder> data) {
    InpaintingTrainer trainer = data.apply(TrainingCase.trainer(folder.resolve(name))).build();
    return assertThatThrownBy(() -> trainer.start(TrainingCase.PARTIAL.network()))
        .isInstanceOf(IllegalStateException.class);
  }

  private static MultiDataSetIterator onlyOf(MultiDataSet batch) {
    return new TestMultiDataSetIterator(1, batch);
  }

  private static MultiDataSetIterator freshAfterEveryReset() {
    return new TestMultiDataSetIterator(1, Networks.batch(new Random(0), 6, 16, 16)) {
      private static final long serialVersionUID = 1;
      private int resets;

      @Override
      public void reset() {
        resets++;
        super.reset();
      }

      @Override
      public MultiDataSet next() {
        super.next();
        return Networks.batch(new Random(resets), 6, 16, 16);
      }
    };
  }

  @Test
  void aTrainerThatWasStoppedGoesOnWhenItIsAskedTo() throws IOException {
    InpaintingTrainer[] trainer = new InpaintingTrainer[1];
    trainer[0] = trainer().listeners(afterStep(step -> stopAt(2, step, trainer[0]))).build();

    assertThat(trainer[0].start(TrainingCase.PARTIAL.network()).end()).isEqualTo(End.STOPPED);
    assertThat(trainer[0].resume().end()).isEqualTo(End.ALL_EPOCHS);
  }

  private static void stopAt(int last, int step, InpaintingTrainer trainer) {
    if (step == last) {
      trainer.stop();
    }
  }

  @Test
  void theNetworksOwnListenersHearOfItsTraining() throws IOException {
    List<Integer> heard = new ArrayList<>();
    ComputationGraph network = TrainingCase.PARTIAL.network();
    network.setListeners(afterStep(heard::add));

    trainer().epochs(1).listeners(afterStep(step -> {})).build().start(network);

    assertThat(heard).hasSize(TrainingCase.BATCHES);
  }

  @Test
  void aFolderWithoutACheckpointIsNotResumed() {
    assertThatThrownBy(() -> trainer().build().resume())
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("no checkpoint");
  }

  @Test
  void aSecondRunIsKeptOutOfTheFolderAndLeavesItLocked() throws IOException {
    EpochListener second =
        (network, epochs) -> {
          for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> trainer().build().resume())
                .hasMessageContaining("Another run goes on in " + folder);
          }
          assertThat(lockOfAnotherProcess()).isEqualTo("null");
        };
    trainer().epochs(1).onEpoch(second).build().start(TrainingCase.PARTIAL.network());

    assertThat(lockOfAnotherProcess()).contains("FileLock");
  }

  /** What {@code tryLock} gives to another process. */
  private String lockOfAnotherProcess() {
    try {
      Path source = folder.resolve("TryLock.java");
      Files.writeString(
          source,
          """
          class TryLock {
            public static void main(String[] args) throws Exception {
              try (var file = new java.io.RandomAccessFile(args[0], "rw")) {
                System.out.print(file.getChannel().tryLock());
              }
            }
          }
          """);
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      Process process =
          new ProcessBuilder(java, source.toString(), file("lock").toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aLossThatIsNoNumberStopsTheRunAndKeepsTheCheckpoint() throws IOException {
    ComputationGraph network = TrainingCase.PARTIAL.network();
    TrainingListener spoiled =
        afterStep(
            step -> {
              if (step == 5) {
                network.params().assign(Double.NaN);
              }
            });

    assertThatThrownBy(() -> trainer().listeners(spoiled).build().start(network))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("loss is NaN in epoch 2, batch 3 (median before: 0.")
        .hasMessageContaining("checkpoint-0001.zip");
    float[] kept = new RunFolder(folder).newestCheckpoint().network().params().toFloatVector();
    assertThat(kept).doesNotContain(Float.NaN);
    assertThat(file("model.zip")).exists();
  }

  @ParameterizedTest
  @CsvSource({"7, false, 'epoch 2, batch 4'", "5, true, 'epoch 2, batch 2'"})
  void aStepThatSpoilsTheWeightsIsNeverSavedEvenIfItIsTheLastOne(
      int last, boolean stops, String when) throws IOException {
    InpaintingTrainer[] trainer = new InpaintingTrainer[1];
    ComputationGraph network = TrainingCase.PARTIAL.network();
    trainer[0] =
        InpaintingTrainer.builder(folder)
            .training(TrainingCase::batches)
            .epochs(2)
            .listeners(
                afterStep(
                    step -> {
                      if (step == last) {
                        network.params().putScalar(0, Double.NaN);
                        if (stops) {
                          trainer[0].stop();
                        }
                      }
                    }))
            .build();

    assertThatThrownBy(() -> trainer[0].start(network))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("sum of all weights is NaN after " + when)
        .hasMessageContaining("checkpoint-0001.zip");
    assertThat(names()).contains("checkpoint-0001.zip").noneMatch(n -> n.contains("-0001-0"));
    assertThat(names()).doesNotContain("checkpoint-0002.zip");
    assertThat(ModelFiles.load(file("model.zip")).params().toFloatVector())
        .doesNotContain(Float.NaN);
  }

  @Test
  void aLossThatExplodesStopsTheRun() {
    TrainingBatches exploding =
        (epoch, batch) -> {
          MultiDataSet far = Networks.batch(new Random(1), 6, 16, 16);
          far.getLabels(0).muli(1e3);
          return epoch < 3
              ? TrainingCase.batches(epoch, batch)
              : new TestMultiDataSetIterator(1, TrainingCase.batches(epoch, batch).next(), far);
        };

    assertThatThrownBy(
            () ->
                trainer()
                    .epochs(4)
                    .training(exploding)
                    .build()
                    .start(TrainingCase.PARTIAL.network()))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("in epoch 4, batch 2 (median before: 0.1")
        .hasMessageContaining("checkpoint-0003.zip");
  }

  @Test
  void withoutProgressOnTheValidationImagesPatienceEnds() throws IOException {
    ComputationGraph climbing = Networks.tiny().size(16, 16).updater(new Sgd(-0.05)).build();
    InpaintingTrainer.Builder trainer = trainer().epochs(9).patience(2);

    TrainingResult result = trainer.build().start(climbing);

    assertThat(result.end()).isEqualTo(End.NO_IMPROVEMENT);
    int best = TrainingEpoch.best(result.epochs()).orElseThrow().epoch();
    assertThat(result.epochs()).hasSize(best + 2);
    assertThat(ModelFiles.provenance(file("model.zip")).orElseThrow().epochs()).isEqualTo(best);
    assertThat(trainer.build().resume().epochs()).hasSize(best + 2);
    assertThat(trainer.patience(3).build().resume().epochs()).hasSizeGreaterThan(best + 2);
  }

  @Test
  void modelsTellWhereTheyComeFrom() throws IOException {
    TrainingResult result = trainer().build().start(TrainingCase.PARTIAL.network());

    Provenance provenance = ModelFiles.provenance(file("checkpoint-0003.zip")).orElseThrow();
    assertThat(provenance.settings()).containsExactly(entry("seed", "7"), entry("batch", "6"));
    assertThat(provenance.epochs()).isEqualTo(3);
    assertThat(provenance.iterations()).isEqualTo(12);
    assertThat(provenance.errors())
        .containsEntry("training loss", result.epochs().get(2).trainingLoss())
        .containsEntry("validation hole pixels", result.epochs().get(2).validation().holePixels());
    assertThat(provenance.versions())
        .containsEntry("deeplearning4j", "1.0.0-M2.1")
        .containsKeys("dl4j-inpaint", "backend", "java", "system");

    Path stamped = file("stamped.zip");
    ModelFiles.save(result.network(), stamped, false, provenance.withError("test", 0.25));
    assertThat(ModelFiles.provenance(stamped)).contains(provenance.withError("test", 0.25));
    assertThat(ModelSerializer.restoreComputationGraph(stamped.toFile(), false).params())
        .isEqualTo(result.network().params());
    ModelFiles.save(result.network(), stamped, false);
    assertThat(ModelFiles.provenance(stamped)).isEmpty();
  }

  @Test
  void whatIsMissingOrOutOfBoundsIsToldWhenTheTrainerIsBuilt() {
    assertThatThrownBy(() -> InpaintingTrainer.builder(folder).epochs(1).build())
        .hasMessageContaining("training(…)");
    assertThatThrownBy(
            () -> InpaintingTrainer.builder(folder).training(TrainingCase::batches).build())
        .hasMessageContaining("epochs(…)");
    assertThatThrownBy(
            () ->
                InpaintingTrainer.builder(folder)
                    .training(TrainingCase::batches)
                    .epochs(2)
                    .patience(1)
                    .build())
        .hasMessageContaining("patience(1) needs validation(…)");
    assertThatThrownBy(() -> trainer().keep(0)).hasMessageContaining("keep must be at least 1");
    assertThatThrownBy(() -> trainer().build().start(Networks.trainedTiny()))
        .hasMessageContaining("has done 3");
  }

  private InpaintingTrainer.Builder trainer() {
    return TrainingCase.trainer(folder);
  }

  static TrainingListener afterStep(IntConsumer action) {
    return new BaseTrainingListener() {
      @Override
      public void iterationDone(Model model, int iteration, int epoch) {
        action.accept(iteration);
      }
    };
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
