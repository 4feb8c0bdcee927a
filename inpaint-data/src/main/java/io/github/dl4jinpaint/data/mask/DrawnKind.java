package io.github.dl4jinpaint.data.mask;

import java.util.SplittableRandom;

/** The kinds of masks that are drawn within bounds of the hole ratio; named as in {@link Masks}. */
enum DrawnKind {
  IRREGULAR("irregular", 5.5, 0.05, 0.50, Painter.of(Shapes::irregular)),
  BRUSH_STROKES("brushStrokes", 1, 0.05, 0.50, Painter.of(Shapes::brushStroke)),
  RANDOM_WALK("randomWalk", 1, 0.05, 0.50, RandomWalk::paint),
  RECTANGLE("rectangle", 1, 0.05, 0.50, SingleRectangle::paint),
  RECTANGLES("rectangles", 1, 0.05, 0.50, Painter.of(Shapes::rectangle)),
  SCRATCHES("scratches", 1, 0.02, 0.15, Painter.of(Shapes::scratch)),
  TEXT("text", 1, 0.02, 0.15, Painter.of(Shapes::word));

  private final String name;
  private final double skew;
  private final HoleRatio usual;
  private final Painter painter;

  DrawnKind(String name, double skew, double min, double max, Painter painter) {
    this.name = name;
    this.skew = skew;
    this.usual = new HoleRatio(min, max);
    this.painter = painter;
  }

  HoleRatio usual() {
    return usual;
  }

  Painter painter() {
    return painter;
  }

  /** A number of holes between bounds; the larger the skew, the more frequent are small ones. */
  int wanted(SplittableRandom random, int fewest, int most) {
    // StrictMath, for the same masks on every machine.
    double share = StrictMath.pow(random.nextDouble(), skew);
    return fewest + (int) ((most - fewest + 1) * share);
  }

  @Override
  public String toString() {
    return "Masks." + name;
  }
}
