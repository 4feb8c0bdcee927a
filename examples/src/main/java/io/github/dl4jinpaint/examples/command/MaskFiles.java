package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.data.mask.MaskImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** One mask for all pictures, or one for each, found by its name. */
public final class MaskFiles {

  private final HoleColor holes;
  private final Path place;
  private final MaskImage forAll;
  private final Map<Path, MaskNames> names = new HashMap<>();

  /**
   * Looks for masks.
   *
   * @param place a folder, or a mask's file
   * @param holes the colour of the holes
   * @param recursive whether masks may be in folders within the folder only
   * @throws IOException where there are none
   */
  public MaskFiles(Path place, HoleColor holes, boolean recursive) throws IOException {
    this.holes = holes;
    this.place = place;
    boolean folder = Files.isDirectory(place);
    if (!folder || !recursive) {
      PictureFolder.list(place);
    }
    this.forAll = folder ? null : read(place);
  }

  /**
   * The mask for a picture.
   *
   * @param picture its name, as seen from the folder that was named
   * @return the mask and what is to be told of it
   * @throws IOException where there is none, or several, or it can't be read
   */
  MaskImage of(Path picture) throws IOException {
    if (forAll != null) {
      return forAll;
    }
    Path within = picture.getParent();
    return read(in(within == null ? place : place.resolve(within)).of(picture));
  }

  private synchronized MaskNames in(Path folder) throws IOException {
    if (!names.containsKey(folder)) {
      names.put(folder, new MaskNames(folder.toString(), PictureFolder.found(folder)));
    }
    return names.get(folder);
  }

  private MaskImage read(Path mask) throws IOException {
    byte[] file = PictureFiller.bytes(mask);
    return MaskImage.read(file, "The mask " + mask, Pictures.MOST_PIXELS, holes);
  }
}
