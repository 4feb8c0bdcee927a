package io.github.dl4jinpaint.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jinpaint.data.InpaintingRecordReader;
import io.github.dl4jinpaint.data.cifar10.Cifar10;
import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.examples.training.TrainingPlace.Readers;
import io.github.dl4jinpaint.layers.PartialConvolution2D;
import io.github.dl4jinpaint.model.CosineSchedule;
import io.github.dl4jinpaint.model.PartialConvUNet;
import io.github.dl4jinpaint.model.PartialConvUNet.Row;
import io.github.dl4jinpaint.model.training.InpaintingTrainer;
import io.github.dl4jinpaint.model.training.TrainingRounds;
import io.github.dl4jinpaint.model.training.TrainingRounds.Round;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Workers are threads of this process; what a cluster adds, {@link TrainOnSparkTest} tests. */
class AveragedRoundsTest {

  private static final int IMAGES = 44;

  @TempDir private static Path folder;

  private static JavaSparkContext spark;
  private static ImageSource images;

  @BeforeAll
  static void start() throws IOException {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[4]")
                .setAppName("test")
                .set("spark.ui.enabled", "false"));
    byte[] records = new byte[IMAGES * 3073];
    new Random(1).nextBytes(records);
    for (int i = 0; i < IMAGES; i++) {
      records[i * 3073] = 0;
    }
    images = Cifar10.files(List.of(Files.write(folder.resolve("images.bin"), records)));
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  /** Batch normalisation's averages, Adam's state and schedule, and the epoch's odd last batch. */
  @ParameterizedTest
  @CsvSource({"1", "2", "10"})
  void oneWorkerReachesTheBitsOfTrainingWithoutSpark(int steps) throws IOException {
    ComputationGraph expected =
        InpaintingTrainer.builder(folder.resolve("local" + steps))
            .training((epoch, batch) -> reader(images, epoch).batches(8, batch))
            .epochs(2)
            .build()
            .start(network())
            .network();

    ComputationGraph network =
        InpaintingTrainer.builder(folder.resolve("spark" + steps))
            .rounds(rounds(8, 1, steps))
            .epochs(2)
            .build()
            .start(network())
            .network();

    assertThat(network.params().toFloatVector()).isEqualTo(expected.params().toFloatVector());
    assertThat(network.getUpdater().getStateViewArray().toFloatVector())
        .isEqualTo(expected.getUpdater().getStateViewArray().toFloatVector());
    assertThat(network.getIterationCount()).isEqualTo(12);
    if (steps == 1) {
      assertThat(folder.resolve("spark1/batches.csv"))
          .hasSameTextualContentAs(folder.resolve("local1/batches.csv"));
    }
  }

  /** Two and nine batches leave no, and an odd, rest of 22. Five and more are added in groups. */
  @ParameterizedTest
  @CsvSource({"2", "4", "9"})
  void workersThatAverageEveryStepTrainLikeOneWithAsManyTimesTheBatch(int workers) {
    ComputationGraph expected = plain();
    double loss = train(rounds(2 * workers, 1, 1), expected, 0);

    ComputationGraph network = plain();
    assertThat(train(rounds(2, workers, 1), network, 0)).isCloseTo(loss, within(1e-6));

    assertThat(network.params().distance2(expected.params())).isLessThan(1e-6);
    assertThat(expected.params().distance2(plain().params())).isGreaterThan(1e-2);
    assertThat(network.getIterationCount()).isEqualTo(expected.getIterationCount());
  }

  @Test
  void anEpochThatGoesOnAmidReachesTheSameBits() {
    ComputationGraph whole = network();
    train(rounds(4, 3, 2), whole, 0);

    ComputationGraph parts = network();
    Iterator<Round> first = rounds(4, 3, 2).from(parts, 0, 0);
    int batches = first.next().batches();
    assertThat(batches).isEqualTo(6);
    train(rounds(4, 3, 2), parts, batches);

    assertThat(parts.params().toFloatVector()).isEqualTo(whole.params().toFloatVector());
  }

  private static double train(TrainingRounds rounds, ComputationGraph network, int batch) {
    double loss = 0;
    Iterator<Round> epoch = rounds.from(network, 0, batch);
    while (epoch.hasNext()) {
      loss = epoch.next().loss();
    }
    return loss;
  }

  private static AveragedRounds rounds(int batchSize, int workers, int steps) {
    ImageSource source = images;
    Readers readers = epoch -> reader(source, epoch);
    return new AveragedRounds(
        spark,
        new ReaderBatches(spark.broadcast(readers), batchSize),
        IMAGES,
        batchSize,
        workers,
        steps);
  }

  private static InpaintingRecordReader reader(ImageSource source, int epoch) {
    return InpaintingRecordReader.builder()
        .images(source)
        .seed(3)
        .shuffle(true)
        .startAtEpoch(epoch)
        .build();
  }

  private static ComputationGraph network() {
    return PartialConvUNet.of(List.of(new Row(true, 3, 6, 3), new Row(true, 3, 8, 6)))
        .size(32, 32)
        .seed(5)
        .updater(new Adam(new CosineSchedule(0.01, 12)))
        .build();
  }

  /** Without batch normalisation, which sees a batch and not several workers' batches. */
  private static ComputationGraph plain() {
    ComputationGraph network =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new Sgd(1e-3))
                .graphBuilder()
                .addInputs("image")
                .setInputTypes(InputType.convolutional(32, 32, 3))
                .addLayer(
                    "c1",
                    new PartialConvolution2D.Builder(3, 3)
                        .nOut(6)
                        .padding(1, 1)
                        .activation(Activation.LEAKYRELU)
                        .build(),
                    "image")
                .addLayer(
                    "c2",
                    new PartialConvolution2D.Builder(3, 3)
                        .nOut(3)
                        .padding(1, 1)
                        .activation(Activation.IDENTITY)
                        .maskOutput(false)
                        .build(),
                    "c1")
                .addLayer(
                    "prediction",
                    new CnnLossLayer.Builder(LossFunction.MSE)
                        .activation(Activation.SIGMOID)
                        .build(),
                    "c2")
                .setOutputs("prediction")
                .build());
    network.init();
    return network;
  }
}
