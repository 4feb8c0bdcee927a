package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.data.mask.IrregularMasks;
import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.examples.command.Backend;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.ModelOptions;
import io.github.dl4jinpaint.examples.compare.Damage;
import io.github.dl4jinpaint.examples.compare.Photo;
import io.github.dl4jinpaint.examples.compare.ShippedPictures;
import io.github.dl4jinpaint.examples.report.DetailSheet;
import io.github.dl4jinpaint.examples.report.EvaluationTables;
import io.github.dl4jinpaint.examples.report.SamplePictures;
import io.github.dl4jinpaint.examples.report.SampleSheet;
import io.github.dl4jinpaint.model.Provenance;
import io.github.dl4jinpaint.model.evaluation.Evaluator;
import io.github.dl4jinpaint.model.evaluation.InpaintingMethod;
import io.github.dl4jinpaint.model.evaluation.OpenCvInpainting;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Fills irregular holes in pictures that ship with the examples, with the models that ship with the
 * library: in CIFAR-10's, compared with OpenCV's classical methods, and in photographs. Needs no
 * arguments, no data and no network.
 */
@Command(
    name = "QuickStart",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Fills holes in pictures that ship, beside OpenCV's methods.",
      "Irregular holes in sample pictures first, and then blobs in photographs; writes the pictures"
          + " side by side."
    },
    footerHeading = "%nExample:%n",
    footer = "  ${COMMAND-FULL-NAME} --out quickstart")
public final class QuickStart implements Callable<Integer> {

  private static final Set<String> PHOTOGRAPHS = Set.of("cat", "coffee");

  @Mixin private ModelOptions model;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of the masks.")
  private long seed = 42;

  @Option(names = "--out", paramLabel = "DIR", description = "Where to write to.")
  private Path out = Path.of("out", "quickstart");

  @Option(
      names = "--provenance",
      description = "Print what the model was trained on, and how, and end.")
  private boolean provenance;

  QuickStart() {}

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    Commands.run(new QuickStart(), args);
  }

  @Override
  public Integer call() throws IOException {
    if (provenance) {
      printProvenance();
      return 0;
    }
    Backend.report();
    Inpainter inpainter = model.inpainter();
    Evaluator evaluator =
        new Evaluator().with("Partial convolutions", InpaintingMethod.of(inpainter));
    for (OpenCvInpainting method : OpenCvInpainting.values()) {
      evaluator.with(method.label(), method);
    }
    SampleSheet sheet = new SampleSheet(2);
    List<BufferedImage> samples = ShippedPictures.samples();
    for (int i = 0; i < samples.size(); i++) {
      INDArray target = Pictures.toArray(samples.get(i));
      INDArray mask = IrregularMasks.defaults().generate(32, 32, seed + i).toArray();
      INDArray masked = target.mul(mask.broadcast(target.shape()));
      Map<String, INDArray> filled = evaluator.add(masked, mask, target);
      sheet.add(SamplePictures.of(target, mask, filled, 0));
    }
    System.out.println(EvaluationTables.ofMethods(evaluator.evaluation()));
    Path file = out.resolve("pictures.png").toAbsolutePath();
    sheet.write(file);
    System.out.println("The pictures are in " + file);
    Path photographs = out.resolve("photographs.png").toAbsolutePath();
    photographs(photographs);
    System.out.println("Photographs, by the model for them, are in " + photographs);
    return 0;
  }

  /** Fills blobs in photographs with the model that ships for these, smoothly and with texture. */
  private void photographs(Path file) throws IOException {
    Inpainter inpainter = Inpainter.pretrained();
    DetailSheet sheet = new DetailSheet();
    for (Photo photo : Photo.shipped()) {
      if (PHOTOGRAPHS.contains(photo.name())) {
        BufferedImage picture = photo.picture();
        Mask mask = Damage.BLOBS.masks().generate(picture.getHeight(), picture.getWidth(), seed);
        Map<String, BufferedImage> shown = new LinkedHashMap<>();
        shown.put("damaged", SamplePictures.masked(picture, mask.toImage()));
        shown.put("smooth", inpainter.withoutTexture().inpaint(picture, mask));
        shown.put("with texture", inpainter.inpaint(picture, mask));
        shown.put("original", picture);
        sheet.add(mask.toImage(), shown);
      }
    }
    sheet.write(file);
  }

  private void printProvenance() throws IOException {
    Optional<Provenance> known = model.provenance();
    System.out.println(
        known.map(Provenance::toString).orElse("The model's file doesn't say where it comes from"));
  }
}
