package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.examples.command.Backend;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.compare.Cifar10Triples;
import io.github.dl4jinpaint.examples.compare.ComparedMethod;
import io.github.dl4jinpaint.examples.compare.ComparedTraining;
import io.github.dl4jinpaint.examples.compare.HoleShape;
import io.github.dl4jinpaint.examples.report.MethodTable;
import io.github.dl4jinpaint.examples.report.SamplePictures;
import io.github.dl4jinpaint.examples.report.SampleSheet;
import io.github.dl4jinpaint.model.evaluation.Evaluator;
import io.github.dl4jinpaint.model.evaluation.InpaintingMethod;
import io.github.dl4jinpaint.model.evaluation.OpenCvInpainting;
import io.github.dl4jinpaint.model.evaluation.ShiftMap;
import io.github.dl4jinpaint.model.evaluation.StandardMetric;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import picocli.CommandLine.Command;
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
      "Trains networks of ordinary convolutions and the report's own on CIFAR-10, each on the"
          + " same images and masks, and measures them on test images, beside the model that ships"
          + " and OpenCV's methods.",
      "Writes into the output folder, for every kind of masks: comparison.csv, pictures.png, and a"
          + " folder for each network. What is trained there already is not trained again; what was"
          + " interrupted goes on."
    })
public final class CompareMethods implements Callable<Integer> {

  private static final int BATCH = 100;
  private static final int SAMPLES = 12;

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder with CIFAR-10's binary files. Without it, they are downloaded once (162 MB) into"
              + " ~/.dl4j-inpaint.")
  private Path data;

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
    compare(
        Cifar10Triples.trainingImages(data).limit(images),
        Cifar10Triples.testImages(data).limit(testImages));
    return 0;
  }

  /** Trains and measures all methods with all kinds of masks. */
  void compare(ImageSource training, ImageSource test) throws IOException {
    for (HoleShape masks : kinds) {
      Path folder = out.resolve(masks.name());
      Evaluator evaluator = new Evaluator(List.of(StandardMetric.L2));
      for (ComparedMethod method : ComparedMethod.values()) {
        if (methods.contains(method) || method == ComparedMethod.navier_stokes) {
          add(method, new ComparedTraining(training, masks, epochs, seed), evaluator);
        }
      }
      measure(evaluator, masks, test).write(folder.resolve("pictures.png"));
      MethodTable table = new MethodTable(evaluator.evaluation());
      table.write(folder.resolve("comparison.csv"));
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

  private void add(ComparedMethod method, ComparedTraining training, Evaluator evaluator)
      throws IOException {
    switch (method) {
      case shipped -> {
        Inpainter inpainter = Inpainter.cifar10();
        evaluator.with(
            method.label(), (masked, masks) -> inpainter.inpaint(masked, masks).prediction());
      }
      case telea -> evaluator.with(method.label(), OpenCvInpainting.TELEA);
      case navier_stokes -> evaluator.with(method.label(), OpenCvInpainting.NAVIER_STOKES);
      case shift_map ->
          evaluator.with(method.label(), InpaintingMethod.ofPictures(ShiftMap::inpaint));
      default -> {
        Path folder = out.resolve(training.masks().name()).resolve(method.name());
        ComputationGraph network = training.train(method.network(), folder);
        evaluator.with(method.label(), method.network().filling(network), network.numParams());
      }
    }
  }

  /** Measures all methods on the same triples; returns a sheet of the first ones. */
  private static SampleSheet measure(Evaluator evaluator, HoleShape masks, ImageSource test) {
    MultiDataSetIterator triples =
        Cifar10Triples.measuring(test, masks, Cifar10Triples.TEST_SEED).batches(BATCH);
    SampleSheet sheet = new SampleSheet(1);
    try (ProgressBar bar = new ProgressBar("measuring", test.size())) {
      for (boolean first = true; triples.hasNext(); first = false) {
        MultiDataSet batch = triples.next();
        INDArray targets = batch.getLabels(0);
        INDArray valid = batch.getFeaturesMaskArray(0);
        Map<String, INDArray> filled = evaluator.add(batch.getFeatures(0), valid, targets);
        for (int i = 0; first && i < Math.min(SAMPLES, targets.size(0)); i++) {
          sheet.add(SamplePictures.of(targets, valid, filled, i));
        }
        bar.stepBy(targets.size(0));
      }
    }
    return sheet;
  }
}
