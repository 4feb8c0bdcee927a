package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.FillingOptions;
import io.github.dl4jinpaint.examples.command.MaskFiles;
import io.github.dl4jinpaint.examples.command.OutputFolder;
import io.github.dl4jinpaint.examples.command.PictureFiller;
import io.github.dl4jinpaint.examples.command.PictureFiller.Outcome;
import io.github.dl4jinpaint.examples.command.PictureFolder;
import io.github.dl4jinpaint.examples.command.PictureModelOptions;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fills the holes of a picture, or of all pictures in a folder. */
@Command(
    name = "InpaintImages",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = "Fills the holes of a picture, or of all pictures in a folder.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all pictures were filled, were there already, or have a mask without a hole",
      "1:some failed, and the others were filled; or none could be, and it says why",
      "2:the options don't fit"
    })
public final class InpaintImages implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(InpaintImages.class);

  @Option(
      names = "--images",
      required = true,
      paramLabel = "DIR|FILE",
      description = "Pictures to fill. Folders within the folder are not looked into.")
  private Path images;

  @Option(
      names = "--masks",
      required = true,
      paramLabel = "DIR|FILE",
      description =
          "A mask for all pictures, or a folder with one for each of the same name; its extension"
              + " may differ.")
  private Path masks;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the filled pictures go.")
  private Path out;

  @Mixin private FillingOptions filling = new FillingOptions();
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
    List<Path> pictures = PictureFolder.list(images);
    MaskFiles maskFiles = new MaskFiles(masks, filling.holes());
    OutputFolder output = new OutputFolder(out, filling.format(), filling.overwrite());
    output.requireApartFrom(images);
    output.requireApartFrom(masks);
    Inpainter inpainter = model.inpainter();
    PictureFiller filler = new PictureFiller(inpainter, maskFiles, output, filling.raw());
    return fill(pictures, filler) ? 0 : 1;
  }

  private boolean fill(List<Path> pictures, PictureFiller filler) {
    List<String> failures = new ArrayList<>();
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    PrintStream console = System.err;
    ByteArrayOutputStream warnings = new ByteArrayOutputStream();
    try (ProgressBar bar = bar(pictures.size())) {
      // In the middle of the bar they couldn't be read.
      System.setErr(new PrintStream(warnings, true, StandardCharsets.UTF_8));
      for (Path picture : pictures) {
        bar.setExtraMessage(picture.getFileName().toString());
        try {
          outcomes.merge(filler.fill(picture), 1, Integer::sum);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
          LOG.debug("{} failed", picture, e);
          failures.add(picture.getFileName() + ": " + Commands.reason(e));
        }
        bar.step();
      }
    } finally {
      System.setErr(console);
      System.err.print(warnings.toString(StandardCharsets.UTF_8));
    }
    failures.forEach(System.err::println);
    System.out.println(summary(pictures.size(), outcomes, filler, failures.size()));
    return failures.isEmpty();
  }

  private static ProgressBar bar(int pictures) {
    return new ProgressBarBuilder()
        .setTaskName("filling")
        .setInitialMax(pictures)
        .setStyle(ProgressBarStyle.ASCII)
        .build();
  }

  private String summary(
      int all, Map<Outcome, Integer> outcomes, PictureFiller filler, int failed) {
    StringBuilder summary = new StringBuilder();
    int filled = outcomes.getOrDefault(Outcome.FILLED, 0);
    summary.append("%d of %d filled, in %s".formatted(filled, all, out.toAbsolutePath()));
    if (filler.doubtful() > 0) {
      summary.append("; %d of these by doubtful masks, as warned of".formatted(filler.doubtful()));
    }
    if (outcomes.containsKey(Outcome.WITHOUT_HOLE)) {
      summary.append(
          "; %d unchanged, as their masks have no hole (is --holes the right colour?)"
              .formatted(outcomes.get(Outcome.WITHOUT_HOLE)));
    }
    if (outcomes.containsKey(Outcome.KEPT)) {
      summary.append(
          "; %d there already (--overwrite replaces them)".formatted(outcomes.get(Outcome.KEPT)));
    }
    if (filler.reformatted() > 0) {
      summary.append(
          "; %d of another format now, without EXIF data and comments (--format input keeps them)"
              .formatted(filler.reformatted()));
    }
    if (failed > 0) {
      summary.append("; %d failed".formatted(failed));
    }
    return summary.toString();
  }
}
