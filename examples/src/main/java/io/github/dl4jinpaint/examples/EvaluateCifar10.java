package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.InpaintingRecordReader;
import io.github.dl4jinpaint.examples.command.Backend;
import io.github.dl4jinpaint.examples.command.Cifar10Options;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.ModelFile;
import io.github.dl4jinpaint.examples.command.ModelOptions;
import io.github.dl4jinpaint.examples.compare.Cifar10Triples;
import io.github.dl4jinpaint.examples.compare.HoleShape;
import io.github.dl4jinpaint.examples.report.About;
import io.github.dl4jinpaint.examples.report.EvaluationRun;
import io.github.dl4jinpaint.model.evaluation.Evaluator;
import io.github.dl4jinpaint.model.evaluation.OpenCvInpainting;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures a trained network on CIFAR-10's test images, beside OpenCV's methods with the same
 * masks, and writes the report's results folder.
 */
@Command(
    name = "EvaluateCifar10",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Measures an inpainting network on CIFAR-10's test images, beside Telea's method and"
          + " Navier-Stokes.",
      "Partial convolutions fill the holes with the network's output, joined to the valid pixels;"
          + " the network alone is its output as it is, for every pixel.",
      "Images and masks are always the same ones, unless others are asked for.",
      "Writes into the output folder: evaluation.html to look at, evaluation.json with every"
          + " figure, and the folders Mask (white is valid), Masked Image, Predicted Image (all"
          + " pixels as the network puts them out) and Original Image, with the same name for the"
          + " same picture."
    },
    footerHeading = "%nExample:%n",
    footer = "  ${COMMAND-FULL-NAME} --model my-run/model.zip --images 1000")
public final class EvaluateCifar10 implements Callable<Integer> {

  static final String OURS = "Partial convolutions";

  /** What {@link #OURS} are made from. */
  private static final String NETWORK = "The network alone";

  private static final int BATCH = 100;

  @Spec private CommandSpec spec;

  @Mixin private ModelOptions model;

  @Mixin private Cifar10Options cifar10 = new Cifar10Options();

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "How many test images, the first ones: 1 to 10000.")
  private int images = 1_000;

  @Option(
      names = "--masks",
      description =
          "Holes in 5 to 50 %% of the pixels, one of: ${COMPLETION-CANDIDATES} (one an image,"
              + " anywhere).")
  private HoleShape masks = HoleShape.irregular;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of the masks.")
  private long seed = Cifar10Triples.TEST_SEED;

  @Option(names = "--out", paramLabel = "DIR", description = "Where to write to.")
  private Path out = Path.of("out", "evaluate-cifar10");

  EvaluateCifar10() {}

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    Commands.run(new EvaluateCifar10(), args);
  }

  @Override
  public Integer call() throws IOException {
    int most = cifar10.testImages().size();
    if (images < 1 || images > most) {
      throw new ParameterException(
          spec.commandLine(), "--images must be 1 to " + most + ", got " + images);
    }
    Backend.report();
    ModelFile file = model.file();
    InpaintingRecordReader reader =
        Cifar10Triples.measuring(cifar10.testImages().limit(images), masks, seed);
    run(about(file), file.inpainter()).run(reader.batches(BATCH), images, out);
    return 0;
  }

  /** What measures an inpainter and its network alone beside OpenCV's methods. */
  static EvaluationRun run(Map<String, Object> about, Inpainter inpainter) {
    return new EvaluationRun(
        about, evaluator(inpainter), NETWORK, OpenCvInpainting.NAVIER_STOKES.label());
  }

  static Evaluator evaluator(Inpainter inpainter) {
    Evaluator evaluator = new Evaluator().with(OURS, NETWORK, inpainter);
    for (OpenCvInpainting method : OpenCvInpainting.values()) {
      evaluator.with(method.label(), method);
    }
    return evaluator;
  }

  private Map<String, Object> about(ModelFile file) throws IOException {
    String title =
        String.format(
            Locale.ROOT, "Inpainting CIFAR-10: %,d test images, holes: %s", images, masks);
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("images", images);
    settings.put("masks", masks.name());
    settings.put("seed", seed);
    return About.of(title, file, model, cifar10.testImages(), settings);
  }
}
