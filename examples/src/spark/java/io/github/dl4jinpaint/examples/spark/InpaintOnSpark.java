package io.github.dl4jinpaint.examples.spark;

import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.FillProgress;
import io.github.dl4jinpaint.examples.command.FillReport;
import io.github.dl4jinpaint.examples.command.FillingOptions;
import io.github.dl4jinpaint.examples.command.Holes;
import io.github.dl4jinpaint.examples.command.PictureFormat;
import io.github.dl4jinpaint.examples.command.PictureModelOptions;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fills the holes of all pictures in a folder of any Hadoop file system, on a Spark cluster. */
@Command(
    name = "InpaintOnSpark",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Fills the holes of all pictures in a folder, on a Spark cluster. Folders and files are URIs"
          + " that all executors can read: hdfs://…, s3a://…, file:///… of a shared disk.",
      "An output is there whole or not at all. What is there already is left out, so a second run"
          + " does what the first one didn't."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all pictures were filled, were there already, or have a mask without a hole",
      "1:some failed, and the others were filled; or none could be, and it says why",
      "2:the options don't fit"
    })
public final class InpaintOnSpark implements Callable<Integer> {

  /** How names of folders begin that hold what is being written. */
  private static final String UNFINISHED = ".inpainting-";

  private static final int BETWEEN_LOOKS_MS = 200;

  @Option(
      names = "--images",
      required = true,
      paramLabel = "URI",
      description = "Pictures to fill. Folders within the folder are not looked into.")
  private String images;

  @Option(
      names = "--masks",
      paramLabel = "URI",
      description =
          "A mask for all pictures, or a folder with one for each of the same name; its extension"
              + " may differ.")
  private String masks;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "URI",
      description = "Folder where the filled pictures go.")
  private String out;

  @Mixin private FillingOptions filling;

  @Mixin private PictureModelOptions model;

  private InpaintOnSpark() {}

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    Commands.run(new InpaintOnSpark(), args);
  }

  @Override
  public Integer call() throws IOException {
    Holes holes = filling.holes(masks != null);
    PictureFormat format = filling.format(PictureFormat.PNG);
    // Loaded here too: what doesn't fit shall show before the cluster is used.
    model.inpainter();
    FillOptions how = FillOptions.of(filling, holes, model);
    SparkConf conf = new SparkConf().setIfMissing("spark.app.name", "InpaintOnSpark");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      // Its notes of every task would hide the bar.
      spark.setLogLevel("WARN");
      FillPlan.Maker maker =
          new FillPlan.Maker(spark.hadoopConfiguration(), holes, format, filling.overwrite());
      FillPlan plan = Tries.of(() -> maker.of(images, masks, out));
      Path folder = maker.qualified(out);
      FillReport report = plan.report();
      if (!plan.jobs().isEmpty()) {
        fill(plan.jobs(), folder, how, spark).forEach(report::add);
      }
      report.warnings().forEach(System.err::println);
      report.failures().forEach(System.err::println);
      System.out.println(report.summary(folder.toString()));
      return report.failures().isEmpty() ? 0 : 1;
    }
  }

  private static List<FillReport> fill(
      List<PictureJob> jobs, Path folder, FillOptions how, JavaSparkContext spark)
      throws IOException {
    FileSystem files = folder.getFileSystem(spark.hadoopConfiguration());
    removeUnfinished(files, folder);
    Path unfinished = new Path(folder, UNFINISHED + UUID.randomUUID());
    Tries.of(() -> files.mkdirs(unfinished));
    List<List<PictureJob>> tasks = Tasks.of(jobs, spark.defaultParallelism());
    FillTask task =
        new FillTask(
            spark.broadcast(how),
            spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration())),
            unfinished.toString(),
            spark.sc().longAccumulator("filled"),
            spark.sc().longAccumulator("failed"));
    try {
      JavaFutureAction<List<FillReport>> reports =
          spark.parallelize(tasks, tasks.size()).mapPartitions(task).collectAsync();
      show(reports, task, jobs.size());
      return reports.get();
    } catch (ExecutionException e) {
      throw OutOfMemory.told(e, spark.getConf(), "fewer tasks at a time on an executor");
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while pictures are being filled", e);
    } finally {
      // Twins of tasks that are over can't write any more without it.
      Tries.of(() -> files.delete(unfinished, true));
    }
  }

  /** What a driver left that was killed. */
  private static void removeUnfinished(FileSystem files, Path folder) throws IOException {
    if (Tries.of(() -> files.exists(folder))) {
      for (FileStatus file : Tries.of(() -> files.listStatus(folder))) {
        if (file.getPath().getName().startsWith(UNFINISHED)) {
          Tries.of(() -> files.delete(file.getPath(), true));
        }
      }
    }
  }

  private static void show(JavaFutureAction<?> job, FillTask task, int pictures)
      throws InterruptedException {
    try (FillProgress progress = new FillProgress(pictures, false)) {
      boolean over;
      do {
        Thread.sleep(BETWEEN_LOOKS_MS);
        over = job.isDone();
        // A task that was done again has counted twice.
        long done = task.filled().value() + task.failed().value();
        progress.reached((int) Math.min(pictures, done));
      } while (!over);
    }
  }
}
