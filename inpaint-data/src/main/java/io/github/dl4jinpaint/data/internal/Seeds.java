package io.github.dl4jinpaint.data.internal;

/** Seeds that follow from other seeds; neighbouring numbers give unrelated ones. */
public final class Seeds {
  /** 2⁶⁴ divided by the golden ratio, SplitMix64's step. */
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private Seeds() {}

  /**
   * The seed of one member of a family, then of one member's member.
   *
   * @param seed the family's
   * @param member its number
   * @param submember the number of the member's member
   * @return a seed
   */
  public static long derive(long seed, long member, long submember) {
    return derive(derive(seed, member), submember);
  }

  /**
   * The seed of one member of a family.
   *
   * @param seed the family's
   * @param member its number
   * @return a seed
   */
  public static long derive(long seed, long member) {
    // The seed is mixed first: otherwise (seed, member + 1) and (seed + 1, member) would be the
    // same.
    return mix(mix(seed) + (member + 1) * STEP);
  }

  /** SplitMix64's finaliser (Steele, Lea and Flood, 2014). */
  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
