package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.data.mask.HoleRatioBin;
import io.github.dl4jinpaint.data.mask.MaskFolder;
import io.github.dl4jinpaint.data.mask.MaskGenerator;
import io.github.dl4jinpaint.data.mask.Masks;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.HoleColors;
import io.github.dl4jinpaint.examples.report.MaskSheet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Draws masks of every kind side by side. Needs no arguments and no data. */
@Command(
    name = "MaskKinds",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = "Draws masks of every kind into one picture; white is valid, black is a hole.",
    footerHeading = "%nExample:%n",
    footer = "  ${COMMAND-FULL-NAME} --out kinds")
public final class MaskKinds implements Callable<Integer> {

  @Option(names = "--size", paramLabel = "PIXELS", description = "Height and width of a mask.")
  private int size = 64;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of each kind's first mask.")
  private long seed = 1;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Mask images of your own to show as well, resized.")
  private Path folder;

  @Option(
      names = "--holes",
      paramLabel = "COLOUR",
      completionCandidates = HoleColors.class,
      description = "What the holes are in them: ${COMPLETION-CANDIDATES}.")
  private HoleColor holes = HoleColor.BLACK;

  @Option(names = "--out", paramLabel = "DIR", description = "Where to write to.")
  private Path out = Path.of("out", "masks");

  MaskKinds() {}

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    Commands.run(new MaskKinds(), args);
  }

  @Override
  public Integer call() throws IOException {
    Path file = out.resolve("masks.png").toAbsolutePath();
    Pictures.write(MaskSheet.of(kinds(), size, seed), file);
    System.out.println("The masks are in " + file);
    return 0;
  }

  private Map<String, MaskGenerator> kinds() {
    Map<String, MaskGenerator> kinds = new LinkedHashMap<>();
    kinds.put("irregular()", Masks.irregular());
    kinds.put("brushStrokes()", Masks.brushStrokes());
    kinds.put("randomWalk()", Masks.randomWalk());
    kinds.put("scratches()", Masks.scratches());
    kinds.put("text()", Masks.text());
    kinds.put("rectangles()", Masks.rectangles());
    kinds.put("rectangle()", Masks.rectangle());
    kinds.put("centredRectangle(0.5)", Masks.centredRectangle(0.5));
    kinds.put(
        "brushStrokes().withHoleRatio(UP_TO_10)",
        Masks.brushStrokes().withHoleRatio(HoleRatioBin.UP_TO_10));
    kinds.put(
        "brushStrokes().withHoleRatio(UP_TO_60)",
        Masks.brushStrokes().withHoleRatio(HoleRatioBin.UP_TO_60));
    kinds.put(
        "irregular().withValidBorder(%d)".formatted(size / 8),
        Masks.irregular().withValidBorder(size / 8));
    kinds.put(
        "union(scratches(), rectangle().withHoleRatio(0.05, 0.1))",
        Masks.union(Masks.scratches(), Masks.rectangle().withHoleRatio(0.05, 0.1)));
    kinds.put("blobs(6, 24, 0.05, 0.3)", Masks.blobs(6, 24, 0.05, 0.3));
    kinds.put("cropped(text(), 4)", Masks.cropped(Masks.text(), 4));
    if (folder != null) {
      kinds.put(folder.toString(), MaskFolder.of(folder, holes).flippedAndTurned().resized());
    }
    return kinds;
  }
}
