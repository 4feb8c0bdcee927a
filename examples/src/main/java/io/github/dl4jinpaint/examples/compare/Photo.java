package io.github.dl4jinpaint.examples.compare;

import io.github.dl4jinpaint.examples.command.PictureFolder;
import io.github.dl4jinpaint.examples.command.PictureFormat;
import io.github.dl4jinpaint.model.inpainting.Pictures;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A photograph to test with.
 *
 * @param name without an extension
 * @param picture RGB, at most {@link #LARGEST} pixels wide and high
 */
public record Photo(String name, BufferedImage picture) {

  /** Larger photographs are shrunk to this width or height. */
  static final int LARGEST = 1024;

  /**
   * The photographs that ship with the examples; CREDITS.md beside them says whose they are. No
   * model of this project was trained on them.
   */
  public static List<Photo> shipped() throws IOException {
    return ShippedPictures.photographs().entrySet().stream()
        .map(photo -> of(Path.of(photo.getKey()), photo.getValue()))
        .toList();
  }

  /**
   * The photographs of a folder, in the order of their names.
   *
   * @throws IOException where there is none, one can't be read, or two have the same name; the
   *     message names them
   */
  public static List<Photo> in(Path folder) throws IOException {
    List<Path> files = PictureFolder.list(folder);
    requireDifferentNames(files);
    List<Photo> photos = new ArrayList<>();
    for (Path file : files) {
      photos.add(of(file, Pictures.read(file)));
    }
    return photos;
  }

  /** Results are told and written under these names, also where A is a. */
  private static void requireDifferentNames(List<Path> files) throws IOException {
    Map<String, Path> byName = new HashMap<>();
    for (Path file : files) {
      Path other = byName.put(PictureFormat.stem(file).toLowerCase(Locale.ROOT), file);
      if (other != null) {
        throw new IOException(
            "%s and %s differ in nothing but their ending or capitals; rename one"
                .formatted(other, file.getFileName()));
      }
    }
  }

  private static Photo of(Path file, BufferedImage picture) {
    int longer = Math.max(picture.getWidth(), picture.getHeight());
    double factor = Math.min(1, (double) LARGEST / longer);
    int width = (int) Math.max(1, Math.round(picture.getWidth() * factor));
    int height = (int) Math.max(1, Math.round(picture.getHeight() * factor));
    return new Photo(PictureFormat.stem(file), rgb(picture, width, height));
  }

  /** Resized, if need be, by averaging areas. */
  private static BufferedImage rgb(BufferedImage picture, int width, int height) {
    Image resized = picture;
    if (width != picture.getWidth() || height != picture.getHeight()) {
      resized = picture.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING);
    }
    BufferedImage rgb = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = rgb.createGraphics();
    g.drawImage(resized, 0, 0, null);
    g.dispose();
    return rgb;
  }
}
