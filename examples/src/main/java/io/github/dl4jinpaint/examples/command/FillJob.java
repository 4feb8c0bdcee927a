package io.github.dl4jinpaint.examples.command;

import java.nio.file.Path;

/**
 * A picture to fill.
 *
 * @param picture its file, or {@link #STANDARD}
 * @param name as seen from the folder that was named; the picture's mask has the same
 * @param output the filled picture's file, or {@link #STANDARD}
 */
record FillJob(Path picture, Path name, Path output) {

  /** Standard input, or output. */
  static final Path STANDARD = Path.of("-");

  /** What to call it. */
  String title() {
    return picture.equals(STANDARD) ? "standard input" : name.toString();
  }
}
