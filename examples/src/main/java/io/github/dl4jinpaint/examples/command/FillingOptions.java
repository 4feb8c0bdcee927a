package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.data.mask.HoleColor;
import picocli.CommandLine.Option;

/** How a command fills pictures of a folder, wherever the folder is. */
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

  /** {@return the masks' colour where the holes are} */
  public HoleColor holes() {
    return holes;
  }

  /** {@return whether the network's whole output is wanted} */
  public boolean raw() {
    return raw;
  }

  /** {@return the format of what is written} */
  public PictureFormat format() {
    return format;
  }

  /** {@return whether pictures that are there already are replaced} */
  public boolean overwrite() {
    return overwrite;
  }
}
