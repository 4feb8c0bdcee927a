package io.github.dl4jinpaint.examples.server;

import java.io.IOException;

/** Fills the holes of an uploaded picture. */
@FunctionalInterface
public interface Filler {

  /**
   * Fills holes.
   *
   * @param request what to fill
   * @return the filled picture
   * @throws IOException where one can't be read or filled; the message is for users
   * @throws IllegalArgumentException where the two don't fit, or no model is called as the request
   *     says; the message is for users
   */
  Filled fill(FillRequest request) throws IOException;

  /** What requests may choose from. */
  default Offer offer() {
    return Offer.NONE;
  }
}
