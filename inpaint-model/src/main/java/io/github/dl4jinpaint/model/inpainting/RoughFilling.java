package io.github.dl4jinpaint.model.inpainting;

import io.github.dl4jinpaint.model.internal.Diffusion;
import java.awt.Rectangle;
import java.util.Arrays;

/**
 * A filling of large holes that takes little time: harmonic, of a picture that is shrunk until the
 * rectangle around its holes is a few hundred pixels wide, and enlarged from there.
 */
final class RoughFilling {

  /** Width of a rectangle that is solved for at once. */
  private static final int SMALL = 300;

  private static final double TOLERANCE = 1e-3;

  private RoughFilling() {}

  /** Paints all holes that are to be filled. */
  static void paint(PixelGrid picture, HoleMap holes) {
    if (isLarge(holes)) {
      FloatGrid half = FloatGrid.half(picture, holes, halfPart(holes));
      if (holes.half().hasHoles()) {
        paint(half, holes.half());
      }
      enlarge(half, picture, holes);
    } else {
      solve(picture, holes);
    }
  }

  private static boolean isLarge(HoleMap holes) {
    return holes.hasHoles() && Math.max(holes.bounds().width, holes.bounds().height) > SMALL;
  }

  /** What of a picture at half the size is looked at, there and at coarser sizes. */
  private static Rectangle halfPart(HoleMap holes) {
    HoleMap half = holes.half();
    Rectangle missing = holes.bounds();
    // A pixel here lies between two of those, in each direction.
    Rectangle part =
        new Rectangle(
            missing.x / 2 - 1, missing.y / 2 - 1, missing.width / 2 + 3, missing.height / 2 + 3);
    if (isLarge(half)) {
      Rectangle coarser = halfPart(half);
      part.add(new Rectangle(2 * coarser.x, 2 * coarser.y, 2 * coarser.width, 2 * coarser.height));
    }
    return part.intersection(new Rectangle(half.width(), half.height()));
  }

  private static void enlarge(FloatGrid half, PixelGrid picture, HoleMap holes) {
    Rectangle missing = holes.bounds();
    for (int y = missing.y; y < missing.y + missing.height; y++) {
      for (int x = missing.x; x < missing.x + missing.width; x++) {
        if (holes.isWanted(x, y)) {
          picture.paint(
              x, y, half.atDouble(0, x, y), half.atDouble(1, x, y), half.atDouble(2, x, y));
        }
      }
    }
  }

  private static void solve(PixelGrid picture, HoleMap holes) {
    Rectangle part = picture.around(holes.bounds(), 1);
    int area = part.width * part.height;
    boolean[] valid = new boolean[area];
    for (int i = 0; i < area; i++) {
      valid[i] = holes.isValid(part.x + i % part.width, part.y + i / part.width);
    }
    float[] pixels = picture.read(part.x, part.y, part.width, part.height);
    Diffusion diffusion = new Diffusion(part.width, valid);
    float[][] filled = new float[3][];
    for (int c = 0; c < 3; c++) {
      float[] plane = Arrays.copyOfRange(pixels, c * area, (c + 1) * area);
      filled[c] = diffusion.harmonic(plane, TOLERANCE);
    }
    for (int i = 0; i < diffusion.pixels().count(); i++) {
      int at = diffusion.pixels().position(i);
      int x = part.x + at % part.width;
      int y = part.y + at / part.width;
      if (holes.isWanted(x, y)) {
        picture.paint(x, y, filled[0][i], filled[1][i], filled[2][i]);
      }
    }
  }
}
