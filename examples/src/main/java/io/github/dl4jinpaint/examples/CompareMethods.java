package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.ImageSource;
import io.github.dl4jinpaint.data.InpaintingRecordReader;
import io.github.dl4jinpaint.model.Inpainter;
import io.github.dl4jinpaint.model.Pictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.BinaryOperator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
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
      "Trains networks of ordinary convolutions and the report's network 2 on CIFAR-10, each on the"
          + " same images and masks, and measures them on test images, beside the model that ships"
          + " and OpenCV's methods.",
      "Writes into the output folder, for every kind of masks: comparison.csv, pictures.png, and a"
          + " folder for each network. What is trained there already is not trained again; what was"
          + " interrupted goes on."
    })
public final class CompareMethods implements Callable<Integer> {

  private static final int BATCH = 100;
  private static final int SAMPLES = 12;
  private static final long TEST_SEED = 1;

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
  private List<ComparedMasks> kinds = List.of(ComparedMasks.irregular, ComparedMasks.rectangles);

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
    for (ComparedMasks masks : kinds) {
      ComparedTraining trainer = new ComparedTraining(training, masks, epochs, seed);
      List<MeasuredMethod> compared = new ArrayList<>();
      for (ComparedMethod method : ComparedMethod.values()) {
        if (methods.contains(method) || method == ComparedMethod.navier_stokes) {
          compared.add(prepare(method, trainer));
        }
      }
      Path folder = out.resolve(masks.name());
      measure(compared, masks, test).write(folder.resolve("pictures.png"));
      MethodTable table = new MethodTable(compared);
      System.out.printf(
          Locale.ROOT,
          "%n%,d test images, %s holes in %.1f %% of the pixels; networks trained with %,d images,"
              + " %d epochs%n%n%s%nTable and pictures are in %s%n%n",
          test.size(),
          masks,
          100 * compared.get(0).errors().holeRatio(),
          training.size(),
          epochs,
          table,
          folder.toAbsolutePath());
      table.write(folder.resolve("comparison.csv"));
    }
  }

  private MeasuredMethod prepare(ComparedMethod method, ComparedTraining training)
      throws IOException {
    return switch (method) {
      case shipped -> {
        Inpainter inpainter = Inpainter.pretrained();
        yield new MeasuredMethod(
            method,
            ComparedNetwork.PARTIAL_U_NET.build(seed).numParams(),
            (masked, masks) -> inpainter.inpaint(masked, masks).prediction());
      }
      case telea -> classical(method, OpenCvInpainting.TELEA::inpaint);
      case navier_stokes -> classical(method, OpenCvInpainting.NAVIER_STOKES::inpaint);
      case shift_map -> classical(method, ShiftMap::inpaint);
      default -> {
        Path folder = out.resolve(training.masks().name()).resolve(method.name());
        ComputationGraph network = training.train(method.network(), folder);
        yield new MeasuredMethod(
            method,
            network.numParams(),
            (masked, masks) -> predict(network, method.network().seesMask(), masked, masks));
      }
    };
  }

  private static INDArray predict(
      ComputationGraph network, boolean seesMask, INDArray masked, INDArray masks) {
    return seesMask
        ? network.output(false, new INDArray[] {masked}, new INDArray[] {masks}, null)[0]
        : network.outputSingle(false, masked);
  }

  /** Fills one picture after the other. */
  private static MeasuredMethod classical(
      ComparedMethod method, BinaryOperator<BufferedImage> inpainting) {
    return new MeasuredMethod(
        method,
        0,
        (masked, masks) -> {
          INDArray filled = Nd4j.createUninitialized(masked.dataType(), masked.shape());
          for (int i = 0; i < masked.size(0); i++) {
            BufferedImage mask = picture(masks.broadcast(masked.shape()), i);
            BufferedImage picture = inpainting.apply(picture(masked, i), mask);
            filled.putSlice(i, Pictures.toArray(picture).slice(0));
          }
          return filled;
        });
  }

  /** Measures all methods on the same triples; returns a sheet of the first ones. */
  private static SampleSheet measure(
      List<MeasuredMethod> methods, ComparedMasks masks, ImageSource test) {
    MultiDataSetIterator triples =
        InpaintingRecordReader.builder()
            .images(test)
            .masks(masks.generator())
            .seed(TEST_SEED)
            .fixedMasks()
            .build()
            .batches(BATCH);
    SampleSheet sheet = new SampleSheet(1, titles(methods));
    for (boolean first = true; triples.hasNext(); first = false) {
      MultiDataSet batch = triples.next();
      List<INDArray> composites = new ArrayList<>();
      for (MeasuredMethod method : methods) {
        System.out.printf("\r%s, %-20s", masks, method.method());
        composites.add(
            method.add(batch.getFeatures(0), batch.getFeaturesMaskArray(0), batch.getLabels(0)));
      }
      if (first) {
        addSamples(sheet, batch, composites);
      }
    }
    System.out.println();
    return sheet;
  }

  private static String[] titles(List<MeasuredMethod> methods) {
    List<String> titles = new ArrayList<>(List.of("masked image"));
    methods.forEach(method -> titles.add(method.method().label()));
    titles.add("original");
    return titles.toArray(String[]::new);
  }

  private static void addSamples(SampleSheet sheet, MultiDataSet batch, List<INDArray> composites) {
    INDArray targets = batch.getLabels(0);
    INDArray masks = batch.getFeaturesMaskArray(0).broadcast(targets.shape());
    for (int i = 0; i < Math.min(SAMPLES, targets.size(0)); i++) {
      List<BufferedImage> row = new ArrayList<>();
      row.add(SampleSheet.masked(picture(targets, i), picture(masks, i)));
      for (INDArray composite : composites) {
        row.add(picture(composite, i));
      }
      row.add(picture(targets, i));
      sheet.add(row.toArray(BufferedImage[]::new));
    }
  }

  private static BufferedImage picture(INDArray batch, int i) {
    return Pictures.toImage(batch.slice(i).reshape(1, batch.size(1), batch.size(2), batch.size(3)));
  }
}
