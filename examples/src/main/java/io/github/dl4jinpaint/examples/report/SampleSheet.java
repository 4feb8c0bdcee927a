package io.github.dl4jinpaint.examples.report;

import io.github.dl4jinpaint.data.image.Pictures;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Pictures side by side, enlarged, a row for each sample and a title above each column. */
public final class SampleSheet {

  private static final int ENLARGED = 4;
  private static final int GAP = 6;
  private static final int TITLE = 22;

  private final List<List<BufferedImage>> rows = new ArrayList<>();
  private final int blocks;
  private List<String> titles = List.of();

  /**
   * An empty sheet.
   *
   * @param blocks how many samples stand beside each other before a new row starts
   */
  public SampleSheet(int blocks) {
    this.blocks = blocks;
  }

  /**
   * Adds a sample.
   *
   * @param pictures of the same size as all others, by their titles, which are all samples' the
   *     same
   */
  public void add(Map<String, BufferedImage> pictures) {
    titles = List.copyOf(pictures.keySet());
    rows.add(List.copyOf(pictures.values()));
  }

  /** Writes the sheet as a PNG file. */
  public void write(Path file) throws IOException {
    Pictures.write(draw(), file);
  }

  private BufferedImage draw() {
    BufferedImage first = rows.get(0).get(0);
    int width = first.getWidth() * ENLARGED;
    int height = first.getHeight() * ENLARGED;
    int blockWidth = titles.size() * (width + GAP) + 2 * GAP;
    int lines = (rows.size() + blocks - 1) / blocks;
    BufferedImage sheet =
        new BufferedImage(
            blocks * blockWidth - GAP,
            TITLE + lines * (height + GAP) + GAP,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D g = sheet.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    for (int block = 0; block < blocks; block++) {
      for (int column = 0; column < titles.size(); column++) {
        Titles.draw(
            g, titles.get(column), GAP + block * blockWidth + column * (width + GAP), TITLE - 6);
      }
    }
    for (int i = 0; i < rows.size(); i++) {
      for (int column = 0; column < titles.size(); column++) {
        int x = GAP + i % blocks * blockWidth + column * (width + GAP);
        g.drawImage(
            rows.get(i).get(column), x, TITLE + i / blocks * (height + GAP), width, height, null);
      }
    }
    g.dispose();
    return sheet;
  }
}
