package io.github.dl4jinpaint.model.inpainting;

import io.github.dl4jinpaint.model.inpainting.HoleGroups.Group;
import io.github.dl4jinpaint.model.inpainting.PatchWindow.Task;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Improves a smooth filling by patches of the picture itself, coarse to fine. Where holes are wide,
 * the picture at half its size comes first; where they are just a few pixels wide there, patches
 * complete them nearly without the smooth filling, and at each doubling of the size {@link
 * PatchWindow} adds the detail that is missing.
 *
 * <p>Holes that are near to each other are filled together; such groups don't know of each other,
 * so they are filled by as many threads as there are, with the same result.
 */
final class PatchFilling {

  /** What patches are put together to. */
  enum Style {
    /** The mean of all patches that a pixel lies in: what is most likely there. */
    MEAN(4, 4, 0.2f, 2.5f),

    /** Patches side by side: texture, as sharp as the picture. */
    TEXTURE(3.5f, 5, 0.2f, 0);

    private final float blur;
    private final float deep;
    private final float guidance;
    private final float votes;

    Style(float blur, float deep, float guidance, float votes) {
      this.blur = blur;
      this.deep = deep;
      this.guidance = guidance;
      this.votes = votes;
    }

    /** What is finer than this standard deviation, in pixels, is detail. */
    float blur() {
      return blur;
    }

    /** From twice this depth on, in pixels, the picture at half its size comes first. */
    float deep() {
      return deep;
    }

    /** How much the blurred picture counts beside the detail. */
    float guidance() {
      return guidance;
    }

    /** The standard deviation of a patch's vote, in pixels; 0 where a pixel has one patch. */
    float votes() {
      return votes;
    }

    /** How much of a pixel at a depth this filling makes, and not the smooth one. */
    float share(float depth) {
      return this == TEXTURE ? Math.max(0, Math.min(1, (depth - 1) / 8)) : 1;
    }
  }

  /** What is known of a pixel. */
  enum Kind {
    VALID,
    /** To be filled now. */
    HOLE,
    /** Filled already. */
    FILLED,
    /** Another group's: filled smoothly. */
    OTHER,
    /** Transparent: its colour is nobody's. */
    UNKNOWN
  }

  /** How far a window reaches beyond its holes. */
  private static final int REACH = PatchSearch.REACH + PatchSearch.RADIUS;

  /** The width of the holes that are filled at once, in one window. */
  private static final int TILE = 512;

  /** At this many halvings patches bring whole colours. */
  private static final int COMPLETING = 2;

  private static final long SEED = 42;

  private final Style style;

  PatchFilling(Style style) {
    this.style = style;
  }

  /**
   * Improves a filling.
   *
   * @param picture with a smooth filling in its holes, which are painted anew
   */
  void apply(PixelGrid picture, HoleMap holes) {
    List<Group> groups = holes.groups();
    List<PatchScale> scales = scales(picture, holes);
    Parallel parallel = new Parallel();
    List<float[]> all =
        parallel.map(
            groups, group -> colours(group, scales.get(0), fill(group, scales, 0, parallel)));
    for (int i = 0; i < all.size(); i++) {
      paint(picture, groups.get(i), scales.get(0), all.get(i));
    }
  }

  /** The new colours of a group's holes: red, green and blue of one after the other. */
  private float[] colours(Group group, PatchScale scale, Filled filled) {
    Rectangle box = filled.box;
    int area = box.width * box.height;
    float[] colours = new float[filled.planes.length];
    int count = 0;
    for (int i = 0; i < area; i++) {
      int x = box.x + i % box.width;
      int y = box.y + i / box.width;
      if (group.owns(scale, x, y)) {
        float share = style.share(scale.depth(x, y));
        for (int at = i; at < filled.planes.length; at += area) {
          colours[count++] = mixed(filled.smooth[at], filled.planes[at], share);
        }
      }
    }
    return Arrays.copyOf(colours, count);
  }

  private static void paint(PixelGrid picture, Group group, PatchScale scale, float[] colours) {
    Rectangle box = group.box(scale);
    int at = 0;
    for (int y = box.y; y < box.y + box.height; y++) {
      for (int x = box.x; x < box.x + box.width; x++) {
        if (group.owns(scale, x, y)) {
          picture.paint(x, y, colours[at], colours[at + 1], colours[at + 2]);
          at += 3;
        }
      }
    }
  }

