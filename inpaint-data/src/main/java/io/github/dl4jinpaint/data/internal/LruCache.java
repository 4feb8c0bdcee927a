package io.github.dl4jinpaint.data.internal;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * What was used last, up to a size in all. The newest value stays even if it alone is larger, as
 * the next question is likely to be for it again.
 *
 * <p>Caffeine's policy is made for values that are asked for at random: it takes up a large new one
 * only after it was asked for, and read, as often as those that it would replace. Pictures are read
 * one after another, each for all of its tiles.
 *
 * @param <K> what values are asked for by
 * @param <V> values
 */
public final class LruCache<K, V> {
  private final long mostInAll;
  private final ToLongFunction<V> size;

  /** The one used longest ago comes first. */
  private final Map<K, V> values = new LinkedHashMap<>(16, 0.75f, true);

  private long inAll;

  /**
   * An empty cache.
   *
   * @param mostInAll the values' sizes together, but for a larger value that is alone
   * @param size a value's, always the same
   */
  public LruCache(long mostInAll, ToLongFunction<V> size) {
    this.mostInAll = mostInAll;
    this.size = size;
  }

  /**
   * Looks up a value.
   *
   * @param key the value's
   * @param reading makes the value where it isn't kept. Threads that ask for the same at the same
   *     time may both make it; none waits for the other.
   * @return the value
   */
  public V get(K key, Supplier<V> reading) {
    synchronized (this) {
      V kept = values.get(key);
      if (kept != null) {
        return kept;
      }
    }
    V value = reading.get();
    put(key, value);
    return value;
  }

  private synchronized void put(K key, V value) {
    V before = values.put(key, value);
    inAll += size.applyAsLong(value) - (before == null ? 0 : size.applyAsLong(before));
    Iterator<V> oldest = values.values().iterator();
    while (inAll > mostInAll && values.size() > 1) {
      inAll -= size.applyAsLong(oldest.next());
      oldest.remove();
    }
  }
}
