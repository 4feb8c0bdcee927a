package io.github.dl4jinpaint.examples.server;

import java.util.List;

/**
 * What a client may choose from.
 *
 * @param texture whether holes get the picture's texture where a request doesn't say so
 * @param models what fills holes; empty where there is no choice
 */
public record Offer(boolean texture, List<Model> models) {

  /** Of a filler that has no choice. */
  static final Offer NONE = new Offer(true, List.of());

  /**
   * Something that fills holes.
   *
   * @param name by which requests ask for it
   * @param title for people
   * @param usual whether it fills where a request names none
   */
  public record Model(String name, String title, boolean usual) {}
}
