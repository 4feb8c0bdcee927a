package io.github.dl4jinpaint.data.mask;

import java.util.Arrays;
import java.util.List;

/**
 * Generators of every kind of mask that is drawn, and combinations of generators. {@link
 * MaskFolder} takes masks from image files.
 *
 * <p>Shapes grow with the image, so that masks of any size look alike, but for those whose size is
 * given in pixels. All generators are immutable and serialisable.
 *
 * <pre>{@code
 * Masks.brushStrokes().withHoleRatio(0.1, 0.3).withValidBorder(4)
 * Masks.randomWalk().withHoleRatio(HoleRatioBin.UP_TO_40)
 * Masks.oneOf(Masks.irregular(), Masks.union(Masks.scratches(), Masks.text()))
 * }</pre>
 */
public final class Masks {

  private Masks() {}

  /**
   * Random lines, filled circles and arcs of ellipses; small hole ratios are more frequent than
   * large ones.
   *
   * @return a generator with a hole ratio of 5 to 50 percent
   */
  public static DrawnMasks irregular() {
    return new DrawnMasks(DrawnKind.IRREGULAR);
  }

  /**
   * Free-form brush strokes: wide lines in zigzag with round joints, with the settings of Yu et
   * al., <i>Free-Form Image Inpainting with Gated Convolution</i>, ICCV 2019, algorithm 1.
   *
   * @return a generator with a hole ratio of 5 to 50 percent
   */
  public static DrawnMasks brushStrokes() {
    return new DrawnMasks(DrawnKind.BRUSH_STROKES);
  }

  /**
   * The path of a random walk over pixels: one connected hole with a ragged edge, as the unofficial
   * PyTorch version of Liu et al. draws them (naoto0804/pytorch-inpainting-with-partial-conv). This
   * walk ends when the hole is large enough, that one after as many steps as there are pixels.
   *
   * @return a generator with a hole ratio of 5 to 50 percent
   */
  public static DrawnMasks randomWalk() {
    return new DrawnMasks(DrawnKind.RANDOM_WALK);
  }

  /**
   * One rectangle of random sides anywhere; where the bounds allow it, one side is at most three
   * times the other.
   *
   * @return a generator with a hole ratio of 5 to 50 percent
   */
  public static DrawnMasks rectangle() {
    return new DrawnMasks(DrawnKind.RECTANGLE);
  }

  /**
   * Rectangles of random sides anywhere, which may overlap.
   *
   * @return a generator with a hole ratio of 5 to 50 percent
   */
  public static DrawnMasks rectangles() {
    return new DrawnMasks(DrawnKind.RECTANGLES);
  }

  /**
   * One rectangle of a fixed size anywhere.
   *
   * @param height pixels, at least 1
   * @param width pixels, at least 1
   * @return a generator, which refuses masks that are smaller
   * @throws IllegalArgumentException if a side is below 1
   */
  public static MaskGenerator rectangle(int height, int width) {
    return new RectangleMasks(height, width, false);
  }

  /**
   * A rectangle in the centre; the seed has no effect.
   *
   * @param height pixels, at least 1
   * @param width pixels, at least 1
   * @return a generator, which refuses masks that are smaller
   * @throws IllegalArgumentException if a side is below 1
   */
  public static MaskGenerator centredRectangle(int height, int width) {
    return new RectangleMasks(height, width, true);
  }

  /**
   * A rectangle in the centre, of the mask's shape; the seed has no effect.
   *
   * @param share of the mask's height and of its width, more than 0 and at most 1; rounded, at
   *     least a pixel
   * @return a generator
   * @throws IllegalArgumentException if the share is another
   */
  public static MaskGenerator centredRectangle(double share) {
    return new RectangleMasks.CentredShare(share);
  }

  /**
   * Scratches of a damaged photograph: long, thin lines, bent a little.
   *
   * @return a generator with a hole ratio of 2 to 15 percent
   */
  public static DrawnMasks scratches() {
    return new DrawnMasks(DrawnKind.SCRATCHES);
  }

  /**
   * Text: words of random letters and digits, in several fonts and sizes.
   *
   * @return a generator with a hole ratio of 2 to 15 percent
   */
  public static DrawnMasks text() {
    return new DrawnMasks(DrawnKind.TEXT);
  }

  /**
   * Blobs, as where something is cut out of a photograph: round holes with a wavy outline, apart
   * from each other.
   *
   * @param narrowest a blob's width in pixels, at least 2
   * @param widest a blob's width in pixels, which none exceeds
   * @param min the smallest share of holes wanted; where there is no room left, there are less, but
   *     always one blob
   * @param max the largest share of holes wanted; the last blob may exceed it
   * @return a generator
   * @throws IllegalArgumentException if the widths aren't 2 ≤ narrowest ≤ widest or the shares not
   *     0 &lt; min ≤ max &lt; 1
   */
  public static MaskGenerator blobs(int narrowest, int widest, double min, double max) {
    return new BlobMasks(narrowest, widest, min, max);
  }

  /**
   * Parts of larger masks, cut out at random: what a crop of a damaged photograph shows, where
   * scratches and letters are as wide as the whole photograph makes them.
   *
   * @param masks of the whole
   * @param times how many times a part's height and width the whole has, at least 1
   * @return a generator, whose masks have a hole unless it's hard to find a part with one
   * @throws IllegalArgumentException if times is below 1
   */
  public static MaskGenerator cropped(MaskGenerator masks, int times) {
    return new CroppedMasks(masks, times);
  }

  /**
   * A mask of one of several generators, each equally often.
   *
   * @param masks one or more; the same one may be there more than once
   * @return a generator
   * @throws IllegalArgumentException if there is none
   */
  public static MaskGenerator oneOf(MaskGenerator... masks) {
    double[] weights = new double[masks.length];
    Arrays.fill(weights, 1);
    return new OneOfMasks(List.of(masks), weights);
  }

  /**
   * A mask of one of several generators, one more often than another.
   *
   * @param masks one or more
   * @param weights how often each is taken, relative to the others: 0 or more
   * @return a generator
   * @throws IllegalArgumentException if there is no generator, or not a weight for each, or a
   *     weight is negative or all are 0
   */
  public static MaskGenerator oneOf(List<? extends MaskGenerator> masks, double... weights) {
    return new OneOfMasks(List.copyOf(masks), weights);
  }

  /**
   * The holes of several generators' masks together. The hole ratio is at least the largest of
   * theirs and at most their sum.
   *
   * @param masks one or more; the same one may be there more than once and gives another mask each
   *     time
   * @return a generator
   * @throws IllegalArgumentException if there is none
   */
  public static MaskGenerator union(MaskGenerator... masks) {
    return new UnionMasks(List.of(masks));
  }
}
