package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.image.ImageFormat;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.FillPlan;
import io.github.dl4jinpaint.examples.command.FillProgress;
import io.github.dl4jinpaint.examples.command.FillReport;
import io.github.dl4jinpaint.examples.command.FillRun;
import io.github.dl4jinpaint.examples.command.FillingOptions;
import io.github.dl4jinpaint.examples.command.Holes;
import io.github.dl4jinpaint.examples.command.Interruption;
import io.github.dl4jinpaint.examples.command.MaskFiles;
import io.github.dl4jinpaint.examples.command.OutputFolder;
import io.github.dl4jinpaint.examples.command.PictureFiller;
import io.github.dl4jinpaint.examples.command.PictureFormat;
import io.github.dl4jinpaint.examples.command.PictureModelOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fills the holes of pictures, in files, in folders, or from standard input. */
@Command(
    name = "InpaintImages",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Fills the holes of pictures.",
      "What is a hole is told by masks (--masks with --holes), or by the pictures: painted over"
          + " (--mask-color) or erased (--mask-alpha)."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all pictures were filled, were there already, or have a mask without a hole",
      "1:some failed, and the others were filled; or none could be, and it says why",
      "2:the options don't fit",
      "130:it was interrupted, and says what is done and what is not"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${COMMAND-FULL-NAME} holiday.png --mask-color FF00FF --out holiday-filled.png",
      "  ${COMMAND-FULL-NAME} holidays --recursive --masks masks --holes white --out filled",
      "  ${COMMAND-FULL-NAME} - --mask-alpha < erased.png > filled.png"
    })
public final class InpaintImages implements Callable<Integer> {

  private static final int INTERRUPTED = 130;
  private static final int MOST_NAMES = 10;
  private static final Path STANDARD = Path.of("-");

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PICTURE",
      arity = "0..*",
      description = "Pictures to fill, folders of them, or - for standard input.")
  private List<Path> pictures = new ArrayList<>();

  @Option(names = "--images", paramLabel = "PICTURE", description = "As PICTURE.")
  private List<Path> images = new ArrayList<>();

  @Option(
      names = {"-r", "--recursive"},
      description =
          "Look into folders within the folders, too: for pictures and for their masks. The outputs"
              + " are in such folders then.")
  private boolean recursive;

  @Option(
      names = {"-m", "--masks"},
      paramLabel = "DIR|FILE",
      description =
          "A mask for all pictures, or a folder with one for each of the same name; its extension"
              + " may differ.")
  private Path masks;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR|FILE",
      description =
          "Folder where the filled pictures go. For a single picture also a file, whose name tells"
              + " the format, or - for standard output, which is where standard input goes unless"
              + " told otherwise; the format is the picture's then.")
  private Path out;

  @Mixin private FillingOptions filling;

  @Option(
      names = {"-j", "--jobs"},
      paramLabel = "N",
      description =
          "Pictures filled at the same time. They come out the same; each takes memory of its own,"
              + " and one uses most of the cores already.")
  private int jobs = 1;

  @Option(
      names = {"-q", "--quiet"},
      description = "Tell nothing but what fails, or is doubtful.")
  private boolean quiet;

  @Mixin private PictureModelOptions model;

  /** Not run yet. */
  public InpaintImages() {}

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    Commands.run(new InpaintImages(), args);
  }

  @Override
  public Integer call() throws IOException {
    Holes holes = filling.holes(masks != null);
    FillPlan plan = plan();
    MaskFiles maskFiles = masks == null ? null : new MaskFiles(masks, holes.drawn(), recursive);
    PrintStream standardOutput = System.out;
    if (plan.toStandardOutput()) {
      // Nothing else may come between.
      System.setOut(System.err);
    }
    try {
      PictureFiller filler =
          new PictureFiller(
              model.inpainter(),
              holes,
              maskFiles,
              filling.format(PictureFormat.INPUT),
              filling.raw(),
              standardOutput);
      plan.requireWritable();
      return fill(plan, filler);
    } finally {
      System.setOut(standardOutput);
    }
  }

  private int fill(FillPlan plan, PictureFiller filler) {
    FillReport report = plan.report();
    FillProgress progress = new FillProgress(plan.jobs().size(), quiet);
    FillRun run = new FillRun(filler, jobs, progress, report);
    try (Interruption interruption = Interruption.asks("Stopping", run::stop)) {
      run.run(plan.jobs());
      List<String> left = run.left(plan.jobs());
      report.warnings().forEach(warning -> System.err.println("WARNING: " + warning));
      report.failures().forEach(System.err::println);
      if (!left.isEmpty()) {
        System.err.println("Not done: " + some(left) + ". The same command does what is missing.");
      }
      if (!quiet || !left.isEmpty()) {
        System.out.println(report.summary(plan.place(), left.size()));
      }
      return left.isEmpty() ? report.failures().isEmpty() ? 0 : 1 : INTERRUPTED;
    }
  }

  private static String some(List<String> names) {
    String some = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
    return names.size() <= MOST_NAMES
        ? some
        : "%s and %d more".formatted(some, names.size() - MOST_NAMES);
  }

  private FillPlan plan() throws IOException {
    List<Path> places = new ArrayList<>(pictures);
    places.addAll(images);
    Commands.requirePositive(spec, "--jobs", jobs);
    require(!places.isEmpty(), "Name pictures to fill, folders of them, or - for standard input");
    boolean given = places.contains(STANDARD);
    require(!given || places.size() == 1, "- for standard input goes with no other picture");
    Path to = out == null && given ? STANDARD : out;
    require(to != null, "--out has to say where the filled pictures go");
    boolean single = places.size() == 1 && (given || Files.isRegularFile(places.get(0)));
    if (to.equals(STANDARD)) {
      require(single, "--out - takes a single picture");
      return FillPlan.one(places.get(0), to, filling.overwrite(), masks);
    }
    if (single && !Files.isDirectory(to) && ImageFormat.ofName(to).isPresent()) {
      require(filling.format(null) == null, "--format is told by the name of --out already");
      return FillPlan.one(places.get(0), to, filling.overwrite(), masks);
    }
    require(!given, "--out has to be a picture's file, or -, for standard input");
    PictureFormat format = filling.format(PictureFormat.PNG);
    OutputFolder folder = new OutputFolder(to, format, filling.overwrite());
    return FillPlan.into(folder, places, recursive, masks);
  }

  private void require(boolean holds, String message) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