  private static float mixed(float smooth, float patches, float share) {
    return Math.max(0, Math.min(1, smooth + share * (patches - smooth)));
  }

  /** The picture at its size, at half of it, and so on, until its holes are small. */
  private List<PatchScale> scales(PixelGrid picture, HoleMap holes) {
    int count = 1;
    for (float deepest = holes.deepest(); deepest > 2 * style.deep; deepest /= 2) {
      count++;
    }
    return PatchScale.of(picture, holes, count, REACH + 2);
  }

  /**
   * What a group's holes are filled with.
   *
   * @param box part of the picture at a scale
   * @param planes its red, green and blue
   * @param smooth the same, filled smoothly
   * @param shifts how far it is from a pixel to where it has its detail from, in rows of {@link
   *     #SHIFT} pixels; {@link Integer#MIN_VALUE} for nowhere
   */
  private record Filled(Rectangle box, float[] planes, float[] smooth, int[] shifts) {

    static final int SHIFT = 1 << 16;
  }

  private Filled fill(Group group, List<PatchScale> scales, int level, Parallel parallel) {
    PatchScale scale = scales.get(level);
    Rectangle box = group.box(scale);
    float[] smooth = scale.picture().read(box.x, box.y, box.width, box.height);
    float[] planes = smooth.clone();
    int[] shifts = new int[box.width * box.height];
    Arrays.fill(shifts, Integer.MIN_VALUE);
    Filled filled = new Filled(box, planes, smooth, shifts);
    Filled coarse = null;
    boolean[] done = new boolean[shifts.length];
    if (group.deepest() / scale.factor() > 2 * style.deep) {
      coarse = fill(group, scales, level + 1, parallel);
      enlarge(coarse, group, scale, filled);
    }
    Task task = Task.DETAIL;
    if (coarse == null && level >= COMPLETING) {
      // What is smooth over such a distance says hardly anything of what was there.
      task = level > COMPLETING ? Task.ALL : Task.COLOURS;
    }
    Part part = new Part(group, scale, filled, done);
    for (List<Rectangle> tiles : inTurn(box)) {
      fill(part, tiles, coarse, task, parallel);
    }
    return filled;
  }

