package io.github.dl4jinpaint.model.inpainting;

import java.awt.Rectangle;
import java.util.List;

/**
 * Fills the holes of a picture of any size, coarse to fine and tile by tile.
 *
 * <p>A network fills holes well that are about as large as those that it was trained on. So where a
 * picture has larger ones, the picture at half its size is filled first, in the same way. Then the
 * network fills the picture itself; near to valid pixels its prediction is taken, {@linkplain
 * EdgeCorrection joined} to them, deep inside of the holes the coarser picture, and in between a
 * mixture of both.
 *
 * <p>A tile's window reaches as far beyond the tile as the network sees, or, where that is too far
 * for the memory, tiles fade into each other.
 */
final class HoleFiller {

  /**
   * Width of a tile in pixels at most. Of the report's network 2, a window of 496 × 496 pixels
   * shows all that such a tile and its edges' correction need, and its 32 feature maps just fit
   * into 32 MB: larger arrays the C library asks the system for, each time anew, which takes twice
   * as long.
   */
  private static final int TILE = 352;

  /** Width of a tile that fades into others. */
  private static final int FADING_TILE = 256;

  /** The most that a window reaches beyond its tile. */
  private static final int LARGEST_REACH = 128;

  /** The part of its width by which a tile that fades into others extends to every side. */
  private static final int FADE = 8;

  /** How many times the largest hole's width a picture is filled at once, whatever its holes. */
  private static final int LARGE = 8;

  /**
   * From this depth on, in largest holes' widths, a pixel comes from the coarser picture; from half
   * a width less on, partly.
   */
  private static final float DEEP = 0.625f;

  private final SharedNetwork network;
  private final int largestHole;
  private final boolean mirrors;
  private final int tileSize;
  private final int largestReach;
  private final int fade;

  HoleFiller(SharedNetwork network, int largestHole, boolean mirrors) {
    this(
        network,
        largestHole,
        mirrors,
        Windows.fallShort(network, LARGEST_REACH) ? FADING_TILE : TILE,
        LARGEST_REACH);
  }

  HoleFiller(
      SharedNetwork network, int largestHole, boolean mirrors, int tileSize, int largestReach) {
    this.network = network;
    this.largestHole = largestHole;
    this.mirrors = mirrors;
    this.tileSize = tileSize;
    this.largestReach = largestReach;
    this.fade = Windows.fallShort(network, largestReach) ? tileSize / FADE : 0;
  }

  /**
   * Paints the holes of a picture, from its valid pixels, on another.
   *
   * @param all whether to paint everything anew, valid pixels too
   */
  void fill(PixelGrid from, HoleMap holes, PixelGrid to, boolean all) {
    new Scale(from, holes, to, all).fill();
  }

  /** Pictures as small as those that a network was trained on are what it knows best. */
  private boolean comesFromCoarser(HoleMap holes) {
    return Math.max(holes.width(), holes.height()) > LARGE * largestHole
        && 2 * holes.deepest() > largestHole;
  }

  /** What of a picture at half the size is looked at, there and at coarser sizes, for its holes. */
  private Rectangle halfPart(HoleMap holes) {
    HoleMap half = holes.half();
    Rectangle missing = holes.bounds();
    // A pixel here lies between two of those, in each direction.
    Rectangle part =
        new Rectangle(
            missing.x / 2 - 1, missing.y / 2 - 1, missing.width / 2 + 3, missing.height / 2 + 3);
    part = new Windows(network, largestReach, half.width(), half.height()).around(part);
    if (comesFromCoarser(half)) {
      Rectangle coarser = halfPart(half);
      part.add(new Rectangle(2 * coarser.x, 2 * coarser.y, 2 * coarser.width, 2 * coarser.height));
    }
    return part.intersection(new Rectangle(half.width(), half.height()));
  }

  /** A picture at one size. */
  private final class Scale {

    private final PixelGrid from;
    private final HoleMap holes;
    private final PixelGrid to;
    private final boolean all;
    private final Windows windows;
    private FloatGrid coarse;

    /** Holes that are as deep as this are the coarser picture's. */
    private float deep = Float.POSITIVE_INFINITY;

    Scale(PixelGrid from, HoleMap holes, PixelGrid to, boolean all) {
      this.from = from;
      this.holes = holes;
      this.to = to;
      this.all = all;
      this.windows = new Windows(network, largestReach, from.width(), from.height());
    }

