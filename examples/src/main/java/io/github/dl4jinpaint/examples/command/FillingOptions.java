package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.data.mask.HoleColor;
import picocli.CommandLine.Option;

/** Options of commands that fill all pictures of a folder, beside those of the model. */
public final class FillingOptions {

  @Option(
      names = "--holes",
      required = true,
      paramLabel = "COLOUR",
      description = "The masks' colour where the holes are: ${COMPLETION-CANDIDATES}.")
  private HoleColor holes;

  @Option(
      names = "--raw",
      description = "The network's whole output instead of its holes in the picture.")
  private boolean raw;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "${COMPLETION-CANDIDATES}: png loses no pixel; input is each"
              + " picture's own, and keeps its EXIF data, resolution and comments.")
  private PictureFormat format = PictureFormat.PNG;

  @Option(names = "--overwrite", description = "Replace pictures that are there already.")
  private boolean overwrite;

  /** The masks' colour where the holes are. */
  public HoleColor holes() {
    return holes;
  }

  /** Whether the network's whole output is wanted. */
  public boolean raw() {
    return raw;
  }

  /** The outputs' format. */
  public PictureFormat format() {
    return format;
  }

  /** Whether outputs that are there already are replaced. */
  public boolean overwrite() {
    return overwrite;
  }
}
