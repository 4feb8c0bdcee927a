package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.model.Inpainter;
import io.github.dl4jinpaint.model.InpaintingErrors;
import io.github.dl4jinpaint.model.Pictures;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Fills the same holes of the same pictures with partial convolutions, Telea's method and
 * Navier-Stokes, and compares the composites, all of them pictures of 8 bits a channel.
 */
final class Comparison {

  static final String OURS = "Partial convolutions";

  private final Inpainter inpainter;
  private final Map<String, InpaintingErrors> errors = new LinkedHashMap<>();
  private final Map<String, Long> nanos = new LinkedHashMap<>();
  private int pictures;

  Comparison(Inpainter inpainter) {
    this.inpainter = inpainter;
  }

  /**
   * Fills a picture's holes with every method.
   *
   * @param picture complete
   * @param mask of the picture's size, white where a pixel is valid, black where it is a hole
   * @return what a sheet shows of it, in the order of {@link #TITLES}
   */
  BufferedImage[] add(BufferedImage picture, BufferedImage mask) {
    pictures++;
    BufferedImage ours = fill(OURS, picture, mask, () -> inpainter.inpaint(picture, mask));
    BufferedImage[] classical = new BufferedImage[OpenCvInpainting.values().length];
    for (OpenCvInpainting method : OpenCvInpainting.values()) {
      classical[method.ordinal()] =
          fill(method.label(), picture, mask, () -> method.inpaint(picture, mask));
    }
    return new BufferedImage[] {
      SampleSheet.masked(picture, mask), ours, classical[0], classical[1], picture
    };
  }

  /** Titles of the pictures that {@link #add} returns. */
  static final String[] TITLES = {
    "masked image",
    "this library",
    OpenCvInpainting.TELEA.label(),
    OpenCvInpainting.NAVIER_STOKES.label(),
    "original"
  };

  private BufferedImage fill(
      String method, BufferedImage picture, BufferedImage mask, Supplier<BufferedImage> filling) {
    long start = System.nanoTime();
    BufferedImage filled = filling.get();
    nanos.merge(method, System.nanoTime() - start, Long::sum);
    errors
        .computeIfAbsent(method, name -> new InpaintingErrors())
        .add(Pictures.toArray(filled), Pictures.toArray(picture), Pictures.toMask(mask));
    return filled;
  }

  /** The errors of a method, by the name that the table has. */
  InpaintingErrors errors(String method) {
    return errors.get(method);
  }

  /** Prints a table of all methods. */
  void print() {
    System.out.printf(
        Locale.ROOT,
        "%,d pictures, %.1f %% of their pixels are holes%n%n",
        pictures,
        100 * errors.get(OURS).holeRatio());
    System.out.printf(
        "%-22s %14s %14s %17s %12s%n",
        "", "MSE, holes", "PSNR, holes", "MSE, composite", "ms/picture");
    errors.forEach(
        (method, e) ->
            System.out.printf(
                Locale.ROOT,
                "%-22s %14.5f %11.2f dB %17.5f %12.2f%n",
                method,
                e.overHoles(),
                e.psnrOnHoles(),
                e.ofComposite(),
                nanos.get(method) / 1e6 / pictures));
  }
}
