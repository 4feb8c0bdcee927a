package io.github.dl4jinpaint.examples.spark;

import io.github.dl4jinpaint.examples.training.TrainingPlace;
import io.github.dl4jinpaint.model.training.InpaintingTrainer;
import io.github.dl4jinpaint.model.training.TrainingRounds;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of training on a cluster, and the workers that they lead to. */
final class Workers implements TrainingPlace, AutoCloseable {

  /** Spark stops with 40, and takes the workers along. */
  private static final int BEFORE_SPARK_STOPS = 50;

  private static final int MINUTES_FOR_THE_LAST_ROUND = 10;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "How many train at once, each on a batch of its own: as many as the cluster runs tasks."
              + " With fewer executors it takes longer, and leads to the same weights.")
  private Integer workers;

  @Option(
      names = "--averaging",
      paramLabel = "N",
      description = "Steps of a worker between two averagings of all networks.")
  private int averaging = 5;

  @Option(
      names = "--prepared",
      paramLabel = "URI",
      description =
          "Folder that all workers can read, such as hdfs:///batches. The driver writes the batches"
              + " there, once. Without it, every machine needs the images under the same path.")
  private String prepared;

  private final CountDownLatch over = new CountDownLatch(1);
  private JavaSparkContext spark;

  @Override
  public int workers() {
    if (workers == null || workers < 1) {
      throw new ParameterException(
          command.commandLine(),
          "--workers N has to say how many train at once, at least 1, got " + workers);
    }
    return workers;
  }

  @Override
  public void tell(InpaintingTrainer.Builder trainer, Data data) throws IOException {
    int count = workers();
    if (averaging < 1) {
      throw new ParameterException(
          command.commandLine(), "--averaging must be at least 1, got " + averaging);
    }
    spark = new JavaSparkContext(new SparkConf().setIfMissing("spark.app.name", "TrainOnSpark"));
    // Its notes of every task would hide how training goes.
    spark.setLogLevel("WARN");
    // A stopped driver saves what was done before Spark ends.
    ShutdownHookManager.get()
        .addShutdownHook(
            this::awaitOver, BEFORE_SPARK_STOPS, MINUTES_FOR_THE_LAST_ROUND, TimeUnit.MINUTES);
    trainer.rounds(prepared == null ? onTheirImages(data, count) : onPrepared(data, count));
  }

  private TrainingRounds onTheirImages(Data data, int count) {
    return rounds(new ReaderBatches(spark.broadcast(data.readers()), data.batch()), data, count);
  }

  private TrainingRounds onPrepared(Data data, int count) throws IOException {
    PreparedBatches batches = PreparedBatches.in(spark, prepared, data);
    TrainingRounds rounds = rounds(batches, data, count);
    return (network, epoch, batch) -> {
      batches.prepare(data, epoch, batch);
      return rounds.from(network, epoch, batch);
    };
  }

  private AveragedRounds rounds(BatchSource batches, Data data, int count) {
    return new AveragedRounds(spark, batches, data.images(), data.batch(), count, averaging);
  }

  private void awaitOver() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Training is over. */
  @Override
  public void close() {
    over.countDown();
    if (spark != null) {
      spark.close();
    }
  }
}
