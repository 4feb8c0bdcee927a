package io.github.dl4jinpaint.examples.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Titles on pictures. A machine without fonts, as slim containers are, gets pictures without. */
final class Titles {

  private static final Logger LOG = LoggerFactory.getLogger(Titles.class);

  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  private Titles() {}

  /** Asked once, when the first title is drawn. */
  private static final class Fonts {

    static final boolean ARE_THERE = areThere();

    private static boolean areThere() {
      Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
      try {
        g.setFont(FONT);
        g.drawString("A", 0, 1);
        return true;
      } catch (InternalError | LinkageError | RuntimeException e) {
        // Java tells that there is no font, or no font library, in each of these ways.
        LOG.warn(
            "This machine has no fonts: pictures go without titles, and charts aren't drawn."
                + " Install some, for example the packages fontconfig and fonts-dejavu-core. ({})",
            e.toString());
        return false;
      } finally {
        g.dispose();
      }
    }
  }

  /** Whether text can be drawn; if not, the log tells it once. */
  static boolean canBeDrawn() {
    return Fonts.ARE_THERE;
  }

  /** Draws a title in black, if the machine has fonts. */
  static void draw(Graphics2D g, String title, int left, int bottom) {
    if (canBeDrawn()) {
      g.setColor(Color.BLACK);
      g.setFont(FONT);
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      g.drawString(title, left, bottom);
    }
  }
}
