package io.github.dl4jinpaint.examples.report;

import io.github.dl4jinpaint.data.image.Pictures;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Details of large pictures side by side, pixel by pixel: a row for each picture, a title above
 * each column. The detail is where most of the holes are.
 */
public final class DetailSheet {

  /** Width and height of a detail. */
  public static final int DETAIL = 192;

  private static final int STEP = 16;
  private static final int GAP = 6;
  private static final int TITLE = 22;

  private final List<List<BufferedImage>> rows = new ArrayList<>();
  private List<String> titles = List.of();

  /**
   * Adds a row.
   *
   * @param mask white where a pixel is valid, which isn't shown
   * @param pictures by their titles, which are all rows' the same
   */
  public void add(BufferedImage mask, Map<String, BufferedImage> pictures) {
    int[] corner = mostHoles(mask);
    titles = List.copyOf(pictures.keySet());
    rows.add(
        pictures.values().stream().map(picture -> detail(picture, corner[0], corner[1])).toList());
  }

  private static BufferedImage detail(BufferedImage picture, int x, int y) {
    int width = Math.min(DETAIL, picture.getWidth());
    int height = Math.min(DETAIL, picture.getHeight());
    return picture.getSubimage(x, y, width, height);
  }

  /** The top left pixel, x and y, of the detail that has the most holes. */
  public static int[] mostHoles(BufferedImage mask) {
    int[] best = new int[2];
    int most = -1;
    for (int y = 0; y == 0 || y + DETAIL <= mask.getHeight(); y += STEP) {
      for (int x = 0; x == 0 || x + DETAIL <= mask.getWidth(); x += STEP) {
        int holes = holes(detail(mask, x, y));
        if (holes > most) {
          most = holes;
          best = new int[] {x, y};
        }
      }
    }
    return best;
  }

  private static int holes(BufferedImage mask) {
    int holes = 0;
    for (int y = 0; y < mask.getHeight(); y += 2) {
      for (int x = 0; x < mask.getWidth(); x += 2) {
        holes += (mask.getRGB(x, y) & 255) < 128 ? 1 : 0;
      }
    }
    return holes;
  }

  /** Writes the sheet as a PNG file. */
  public void write(Path file) throws IOException {
    Pictures.write(draw(), file);
  }

  private BufferedImage draw() {
    int side = DETAIL + GAP;
    BufferedImage sheet =
        new BufferedImage(
            GAP + titles.size() * side, TITLE + rows.size() * side, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = sheet.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    for (int column = 0; column < titles.size(); column++) {
      Titles.draw(g, titles.get(column), GAP + column * side, TITLE - 6);
      for (int row = 0; row < rows.size(); row++) {
        g.drawImage(rows.get(row).get(column), GAP + column * side, TITLE + row * side, null);
      }
    }
    g.dispose();
    return sheet;
  }
}
