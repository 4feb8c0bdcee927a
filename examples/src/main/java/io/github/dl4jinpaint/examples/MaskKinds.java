package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.data.mask.HoleRatioBin;
import io.github.dl4jinpaint.data.mask.MaskFolder;
import io.github.dl4jinpaint.data.mask.MaskGenerator;
import io.github.dl4jinpaint.data.mask.Masks;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.model.inpainting.Pictures;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
    description = "Draws masks of every kind into one picture; white is valid, black is a hole.")
public final class MaskKinds implements Callable<Integer> {

  private static final int ENLARGED = 2;
  private static final int GAP = 6;
  private static final int TITLE = 20;
  private static final int MASKS_OF_A_KIND = 5;
  private static final int KINDS_BESIDE = 2;

  private static final IndexColorModel SIXTEEN_GREYS = greys(16);

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
    Pictures.write(draw(kinds()), file);
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
    if (folder != null) {
      kinds.put(folder.toString(), MaskFolder.of(folder, holes).flippedAndTurned().resized());
    }
    return kinds;
  }

  private static IndexColorModel greys(int count) {
    byte[] levels = new byte[count];
    for (int i = 0; i < count; i++) {
      levels[i] = (byte) (255 * i / (count - 1));
    }
    return new IndexColorModel(4, count, levels, levels, levels);
  }

  private BufferedImage draw(Map<String, MaskGenerator> kinds) {
    int side = size * ENLARGED + GAP;
    int blockWidth = MASKS_OF_A_KIND * side + 2 * GAP;
    int blockHeight = TITLE + side;
    int lines = (kinds.size() + KINDS_BESIDE - 1) / KINDS_BESIDE;
    BufferedImage sheet =
        new BufferedImage(
            KINDS_BESIDE * blockWidth,
            lines * blockHeight + GAP,
            BufferedImage.TYPE_BYTE_BINARY,
            SIXTEEN_GREYS);
    Graphics2D g = sheet.createGraphics();
    g.setColor(Color.LIGHT_GRAY);
    g.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    g.setColor(Color.BLACK);
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    List<String> names = new ArrayList<>(kinds.keySet());
    for (int i = 0; i < names.size(); i++) {
      int left = GAP + i % KINDS_BESIDE * blockWidth;
      int top = i / KINDS_BESIDE * blockHeight + TITLE;
      g.drawString(names.get(i), left, top - 5);
      for (int column = 0; column < MASKS_OF_A_KIND; column++) {
        BufferedImage mask = kinds.get(names.get(i)).generate(size, size, seed + column).toImage();
        g.drawImage(mask, left + column * side, top, size * ENLARGED, size * ENLARGED, null);
      }
    }
    g.dispose();
    return sheet;
  }
}
