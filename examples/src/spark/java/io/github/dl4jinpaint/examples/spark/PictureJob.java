package io.github.dl4jinpaint.examples.spark;

import java.io.Serializable;

/**
 * A picture to fill, all as URIs.
 *
 * @param mask null where the picture tells its holes itself
 * @param bytes of the picture's file
 */
record PictureJob(String picture, String mask, String output, long bytes) implements Serializable {

  /** {@return the picture's name} */
  String name() {
    return picture.substring(picture.lastIndexOf('/') + 1);
  }
}
