package io.github.dl4jinpaint.data.mask;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The masks that were used last, of no more pixels in all than a limit. */
final class MaskCache {
  private final long mostPixels;
  private final Map<Object, Mask> masks = new LinkedHashMap<>(16, 0.75f, true);
  private long pixels;

  MaskCache(long mostPixels) {
    this.mostPixels = mostPixels;
  }

  /** The mask kept under a key, or null. */
  synchronized Mask get(Object key) {
    return masks.get(key);
  }

  synchronized void put(Object key, Mask mask) {
    if (size(mask) > mostPixels || masks.putIfAbsent(key, mask) != null) {
      return;
    }
    pixels += size(mask);
    for (Iterator<Mask> eldest = masks.values().iterator(); pixels > mostPixels; ) {
      pixels -= size(eldest.next());
      eldest.remove();
    }
  }

  synchronized long pixels() {
    return pixels;
  }

  private static long size(Mask mask) {
    return mask.pixels().length;
  }
}
