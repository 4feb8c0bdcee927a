package io.github.dl4jinpaint.examples.command;

import static java.util.stream.Collectors.groupingBy;

import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.data.mask.MaskImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One mask for all pictures, or one for each, found by its name. */
public final class MaskFiles {

  private final Path place;
  private final HoleColor holes;
  private final boolean oneForAll;
  private final Map<String, List<Path>> byStem;
  private BufferedImage forAll;

  /**
   * Looks for masks.
   *
   * @param place a folder, or a mask's file
   * @param holes the colour of the holes
   * @throws IOException where there are none
   */
  public MaskFiles(Path place, HoleColor holes) throws IOException {
    this.place = place;
    this.holes = holes;
    this.oneForAll = !Files.isDirectory(place);
    this.byStem = PictureFolder.list(place).stream().collect(groupingBy(PictureFormat::stem));
    this.forAll = oneForAll ? read(place) : null;
  }

  /**
   * The mask for a picture.
   *
   * @return white where the picture is valid, black where it has holes
   * @throws IOException where there is none, or several, or it can't be read
   */
  BufferedImage of(Path picture) throws IOException {
    return oneForAll ? forAll : read(find(picture));
  }

  private Path find(Path picture) throws IOException {
    Path sameName = place.resolve(picture.getFileName());
    List<Path> found = byStem.getOrDefault(PictureFormat.stem(picture), List.of());
    if (found.contains(sameName)) {
      return sameName;
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    throw new IOException(
        found.isEmpty()
            ? "there is no mask %s.png (or of another extension) in %s"
                .formatted(PictureFormat.stem(picture), place)
            : "it is not clear which mask to take: " + found);
  }

  private BufferedImage read(Path mask) throws IOException {
    return MaskImage.read(mask, holes).mask().toImage();
  }
}
