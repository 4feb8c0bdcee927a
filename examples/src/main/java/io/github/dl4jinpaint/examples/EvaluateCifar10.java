package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.model.Inpainter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures a trained network on CIFAR-10's test images, beside OpenCV's methods with the same
 * masks.
 */
@Command(
    name = "EvaluateCifar10",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Measures an inpainting network on CIFAR-10's test images, beside Telea's method and"
          + " Navier-Stokes.",
      "Images and masks are those that TrainCifar10 tests with."
    })
public final class EvaluateCifar10 implements Callable<Integer> {

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "A model of TrainCifar10's instead of the one that ships.")
  private Path model;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder with CIFAR-10's binary files. Without it, they are downloaded once into"
              + " ~/.dl4j-inpaint.")
  private Path data;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "How many test images, the first ones.")
  private int images = 1_000;

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
    Backend.report();
    Inpainter inpainter = model == null ? Inpainter.pretrained() : Inpainter.load(model);
    Comparison comparison = Comparison.withOpenCv(inpainter);
    MultiDataSetIterator test = Cifar10Triples.test(data, images).batches(100);
    while (test.hasNext()) {
      MultiDataSet batch = test.next();
      comparison.measure(batch.getFeatures(0), batch.getFeaturesMaskArray(0), batch.getLabels(0));
    }
    System.out.printf(
        Locale.ROOT,
        "Mean squared error of the prediction over all pixels: %.5f%n",
        comparison.errors(Comparison.OURS).overAllPixels());
    comparison.print();
    return 0;
  }
}
