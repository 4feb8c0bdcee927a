package io.github.dl4jinpaint.examples;

import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * A photograph to test with.
 *
 * @param name without an extension
 * @param picture RGB, at most {@link #LARGEST} pixels wide and high
 */
record Photo(String name, BufferedImage picture) {

  /** Larger photographs are shrunk to this width or height. */
  static final int LARGEST = 1024;

  private static final String SHIPPED = "photos/";

  /**
   * The photographs that ship with the examples; CREDITS.md beside them says whose they are. No
   * model of this project was trained on them.
   */
  static List<Photo> shipped() throws IOException {
    List<Photo> photos = new ArrayList<>();
    try (BufferedReader names =
        new BufferedReader(new InputStreamReader(resource("index.txt"), StandardCharsets.UTF_8))) {
      for (String name : names.lines().toList()) {
        try (InputStream in = resource(name)) {
          photos.add(of(name, ImageIO.read(in)));
        }
      }
    }
    return photos;
  }

  private static InputStream resource(String name) throws IOException {
    InputStream in = Photo.class.getResourceAsStream(SHIPPED + name);
    if (in == null) {
      throw new IOException("The photo " + SHIPPED + name + " is missing from the class path");
    }
    return in;
  }

  /**
   * The photographs of a folder, in the order of their names. Files that Java's ImageIO can't read
   * are no photographs.
   *
   * @throws IOException where there is none
   */
  static List<Photo> in(Path folder) throws IOException {
    List<Photo> photos = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        BufferedImage picture = ImageIO.read(file.toFile());
        if (picture != null) {
          photos.add(of(file.getFileName().toString(), picture));
        }
      }
    }
    if (photos.isEmpty()) {
      throw new IOException(
          "%s holds no pictures that Java's ImageIO reads: JPEG, PNG, BMP, TIFF".formatted(folder));
    }
    return photos;
  }

  private static Photo of(String file, BufferedImage picture) {
    String name = file.contains(".") ? file.substring(0, file.lastIndexOf('.')) : file;
    int longer = Math.max(picture.getWidth(), picture.getHeight());
    double factor = Math.min(1, (double) LARGEST / longer);
    int width = (int) Math.max(1, Math.round(picture.getWidth() * factor));
    int height = (int) Math.max(1, Math.round(picture.getHeight() * factor));
    return new Photo(name, rgb(picture, width, height));
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
