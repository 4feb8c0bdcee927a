package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.FillReport;
import io.github.dl4jinpaint.examples.command.FillingOptions;
import io.github.dl4jinpaint.examples.command.MaskFiles;
import io.github.dl4jinpaint.examples.command.OutputFolder;
import io.github.dl4jinpaint.examples.command.PictureFiller;
import io.github.dl4jinpaint.examples.command.PictureFolder;
import io.github.dl4jinpaint.examples.command.PictureModelOptions;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
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
    },
    footerHeading = "%nExample:%n",
    footer = "  ${COMMAND-FULL-NAME} --images holidays --masks masks --holes white --out filled")
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

  @Mixin private FillingOptions filling;

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
    FillReport report = fill(pictures, filler);
    report.failures().forEach(System.err::println);
    System.out.println(report.summary(out.toAbsolutePath().toString()));
    return report.failures().isEmpty() ? 0 : 1;
  }

  private static FillReport fill(List<Path> pictures, PictureFiller filler) {
    FillReport report = new FillReport();
    PrintStream console = System.err;
    ByteArrayOutputStream warnings = new ByteArrayOutputStream();
    try (ProgressBar bar = bar(pictures.size())) {
      // In the middle of the bar they couldn't be read.
      System.setErr(new PrintStream(warnings, true, StandardCharsets.UTF_8));
      for (Path picture : pictures) {
        bar.setExtraMessage(picture.getFileName().toString());
        try {
          filler.fill(picture, report);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
          LOG.debug("{} failed", picture, e);
          report.failed(picture.getFileName().toString(), Commands.reason(e));
        }
        bar.step();
      }
    } finally {
      System.setErr(console);
      System.err.print(warnings.toString(StandardCharsets.UTF_8));
    }
    return report;
  }

  private static ProgressBar bar(int pictures) {
    return new ProgressBarBuilder()
        .setTaskName("filling")
        .setInitialMax(pictures)
        .setStyle(ProgressBarStyle.ASCII)
        .build();
  }
}
