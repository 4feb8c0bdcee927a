package io.github.dl4jinpaint.model.inpainting;

import io.github.dl4jinpaint.model.inpainting.ReceptiveField.Span;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a picture that a network is shown: as few pixels as it needs for what it is to
 * predict.
 */
final class Windows {

  /** What a pass of the network takes however small the window, in pixels: 40 ms. */
  private static final int COST = 40_000;

  /** Up to this length a part isn't worth to be divided. */
  private static final int SMALL = 128;

  private final ReceptiveField field;
  private final int multiple;
  private final int largestReach;
  private final Rectangle picture;

  /**
   * Of a picture.
   *
   * @param largestReach the most that a window reaches beyond what is to be predicted
   */
  Windows(SharedNetwork network, int largestReach, int width, int height) {
    this.field = network.receptiveField();
    this.multiple = network.multiple();
    this.largestReach = largestReach;
    this.picture = new Rectangle(width, height);
  }

  /** Whether a network sees farther than windows may reach. */
  static boolean fallShort(SharedNetwork network, int largestReach) {
    int multiple = network.multiple();
    Span rows = network.receptiveField().rows(new Span(0, multiple - 1));
    Span columns = network.receptiveField().columns(new Span(0, multiple - 1));
    int first = Math.min(rows.first(), columns.first());
    int last = Math.max(rows.last(), columns.last());
    return Math.max(-first, last - (multiple - 1)) > largestReach;
  }

  /**
   * What the network has to see to predict a part and what {@link EdgeCorrection} compares around
   * it, in multiples of what it needs; beyond the picture are holes.
   */
  Rectangle around(Rectangle wanted) {
    Rectangle part = new Rectangle(wanted);
    part.grow(EdgeCorrection.RADIUS, EdgeCorrection.RADIUS);
    part = part.intersection(picture);
    Span columns = span(field.columns(span(part.x, part.width)), part.x, part.width, picture.width);
    Span rows = span(field.rows(span(part.y, part.height)), part.y, part.height, picture.height);
    return new Rectangle(
        columns.first(),
        rows.first(),
        columns.last() + 1 - columns.first(),
        rows.last() + 1 - rows.first());
  }

  private static Span span(int from, int length) {
    return new Span(from, from + length - 1);
  }

  private Span span(Span seen, int from, int length, int size) {
    int first = Math.max(0, Math.max(seen.first(), from - largestReach));
    int end = Math.min(size, Math.min(seen.last() + 1, from + length + largestReach));
    return new Span(first / multiple * multiple, roundUp(end) - 1);
  }

  /** The next multiple of what the network's images have to be. */
  int roundUp(int size) {
    return (size + multiple - 1) / multiple * multiple;
  }

  /**
   * Rectangles around all holes of a part that are less deep than this: one, or more of them where
   * their windows have less pixels.
   */
  List<Rectangle> cover(HoleMap holes, Rectangle part, float depth) {
    Rectangle box = holes.holesWithin(part, depth);
    if (box.isEmpty()) {
      return List.of();
    }
    if (Math.max(box.width, box.height) <= SMALL) {
      return List.of(box);
    }
    Rectangle first = new Rectangle(box);
    Rectangle second = new Rectangle(box);
    if (box.width >= box.height) {
      first.width = box.width / 2;
      second.x += first.width;
      second.width -= first.width;
    } else {
      first.height = box.height / 2;
      second.y += first.height;
      second.height -= first.height;
    }
    List<Rectangle> divided = new ArrayList<>(cover(holes, first, depth));
    divided.addAll(cover(holes, second, depth));
    return cost(divided) < cost(List.of(box)) ? divided : List.of(box);
  }

  private long cost(List<Rectangle> parts) {
    long cost = 0;
    for (Rectangle part : parts) {
      Rectangle window = around(part);
      cost += COST + (long) window.width * window.height;
    }
    return cost;
  }
}
