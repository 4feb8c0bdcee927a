package io.github.dl4jinpaint.examples.compare;

import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** Pictures that ship with the examples. No model of this project was trained on them. */
public final class ShippedPictures {

  private static final String PLACE = "/io/github/dl4jinpaint/examples/";

  private ShippedPictures() {}

  /**
   * 36 of the test images of CIFAR-10 (A. Krizhevsky, <i>Learning Multiple Layers of Features from
   * Tiny Images</i>, 2009), named after their number and class.
   */
  public static List<BufferedImage> samples() throws IOException {
    return List.copyOf(listed("samples/").values());
  }

  /** Photographs by their files' names; CREDITS.md beside them says whose they are. */
  static Map<String, BufferedImage> photographs() throws IOException {
    return listed("photos/");
  }

  /** In the order of the folder's index. */
  private static Map<String, BufferedImage> listed(String folder) throws IOException {
    Map<String, BufferedImage> pictures = new LinkedHashMap<>();
    try (InputStream index = resource(folder + "index.txt");
        BufferedReader names =
            new BufferedReader(new InputStreamReader(index, StandardCharsets.UTF_8))) {
      for (String name : names.lines().toList()) {
        try (InputStream in = resource(folder + name)) {
          pictures.put(name, ImageIO.read(in));
        }
      }
    }
    return pictures;
  }

  private static InputStream resource(String name) throws IOException {
    InputStream in = ShippedPictures.class.getResourceAsStream(PLACE + name);
    if (in == null) {
      throw new IOException("The picture " + PLACE + name + " is missing from the class path");
    }
    return in;
  }
}
