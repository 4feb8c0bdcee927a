package io.github.dl4jinpaint.examples.spark;

import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.MaskNames;
import io.github.dl4jinpaint.examples.command.OutputFolder;
import io.github.dl4jinpaint.examples.command.PictureFolder;
import io.github.dl4jinpaint.examples.command.PictureFormat;
import io.github.dl4jinpaint.examples.command.PictureModelOptions;
import io.github.dl4jinpaint.examples.spark.FillTask.Failure;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.apache.hadoop.conf.Configuration;
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
      "0:all pictures were filled, or were there already",
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
      required = true,
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

  @Option(
      names = "--holes",
      required = true,
      paramLabel = "COLOUR",
      description = "The masks' colour where the holes are: ${COMPLETION-CANDIDATES}.")
  private HoleColor holes;

  @Mixin private PictureModelOptions model;

  @Option(
      names = "--raw",
      description = "The network's whole output instead of its holes in the picture.")
  private boolean raw;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}: png loses nothing; input is each picture's own.")
  private PictureFormat format = PictureFormat.PNG;

  @Option(names = "--overwrite", description = "Replace pictures that are there already.")
  private boolean overwrite;

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
    // Loaded here too: an option that doesn't fit the model shall show before the cluster is used.
    model.inpainter();
    FillOptions how = FillOptions.of(model, holes, raw, format, overwrite);
    SparkConf conf = new SparkConf().setIfMissing("spark.app.name", "InpaintOnSpark");
    List<String> failures = new ArrayList<>();
    Plan plan;
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      spark.setLogLevel("WARN");
      plan = Tries.of(() -> plan(spark.hadoopConfiguration()));
      failures.addAll(plan.failures());
      if (!plan.jobs().isEmpty()) {
        fill(plan, how, spark).forEach(f -> failures.add(f.picture() + ": " + f.reason()));
      }
    }
    failures.stream().sorted().forEach(System.err::println);
    System.out.println(summary(plan, failures.size()));
    return failures.isEmpty() ? 0 : 1;
  }

  /**
   * What is to be done.
   *
   * @param pictures how many there are
   * @param skipped how many have their output already
   * @param failures of those that have no mask, or no output of their own
   */
  private record Plan(
      List<PictureJob> jobs, int pictures, int skipped, List<String> failures, Path folder) {}

  private Plan plan(Configuration configuration) throws IOException {
    List<FileStatus> pictures = pictures(new Path(images), configuration);
    Path folder = new Path(out);
    FileSystem outputs = folder.getFileSystem(configuration);
    folder = outputs.makeQualified(folder);
    requireApart(folder, images, configuration);
    requireApart(folder, masks, configuration);
    Set<String> there = names(outputs, folder);
    MaskFinder finder = masks(configuration);
    OutputFolder namer = new OutputFolder(java.nio.file.Path.of(""), format, overwrite);
    List<PictureJob> jobs = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    int skipped = 0;
    for (FileStatus picture : pictures) {
      java.nio.file.Path name = java.nio.file.Path.of(picture.getPath().getName());
      try {
        String output = namer.file(name).getFileName().toString();
        if (!overwrite && there.contains(output)) {
          skipped++;
        } else {
          jobs.add(
              new PictureJob(
                  picture.getPath().toString(),
                  finder.of(name),
                  new Path(folder, output).toString(),
                  picture.getLen()));
        }
      } catch (IOException e) {
        failures.add(name + ": " + e.getMessage());
      }
    }
    return new Plan(jobs, pictures.size(), skipped, failures, folder);
  }

  /** Finds a picture's mask. */
  private interface MaskFinder {
    String of(java.nio.file.Path picture) throws IOException;
  }

  private MaskFinder masks(Configuration configuration) throws IOException {
    Path place = new Path(masks);
    FileSystem files = place.getFileSystem(configuration);
    if (files.getFileStatus(place).isFile()) {
      return picture -> files.makeQualified(place).toString();
    }
    List<java.nio.file.Path> names =
        pictures(place, configuration).stream()
            .map(mask -> java.nio.file.Path.of(mask.getPath().getName()))
            .toList();
    MaskNames found = new MaskNames(masks, names);
    return picture ->
        new Path(files.makeQualified(place), found.of(picture).toString()).toString();
  }

  private static List<FileStatus> pictures(Path place, Configuration configuration)
      throws IOException {
    FileSystem files = place.getFileSystem(configuration);
    if (!files.exists(place)) {
      throw new FileNotFoundException(place + " doesn't exist.");
    }
    List<FileStatus> pictures =
        Arrays.stream(files.listStatus(place))
            .filter(FileStatus::isFile)
            .filter(
                file -> PictureFolder.isPicture(java.nio.file.Path.of(file.getPath().getName())))
            .sorted()
            .toList();
    if (pictures.isEmpty()) {
      throw new IOException("There is no picture in %s.".formatted(place));
    }
    return pictures;
  }

  private void requireApart(Path folder, String input, Configuration configuration)
      throws IOException {
    Path place = new Path(input);
    FileSystem files = place.getFileSystem(configuration);
    Path inputs = files.makeQualified(place);
    if (files.exists(inputs) && files.getFileStatus(inputs).isFile()) {
      inputs = inputs.getParent();
    }
    if (inputs.equals(folder)) {
      throw new IllegalArgumentException(
          "--out %s is where %s is; it has to be another folder, to keep what is there."
              .formatted(out, input));
    }
  }

  private Set<String> names(FileSystem files, Path folder) throws IOException {
    Set<String> names = new HashSet<>();
    if (files.exists(folder)) {
      if (files.getFileStatus(folder).isFile()) {
        throw new IllegalArgumentException("--out %s is a file; name a folder.".formatted(out));
      }
      for (FileStatus file : files.listStatus(folder)) {
        names.add(file.getPath().getName());
      }
    }
    return names;
  }

  private List<Failure> fill(Plan plan, FillOptions how, JavaSparkContext spark)
      throws IOException {
    FileSystem files = plan.folder().getFileSystem(spark.hadoopConfiguration());
    removeUnfinished(files, plan.folder());
    Path unfinished = new Path(plan.folder(), UNFINISHED + UUID.randomUUID());
    Tries.of(() -> files.mkdirs(unfinished));
    List<List<PictureJob>> tasks = Tasks.of(plan.jobs(), spark.defaultParallelism());
    FillTask task =
        new FillTask(
            spark.broadcast(how),
            spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration())),
            unfinished.toString(),
            spark.sc().longAccumulator("filled"),
            spark.sc().longAccumulator("failed"));
    try {
      JavaFutureAction<List<Failure>> failures =
          spark.parallelize(tasks, tasks.size()).mapPartitions(task).collectAsync();
      show(failures, task, plan.jobs().size());
      return failures.get();
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
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("filling")
            .setInitialMax(pictures)
            .setStyle(ProgressBarStyle.ASCII)
            .build()) {
      while (!job.isDone()) {
        Thread.sleep(BETWEEN_LOOKS_MS);
        // A task that was done again has counted twice.
        bar.stepTo(Math.min(pictures, task.filled().value() + task.failed().value()));
      }
    }
  }

  private String summary(Plan plan, int failed) {
    StringBuilder summary = new StringBuilder();
    int filled = plan.pictures() - plan.skipped() - failed;
    summary.append("%d of %d filled, in %s".formatted(filled, plan.pictures(), plan.folder()));
    if (plan.skipped() > 0) {
      summary.append("; %d there already (--overwrite replaces them)".formatted(plan.skipped()));
    }
    if (failed > 0) {
      summary.append("; %d failed".formatted(failed));
    }
    return summary.toString();
  }
}
