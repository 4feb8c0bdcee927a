package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.examples.command.Backend;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.PictureModelOptions;
import io.github.dl4jinpaint.examples.compare.Damage;
import io.github.dl4jinpaint.examples.compare.Photo;
import io.github.dl4jinpaint.examples.report.DetailSheet;
import io.github.dl4jinpaint.examples.report.PhotoTable;
import io.github.dl4jinpaint.examples.report.SamplePictures;
import io.github.dl4jinpaint.model.evaluation.Evaluator;
import io.github.dl4jinpaint.model.evaluation.InpaintingMethod;
import io.github.dl4jinpaint.model.evaluation.OpenCvInpainting;
import io.github.dl4jinpaint.model.inpainting.DiffusionFilling;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Fills scratches, text and blobs in photographs that ship with the examples, and compares the
 * result with OpenCV's methods.
 */
@Command(
    name = "EvaluatePhotos",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Measures inpainting on real photographs with scratches, text, and blobs up to 60 pixels"
          + " wide, beside Telea's method and Navier-Stokes: PSNR, SSIM and L1 on the holes, how"
          + " unlike they look to a network (not LPIPS), and the mean time.",
      "Writes into the output folder: photos.csv with the figures of every photograph,"
          + " pictures.png with details side by side, and every photograph in full: damaged, its"
          + " mask (white where it is valid), and as filled by each method."
    },
    footerHeading = "%nExample:%n",
    footer = "  ${COMMAND-FULL-NAME} --photos holidays --out evaluated")
public final class EvaluatePhotos implements Callable<Integer> {

  @Mixin private PictureModelOptions model;

  @Option(
      names = "--photos",
      paramLabel = "DIR",
      description =
          "Photographs of yours instead of those that ship; larger ones are shrunk to 1024 pixels.")
  private Path photos;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of the masks.")
  private long seed = 42;

  @Option(names = "--out", paramLabel = "DIR", description = "Where to write to.")
  private Path out = Path.of("out", "evaluate-photos");

  EvaluatePhotos() {}

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    Commands.run(new EvaluatePhotos(), args);
  }

  @Override
  public Integer call() throws IOException {
    Backend.report();
    Evaluator evaluator = evaluator();
    List<Photo> all = photos == null ? Photo.shipped() : Photo.in(photos);
    DetailSheet sheet = new DetailSheet();
    for (Damage damage : Damage.values()) {
      for (int i = 0; i < all.size(); i++) {
        Photo photo = all.get(i);
        BufferedImage picture = photo.picture();
        Mask mask = damage.masks().generate(picture.getHeight(), picture.getWidth(), seed + i);
        Map<String, BufferedImage> shown = fill(damage, photo, mask, evaluator);
        write(shown, damage, photo);
        write(Map.of("mask", mask.toImage()), damage, photo);
        shown.put("original", picture);
        if (i % Damage.values().length == damage.ordinal()) {
          sheet.add(mask.toImage(), shown);
        }
      }
      PhotoTable table = new PhotoTable(evaluator.evaluation());
      System.out.println();
      System.out.print(table.ofGroup(damage.key(), damage.label()));
    }
    new PhotoTable(evaluator.evaluation()).write(out.resolve("photos.csv"));
    sheet.write(out.resolve("pictures.png"));
    System.out.println("Figures and pictures are in " + out.toAbsolutePath());
    return 0;
  }

  /** The methods to compare, ours first; what they are measured by, {@link PhotoTable} tells. */
  private Evaluator evaluator() throws IOException {
    Inpainter inpainter = model.inpainter();
    Evaluator evaluator = new Evaluator(PhotoTable.metrics());
    evaluator.with("this library", InpaintingMethod.ofPictures(inpainter::inpaint));
    if (!model.smooth()) {
      Inpainter smooth = inpainter.withoutTexture();
      evaluator.with("this library, smooth", InpaintingMethod.ofPictures(smooth::inpaint));
    }
    for (DiffusionFilling method : DiffusionFilling.values()) {
      evaluator.with(method.label(), InpaintingMethod.ofPictures(method::inpaint));
    }
    for (OpenCvInpainting method : OpenCvInpainting.values()) {
      evaluator.with(method.label(), method);
    }
    return evaluator;
  }

  /** Fills a photograph with every method; returns it as damaged and as filled by each. */
  private static Map<String, BufferedImage> fill(
      Damage damage, Photo photo, Mask mask, Evaluator evaluator) {
    INDArray target = Pictures.toArray(photo.picture());
    INDArray valid = mask.toArray();
    INDArray masked = target.mul(valid.broadcast(target.shape()));
    Map<String, BufferedImage> shown = new LinkedHashMap<>();
    shown.put("damaged", SamplePictures.masked(photo.picture(), mask.toImage()));
    evaluator
        .add(masked, valid, target, damage.key(), List.of(photo.name()))
        .forEach((method, filled) -> shown.put(method, Pictures.toImage(filled)));
    return shown;
  }

  private void write(Map<String, BufferedImage> shown, Damage damage, Photo photo)
      throws IOException {
    for (Map.Entry<String, BufferedImage> picture : shown.entrySet()) {
      String title = picture.getKey().toLowerCase(Locale.ROOT).replaceAll("[ ,]+", "-");
      String name = "%s-%s.png".formatted(photo.name(), title);
      Pictures.write(picture.getValue(), out.resolve(damage.key()).resolve(name));
    }
  }
}
