package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.InpaintingBatches;
import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.examples.command.Backend;
import io.github.dl4jinpaint.examples.command.Cifar10Options;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.compare.Cifar10Triples;
import io.github.dl4jinpaint.examples.compare.ComparedMethod;
import io.github.dl4jinpaint.examples.compare.ComparedTraining;
import io.github.dl4jinpaint.examples.compare.HoleShape;
import io.github.dl4jinpaint.examples.report.ComparisonRun;
import io.github.dl4jinpaint.examples.report.MethodTable;
import io.github.dl4jinpaint.model.evaluation.Evaluator;
import io.github.dl4jinpaint.model.evaluation.StandardMetric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Trains the networks that the report compares its own with, and fills the same holes of the same
 * test images with them, with the report's network and with classical methods.
 */
@Command(
    name = "CompareMethods",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Compares the report's networks with others and with classical methods.",
      "Trains networks of ordinary convolutions and the report's own on CIFAR-10, each on the"
          + " same images and masks, and measures them on test images, beside the model that ships"
          + " and OpenCV's methods.",
      "Writes into the output folder, for every kind of masks: comparison.csv, pictures.png, and a"
          + " folder for each network. What is trained there already is not trained again; what was"
          + " interrupted goes on."
    },
    footerHeading = "%nExample:%n",
    footer = "  ${COMMAND-FULL-NAME} --methods table2,ordinary --images 1000 --epochs 2")
public final class CompareMethods implements Callable<Integer> {

  private static final int BATCH = 100;

  @Spec private CommandSpec spec;

  @Mixin private Cifar10Options cifar10 = new Cifar10Options();

  @Option(
      names = "--methods",
      paramLabel = "METHOD",
      split = ",",
      description = "Which to compare, beside Navier-Stokes. Of: ${COMPLETION-CANDIDATES}.")
  private List<ComparedMethod> methods = List.of(ComparedMethod.values());

  @Option(
      names = "--masks",
      paramLabel = "KIND",
      split = ",",
      description = "Kinds of holes, each with networks of its own. Of: ${COMPLETION-CANDIDATES}.")
  private List<HoleShape> kinds = List.of(HoleShape.irregular, HoleShape.rectangles);

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "How many training images, the first ones.")
  private int images = 10_000;

  @Option(names = "--epochs", paramLabel = "N", description = "How often to go through them.")
  private int epochs = 10;

  @Option(
      names = "--test-images",
      paramLabel = "N",
      description = "How many test images, the first ones.")
  private int testImages = 1_000;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of weights, masks and order.")
  private long seed = 42;

  @Option(names = "--out", paramLabel = "DIR", description = "Where to write to.")
  private Path out = Path.of("out", "compare-methods");

  CompareMethods() {}

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    Commands.run(new CompareMethods(), args);
  }

  @Override
  public Integer call() throws IOException {
    Commands.requirePositive(spec, "--images", images);
    Commands.requirePositive(spec, "--epochs", epochs);
    Commands.requirePositive(spec, "--test-images", testImages);
    Backend.report();
    compare(cifar10.trainingImages().limit(images), cifar10.testImages().limit(testImages));
    return 0;
  }

  /** Trains and measures all methods with all kinds of masks. */
  void compare(ImageSource training, ImageSource test) throws IOException {
    for (HoleShape masks : kinds) {
      Path folder = out.resolve(masks.name());
      ComparedTraining trained = new ComparedTraining(training, masks, epochs, seed);
      Evaluator evaluator = new Evaluator(List.of(StandardMetric.L2));
      for (ComparedMethod method : ComparedMethod.values()) {
        if (methods.contains(method) || method == ComparedMethod.navier_stokes) {
          method.addTo(evaluator, trained, folder.resolve(method.name()));
        }
      }
      InpaintingBatches triples =
          Cifar10Triples.measuring(test, masks, Cifar10Triples.TEST_SEED).batches(BATCH);
      MethodTable table = new ComparisonRun(evaluator).run(triples, test.size(), folder);
      System.out.printf(
          Locale.ROOT,
          "%n%,d test images; holes: %s; networks trained on %,d images, epochs: %d%n%n%s%n"
              + "Table and pictures are in %s%n%n",
          test.size(),
          masks,
          training.size(),
          epochs,
          table,
          folder.toAbsolutePath());
    }
  }
}
