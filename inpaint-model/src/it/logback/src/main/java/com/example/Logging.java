package com.example;

import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.data.mask.MaskImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** A warning of the libraries in a log of Logback 1.2, which knows slf4j 1.7 only. */
public final class Logging {

  private Logging() {}

  /** Reads a mask with smooth edges. */
  public static void main(String[] args) throws IOException {
    BufferedImage smooth = new BufferedImage(40, 30, BufferedImage.TYPE_BYTE_GRAY);
    for (int x = 0; x < 40; x++) {
      for (int y = 0; y < 30; y++) {
        smooth.getRaster().setSample(x, y, 0, Math.max(0, Math.min(255, (x - 15) * 25)));
      }
    }
    Path file = Files.createTempFile("smooth", ".png");
    ImageIO.write(smooth, "png", file.toFile());
    MaskImage.read(file, HoleColor.BLACK);
    Files.delete(file);
  }
}