    void fill() {
      if (comesFromCoarser(holes)) {
        coarse = FloatGrid.half(from, holes, halfPart(holes));
        HoleFiller.this.fill(coarse, holes.half(), coarse, false);
        deep = DEEP * largestHole;
        paintDeep();
      }
      int width = step(from.width());
      int height = step(from.height());
      for (int y = 0; y < from.height(); y += height) {
        for (int x = 0; x < from.width(); x += width) {
          fill(new Rectangle(x, y, width, height));
        }
      }
    }

    /** Width of tiles that are about equally large. */
    private int step(int size) {
      int tiles = (size + tileSize - 1) / tileSize;
      return windows.roundUp((size + tiles - 1) / tiles);
    }

    private void fill(Rectangle tile) {
      Rectangle part = from.around(tile, fade);
      for (Rectangle wanted : wanted(part)) {
        Rectangle window = windows.around(wanted);
        paint(tile, wanted, window, predict(window));
      }
    }

    /** The parts of a part that the network's prediction is needed for. */
    private List<Rectangle> wanted(Rectangle part) {
      if (all) {
        return List.of(part);
      }
      if (fade == 0) {
        return windows.cover(holes, part, deep);
      }
      Rectangle box = holes.holesWithin(part, deep);
      return box.isEmpty() ? List.of() : List.of(box);
    }

    private void paintDeep() {
      Rectangle missing = holes.bounds();
      for (int y = missing.y; y < missing.y + missing.height; y++) {
        for (int x = missing.x; x < missing.x + missing.width; x++) {
          if (holes.isWanted(x, y) && holes.depth(x, y) >= deep) {
            to.paint(
                x, y, coarse.atDouble(0, x, y), coarse.atDouble(1, x, y), coarse.atDouble(2, x, y));
          }
        }
      }
    }

    private float[] predict(Rectangle window) {
      int width = Math.min(window.width, from.width() - window.x);
      int height = Math.min(window.height, from.height() - window.y);
      float[] pixels = from.read(window.x, window.y, width, height);
      int area = window.width * window.height;
      float[] image = new float[3 * area];
      float[] mask = new float[area];
      for (int i = 0; i < width * height; i++) {
        int x = i % width;
        int y = i / width;
        if (holes.isValid(window.x + x, window.y + y)) {
          int at = y * window.width + x;
          mask[at] = 1;
          for (int c = 0; c < 3; c++) {
            image[c * area + at] = pixels[c * width * height + i];
          }
        }
      }
      float[] prediction = network.output(image, mask, window.height, window.width, mirrors);
      new EdgeCorrection(prediction, image, mask, window.height, window.width).apply();
      return prediction;
    }

    private void paint(Rectangle tile, Rectangle part, Rectangle window, float[] prediction) {
      int area = window.width * window.height;
      for (int y = part.y; y < part.y + part.height; y++) {
        for (int x = part.x; x < part.x + part.width; x++) {
          if (holes.isWanted(x, y) ? holes.depth(x, y) < deep : all) {
            int at = (y - window.y) * window.width + x - window.x;
            float fine = fineShare(x, y);
            paint(
                x,
                y,
                weight(tile, x, y),
                mixed(prediction[at], fine, 0, x, y),
                mixed(prediction[area + at], fine, 1, x, y),
                mixed(prediction[2 * area + at], fine, 2, x, y));
          }
        }
      }
    }

    /** How much of a pixel comes from this size's prediction, and not from the coarser picture. */
    private float fineShare(int x, int y) {
      if (coarse == null) {
        return 1;
      }
      return Math.min(1, 2 * (DEEP - holes.depth(x, y) / largestHole));
    }

    private float mixed(float prediction, float share, int channel, int x, int y) {
      return share == 1
          ? prediction
          : share * prediction + (1 - share) * coarse.atDouble(channel, x, y);
    }

    private void paint(int x, int y, float weight, float red, float green, float blue) {
      if (weight == 1) {
        to.paint(x, y, red, green, blue);
      } else if (weight > 0) {
        float[] old = to.read(x, y, 1, 1);
        to.paint(
            x,
            y,
            old[0] + weight * (red - old[0]),
            old[1] + weight * (green - old[1]),
            old[2] + weight * (blue - old[2]));
      }
    }

    /** How much of a pixel of this tile covers what the tiles at its left and above painted. */
    private float weight(Rectangle tile, int x, int y) {
      float fromLeft = tile.x == 0 || fade == 0 ? 1 : (x - tile.x + fade + 0.5f) / (2 * fade);
      float fromTop = tile.y == 0 || fade == 0 ? 1 : (y - tile.y + fade + 0.5f) / (2 * fade);
      return Math.min(1, fromLeft) * Math.min(1, fromTop);
    }
  }
}
