package io.github.dl4jinpaint.examples.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Packs pictures into tasks. */
final class Tasks {

  /** So many tasks a core even out what pictures take beside their bytes. */
  private static final int OF_A_CORE = 20;

  /**
   * A task of pictures of one size has so many at most: where executors come later, as with dynamic
   * allocation, the cores that are there tell nothing.
   */
  private static final int PICTURES = 50;

  /** Spark's driver is known to manage so many. */
  private static final int MOST = 50_000;

  private Tasks() {}

  /**
   * Pictures of about as many bytes each. The largest come first: whoever gets one begins with it,
   * while others take what is small.
   *
   * @param cores of the cluster, as far as they are there
   */
  static List<List<PictureJob>> of(List<PictureJob> pictures, int cores) {
    long all = pictures.stream().mapToLong(PictureJob::bytes).sum();
    long wanted = Math.max((long) OF_A_CORE * cores, pictures.size() / PICTURES);
    long bytes = Math.max(1, all / Math.min(MOST, wanted));
    List<PictureJob> largestFirst = new ArrayList<>(pictures);
    largestFirst.sort(Comparator.comparingLong(PictureJob::bytes).reversed());
    List<List<PictureJob>> tasks = new ArrayList<>();
    long inLast = bytes;
    for (PictureJob picture : largestFirst) {
      if (inLast >= bytes) {
        tasks.add(new ArrayList<>());
        inLast = 0;
      }
      tasks.get(tasks.size() - 1).add(picture);
      inLast += picture.bytes();
    }
    return tasks;
  }
}
