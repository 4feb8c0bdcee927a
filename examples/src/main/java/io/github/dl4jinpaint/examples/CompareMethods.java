package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.examples.command.Backend;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.compare.Cifar10Triples;
import io.github.dl4jinpaint.examples.compare.ComparedMethod;
import io.github.dl4jinpaint.examples.compare.ComparedTraining;
import io.github.dl4jinpaint.examples.compare.HoleShape;
import io.github.dl4jinpaint.examples.report.Comparison;
import io.github.dl4jinpaint.examples.report.MethodTable;
import io.github.dl4jinpaint.examples.report.SampleSheet;
import io.github.dl4jinpaint.model.evaluation.OpenCvInpainting;
import io.github.dl4jinpaint.model.evaluation.ShiftMap;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
      MethodTable table = new MethodTable();
      for (ComparedMethod method : ComparedMethod.values()) {
        if (methods.contains(method) || method == ComparedMethod.navier_stokes) {
          add(method, new ComparedTraining(training, masks, epochs, seed), table);
        }
      }
      measure(table.comparison(), masks, test).write(folder.resolve("pictures.png"));
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

  private void add(ComparedMethod method, ComparedTraining training, MethodTable table)
      throws IOException {
    switch (method) {
      case shipped -> {
        Inpainter inpainter = Inpainter.pretrained();
        table.add(method, 0, (masked, masks) -> inpainter.inpaint(masked, masks).prediction());
      }
      case telea -> table.add(method, 0, Comparison.eachPicture(OpenCvInpainting.TELEA::inpaint));
      case navier_stokes ->
          table.add(method, 0, Comparison.eachPicture(OpenCvInpainting.NAVIER_STOKES::inpaint));
      case shift_map -> table.add(method, 0, Comparison.eachPicture(ShiftMap::inpaint));
      default -> {
        Path folder = out.resolve(training.masks().name()).resolve(method.name());
        ComputationGraph network = training.train(method.network(), folder);
        table.add(method, network.numParams(), method.network().filling(network));
      }
    }
  }

  /** Measures all methods on the same triples; returns a sheet of the first ones. */
  private static SampleSheet measure(Comparison comparison, HoleShape masks, ImageSource test) {
    MultiDataSetIterator triples =
        Cifar10Triples.measuring(test, masks, Cifar10Triples.TEST_SEED).batches(BATCH);
    SampleSheet sheet = new SampleSheet(1, comparison.titles());
    try (ProgressBar bar = new ProgressBar("measuring", test.size())) {
      for (boolean first = true; triples.hasNext(); first = false) {
        MultiDataSet batch = triples.next();
        INDArray targets = batch.getLabels(0);
        INDArray valid = batch.getFeaturesMaskArray(0);
        List<INDArray> predictions = comparison.measure(batch.getFeatures(0), valid, targets);
        if (first) {
          addSamples(sheet, targets, valid, predictions);
        }
        bar.stepBy(targets.size(0));
      }
    }
    return sheet;
  }

  private static void addSamples(
      SampleSheet sheet, INDArray targets, INDArray masks, List<INDArray> predictions) {
    for (int i = 0; i < Math.min(SAMPLES, targets.size(0)); i++) {
      List<BufferedImage> row = new ArrayList<>();
      BufferedImage original = Comparison.picture(targets, i);
      row.add(SampleSheet.masked(original, Comparison.maskPicture(masks, i)));
      for (INDArray prediction : predictions) {
        row.add(Comparison.picture(Comparison.composite(prediction, targets, masks), i));
      }
      row.add(original);
      sheet.add(row.toArray(BufferedImage[]::new));
    }
  }
}
