package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.data.mask.MaskImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One mask for all pictures, or one for each, found by its name. */
public final class MaskFiles {

  private final HoleColor holes;
  private final boolean oneForAll;
  private final MaskNames names;
  private final MaskImage forAll;

  /**
   * Looks for masks.
   *
   * @param place a folder, or a mask's file
   * @param holes the colour of the holes
   * @throws IOException where there are none
   */
  public MaskFiles(Path place, HoleColor holes) throws IOException {
    this.holes = holes;
    this.oneForAll = !Files.isDirectory(place);
    this.names = new MaskNames(place.toString(), PictureFolder.list(place));
    this.forAll = oneForAll ? read(place) : null;
  }

  /**
   * The mask for a picture.
   *
   * @return the mask and what is to be told of it
   * @throws IOException where there is none, or several, or it can't be read
   */
  MaskImage of(Path picture) throws IOException {
    return oneForAll ? forAll : read(names.of(picture));
  }

  private MaskImage read(Path mask) throws IOException {
    return MaskImage.read(mask, holes);
  }
}
