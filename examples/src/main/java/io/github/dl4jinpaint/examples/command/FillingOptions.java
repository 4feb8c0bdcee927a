package io.github.dl4jinpaint.examples.command;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of commands that fill all pictures of a folder, beside those of the model. */
public final class FillingOptions {

  @Mixin private HoleOptions holes;

  @Option(
      names = "--raw",
      description = "The network's whole output instead of its holes in the picture.")
  private boolean raw;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "${COMPLETION-CANDIDATES}: png, unless given, loses no pixel; input is each picture's"
              + " own, and keeps its EXIF data, resolution and comments.")
  private PictureFormat format;

  @Option(names = "--overwrite", description = "Replace pictures that are there already.")
  private boolean overwrite;

  /**
   * How holes are told.
   *
   * @param masks whether there are masks
   */
  public Holes holes(boolean masks) {
    return holes.holes(masks);
  }

  /** Whether the network's whole output is wanted. */
  public boolean raw() {
    return raw;
  }

  /** The outputs' format, as asked for or else. */
  public PictureFormat format(PictureFormat otherwise) {
    return format == null ? otherwise : format;
  }

  /** Whether outputs that are there already are replaced. */
  public boolean overwrite() {
    return overwrite;
  }
}
