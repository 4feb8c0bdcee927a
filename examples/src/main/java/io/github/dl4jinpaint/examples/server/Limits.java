package io.github.dl4jinpaint.examples.server;

import java.time.Duration;

/**
 * How much a server does for one request, and for all of them.
 *
 * @param uploadBytes of a request, picture and mask together
 * @param pixels of a picture
 * @param time from a request's arrival to its answer
 * @param workers pictures that are filled at the same time
 * @param waiting requests that may wait for a worker; further ones are refused
 */
public record Limits(long uploadBytes, long pixels, Duration time, int workers, int waiting) {

  /**
   * Checks the limits.
   *
   * @param uploadBytes at least 1
   * @param pixels at least 1
   * @param time at least a millisecond
   * @param workers at least 1
   * @param waiting at least 0
   */
  public Limits {
    require("uploadBytes", uploadBytes, 1);
    require("pixels", pixels, 1);
    require("time in ms", time.toMillis(), 1);
    require("workers", workers, 1);
    require("waiting", waiting, 0);
  }

  private static void require(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s must be at least %d, got %d".formatted(name, least, value));
    }
  }
}
