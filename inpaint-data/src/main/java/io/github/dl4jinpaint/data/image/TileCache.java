package io.github.dl4jinpaint.data.image;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tiles of the pictures used last. */
final class TileCache {
  private final long mostBytes;

  /** The one used longest ago comes first. */
  private final Map<Integer, byte[][]> pictures = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;

  TileCache(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  synchronized byte[][] get(int picture) {
    return pictures.get(picture);
  }

  /** Keeps a picture, even if it is larger than the limit, at the cost of all others. */
  synchronized void put(int picture, byte[][] tiles) {
    byte[][] before = pictures.put(picture, tiles);
    bytes += size(tiles) - (before == null ? 0 : size(before));
    Iterator<byte[][]> oldest = pictures.values().iterator();
    while (bytes > mostBytes && pictures.size() > 1) {
      bytes -= size(oldest.next());
      oldest.remove();
    }
  }

  private static long size(byte[][] tiles) {
    return (long) tiles.length * tiles[0].length;
  }
}
