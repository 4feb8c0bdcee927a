package io.github.dl4jinpaint.examples.report;

import io.github.dl4jinpaint.data.mask.MaskGenerator;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Masks of several kinds side by side, five of each; white is valid, black is a hole. */
public final class MaskSheet {

  private static final int ENLARGED = 2;
  private static final int GAP = 6;
  private static final int TITLE = 20;
  private static final int MASKS_OF_A_KIND = 5;
  private static final int KINDS_BESIDE = 2;
  private static final IndexColorModel SIXTEEN_GREYS = greys(16);

  private MaskSheet() {}

  private static IndexColorModel greys(int count) {
    byte[] levels = new byte[count];
    for (int i = 0; i < count; i++) {
      levels[i] = (byte) (255 * i / (count - 1));
    }
    return new IndexColorModel(4, count, levels, levels, levels);
  }

  /**
   * Draws masks.
   *
   * @param kinds by their titles
   * @param size height and width of a mask, in pixels
   * @param seed of each kind's first mask
   */
  public static BufferedImage of(Map<String, MaskGenerator> kinds, int size, long seed) {
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
    List<String> names = new ArrayList<>(kinds.keySet());
    for (int i = 0; i < names.size(); i++) {
      int left = GAP + i % KINDS_BESIDE * blockWidth;
      int top = i / KINDS_BESIDE * blockHeight + TITLE;
      Titles.draw(g, names.get(i), left, top - 5);
      for (int column = 0; column < MASKS_OF_A_KIND; column++) {
        BufferedImage mask = kinds.get(names.get(i)).generate(size, size, seed + column).toImage();
        g.drawImage(mask, left + column * side, top, size * ENLARGED, size * ENLARGED, null);
      }
    }
    g.dispose();
    return sheet;
  }
}