  /**
   * A box's tiles, those that can be filled at the same time together. A tile goes on with what
   * those above it and at its left hold, but doesn't know of those after them.
   */
  static List<List<Rectangle>> inTurn(Rectangle box) {
    int columns = (box.width + TILE - 1) / TILE;
    int rows = (box.height + TILE - 1) / TILE;
    List<List<Rectangle>> turns = new ArrayList<>();
    for (int turn = 0; turn < columns + 2 * (rows - 1); turn++) {
      List<Rectangle> tiles = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        int column = turn - 2 * row;
        if (column >= 0 && column < columns) {
          tiles.add(
              new Rectangle(box.x + column * TILE, box.y + row * TILE, TILE, TILE)
                  .intersection(box));
        }
      }
      turns.add(tiles);
    }
    return turns;
  }

  /** Adds to a smooth filling what patches changed at half the size; deep in a hole it is all. */
  private void enlarge(Filled coarse, Group group, PatchScale scale, Filled to) {
    Rectangle half = coarse.box;
    FloatGrid filled = new FloatGrid(half.width, half.height, coarse.planes);
    FloatGrid smooth = new FloatGrid(half.width, half.height, coarse.smooth);
    int area = to.box.width * to.box.height;
    for (int i = 0; i < area; i++) {
      int x = to.box.x + i % to.box.width;
      int y = to.box.y + i / to.box.width;
      if (group.owns(scale, x, y)) {
        float share = detailShare(scale.depth(x, y) / 2);
        for (int c = 0; c < 3; c++) {
          float patches = filled.atDouble(c, x - 2 * half.x, y - 2 * half.y);
          float old = smooth.atDouble(c, x - 2 * half.x, y - 2 * half.y);
          float sum = to.smooth[c * area + i] + patches - old;
          to.planes[c * area + i] = sum + share * (patches - sum);
        }
      }
    }
  }

  /** How much detail a coarser picture gets: near to what is valid the finer one has it. */
  private float detailShare(float depth) {
    return Math.max(0, Math.min(1, 2 * depth / style.deep - 1));
  }

  /** A group's holes at a scale, and how far they are filled. */
  private record Part(Group group, PatchScale scale, Filled filled, boolean[] done) {

    Kind kind(int x, int y) {
      Kind kind = scale.kind(x, y);
      if (kind != Kind.HOLE) {
        return kind;
      }
      if (!group.owns(scale, x, y) || !filled.box.contains(x, y)) {
        return Kind.OTHER;
      }
      return done[index(x, y)] ? Kind.FILLED : Kind.HOLE;
    }

    int index(int x, int y) {
      return (y - filled.box.y) * filled.box.width + x - filled.box.x;
    }
  }

  private void fill(Part part, List<Rectangle> tiles, Filled coarse, Task task, Parallel parallel) {
    List<PatchWindow> windows =
        parallel.map(tiles, tile -> filled(part, tile, coarse, task, parallel));
    // At last, since a tile's window shows others' margins.
    for (int i = 0; i < tiles.size(); i++) {
      take(windows.get(i), part, view(part, tiles.get(i)));
    }
  }

  /** What is looked at to fill a tile. */
  private static Rectangle view(Part part, Rectangle tile) {
    return part.scale.picture().around(tile, REACH);
  }

  private PatchWindow filled(
      Part part, Rectangle tile, Filled coarse, Task task, Parallel parallel) {
    PatchScale scale = part.scale;
    Rectangle view = view(part, tile);
    int area = view.width * view.height;
    float[] planes = scale.picture().read(view.x, view.y, view.width, view.height);
    Kind[] kinds = new Kind[area];
    float[] depths = new float[area];
    int boxArea = part.done.length;
    for (int i = 0; i < area; i++) {
      int x = view.x + i % view.width;
      int y = view.y + i / view.width;
      kinds[i] = part.kind(x, y);
      depths[i] = scale.depth(x, y);
      if (kinds[i] == Kind.HOLE || kinds[i] == Kind.FILLED) {
        for (int c = 0; c < 3; c++) {
          planes[c * area + i] = part.filled.planes[c * boxArea + part.index(x, y)];
        }
      }
      if (kinds[i] == Kind.HOLE && !tile.contains(x, y)) {
        kinds[i] = Kind.OTHER;
      }
    }
    long seed = SEED + 31L * tile.x + 1_000_003L * tile.y;
    PatchWindow window =
        new PatchWindow(view.width, planes, kinds, depths, style, task, new SplittableRandom(seed));
    if (window.holes().length > 0) {
      offer(window, view, coarse);
      window.fill(coarse != null, parallel);
    }
    return window;
  }

  /** Where a pixel's detail came from at half the size, it may come from at this one. */
  private static void offer(PatchWindow window, Rectangle view, Filled coarse) {
    if (coarse == null) {
      return;
    }
    for (int hole : window.holes()) {
      int x = view.x + hole % view.width;
      int y = view.y + hole / view.width;
      int column = x / 2 - coarse.box.x;
      int row = y / 2 - coarse.box.y;
      int shift = coarse.shifts[row * coarse.box.width + column];
      if (shift != Integer.MIN_VALUE) {
        int down = Math.floorDiv(shift + Filled.SHIFT / 2, Filled.SHIFT);
        int right = shift - down * Filled.SHIFT;
        if (view.contains(x + 2 * right, y + 2 * down)) {
          window.offer(hole, hole + 2 * down * view.width + 2 * right);
        }
      }
    }
  }

  private void take(PatchWindow window, Part part, Rectangle view) {
    Filled filled = part.filled;
    int area = part.done.length;
    boolean finest = part.scale.level() == 0;
    for (int hole : window.holes()) {
      int x = view.x + hole % view.width;
      int y = view.y + hole / view.width;
      int at = part.index(x, y);
      part.done[at] = true;
      int match = window.match(hole);
      if (match == PatchSearch.NONE) {
        continue;
      }
      int down = match / view.width - hole / view.width;
      int right = match % view.width - hole % view.width;
      filled.shifts[at] = down * Filled.SHIFT + right;
      float share = finest ? 1 : detailShare(part.scale.depth(x, y));
      for (int c = 0; c < 3; c++) {
        float old = filled.planes[c * area + at];
        filled.planes[c * area + at] = old + share * (window.filled(c, hole) - old);
      }
    }
  }
}
