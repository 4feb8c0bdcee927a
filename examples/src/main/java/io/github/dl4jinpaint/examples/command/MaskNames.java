package io.github.dl4jinpaint.examples.command;

import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;

/** Which of a folder's masks belongs to a picture: the one of its name. */
public final class MaskNames {

  private final String place;
  private final Map<String, List<Path>> byStem;

  /**
   * Takes a folder's masks.
   *
   * @param place the folder, for messages
   */
  public MaskNames(String place, List<Path> masks) {
    this.place = place;
    this.byStem = masks.stream().collect(groupingBy(MaskNames::stem));
  }

  private static String stem(Path file) {
    return PictureFormat.stem(Path.of(composed(file.getFileName())));
  }

  /** macOS's names have letters and their accents apart, those of other systems don't. */
  private static String composed(Path name) {
    return Normalizer.normalize(name.toString(), Normalizer.Form.NFC);
  }

  /**
   * The mask for a picture: of the same name, or else the only one whose extension differs.
   *
   * @throws IOException where there is none, or several
   */
  public Path of(Path picture) throws IOException {
    List<Path> found = byStem.getOrDefault(stem(picture), List.of());
    for (Path mask : found) {
      if (composed(mask.getFileName()).equals(composed(picture.getFileName()))) {
        return mask;
      }
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
}
