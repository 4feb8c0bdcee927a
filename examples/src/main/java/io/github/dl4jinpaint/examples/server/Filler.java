package io.github.dl4jinpaint.examples.server;

import java.io.IOException;

/** Fills the holes of an uploaded picture. */
@FunctionalInterface
public interface Filler {

  /**
   * Fills holes.
   *
   * @param picture a file's bytes, of any format that can be read
   * @param mask a file's bytes, of the picture's size
   * @param whiteHoles whether the mask's white pixels are the holes, or its black ones
   * @return the filled picture
   * @throws IOException where one can't be read or filled; the message is for users
   * @throws IllegalArgumentException where the two don't fit; the message is for users
   */
  Filled fill(byte[] picture, byte[] mask, boolean whiteHoles) throws IOException;
}
