package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.InpaintingBatches;
import io.github.dl4jinpaint.data.InpaintingMetaData;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.datavec.api.records.metadata.RecordMetaData;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import picocli.CommandLine.Command;
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
      "Images and masks are those that TrainCifar10 tests with, unless others are asked for.",
      "Writes into the output folder: evaluation.html to look at, evaluation.json with every"
          + " figure, and the folders Mask (white is valid), Masked Image, Predicted Image (all"
          + " pixels as the network puts them out) and Original Image, with the same name for the"
          + " same picture."
    })
public final class EvaluateCifar10 implements Callable<Integer> {

  private static final int BATCH = 100;
  private static final int SAMPLES = 6;

  @Spec private CommandSpec spec;

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
    int most = Cifar10Triples.testImages(data).size();
    if (images < 1 || images > most) {
      throw new ParameterException(
          spec.commandLine(), "--images must be 1 to " + most + ", got " + images);
    }
    Backend.report();
    ModelFile file = ModelFile.of(model);
    Comparison comparison = Comparison.withOpenCv(file.inpainter());
    InpaintingBatches test = Cifar10Triples.test(data, images, masks, seed).batches(BATCH);
    test.setCollectMetaData(true);
    List<RecordMetaData> origins = new ArrayList<>();
    try (ResultsFolder folder = new ResultsFolder(out)) {
      measure(test, comparison, folder, origins);
      comparison.print();
      comparison.printByHoleRatio(Figure.L2_HOLES);
      Evaluation evaluation = new Evaluation(about(file, origins), labels(origins), comparison);
      String page =
          new EvaluationPage(evaluation)
              .html(
                  OpenCvInpainting.NAVIER_STOKES.label(),
                  SAMPLES,
                  number -> pictures(test, comparison, origins.get(number)));
      folder.finish(evaluation.toJson(), page);
    }
    System.out.println(
        "\nTables and pictures: " + out.resolve(ResultsFolder.PAGE).toAbsolutePath());
    return 0;
  }

  private void measure(
      InpaintingBatches test,
      Comparison comparison,
      ResultsFolder folder,
      List<RecordMetaData> origins)
      throws IOException {
    try (ProgressBar bar = new ProgressBar("test images", images)) {
      while (test.hasNext()) {
        MultiDataSet batch = test.next();
        INDArray masked = batch.getFeatures(0);
        INDArray mask = batch.getFeaturesMaskArray(0);
        INDArray target = batch.getLabels(0);
        INDArray prediction = comparison.measure(masked, mask, target).get(0);
        for (int i = 0; i < target.size(0); i++) {
          folder.add(
              Comparison.maskPicture(mask, i),
              Comparison.picture(masked, i),
              Comparison.picture(prediction, i),
              Comparison.picture(target, i));
        }
        origins.addAll(batch.getExampleMetaData(RecordMetaData.class));
        bar.stepBy(target.size(0));
      }
    }
  }

  /** An image as every method fills it: made once more, with the mask that it had. */
  private static Map<String, BufferedImage> pictures(
      InpaintingBatches test, Comparison comparison, RecordMetaData origin) {
    MultiDataSet one = test.loadFromMetaData(List.of(origin));
    INDArray masked = one.getFeatures(0);
    INDArray mask = one.getFeaturesMaskArray(0);
    INDArray target = one.getLabels(0);
    BufferedImage complete = Comparison.picture(target, 0);
    Map<String, BufferedImage> pictures = new LinkedHashMap<>();
    pictures.put("masked image", SampleSheet.masked(complete, Comparison.maskPicture(mask, 0)));
    for (String name : comparison.names()) {
      INDArray prediction = comparison.method(name).predict(masked, mask);
      if (pictures.size() == 1) {
        pictures.put("raw prediction", Comparison.picture(prediction, 0));
      }
      pictures.put(name, Comparison.picture(Comparison.composite(prediction, target, mask), 0));
    }
    pictures.put("original", complete);
    return pictures;
  }

  private static List<String> labels(List<RecordMetaData> origins) {
    return origins.stream().map(origin -> ((InpaintingMetaData) origin).labelName()).toList();
  }

  private Map<String, Object> about(ModelFile file, List<RecordMetaData> origins)
      throws IOException {
    Path dataFile = Path.of(URI.create(origins.get(0).getURI().toString().split("#")[0]));
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("title", "Inpainting CIFAR-10: %,d test images".formatted(images));
    about.put("made", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    about.put("model", fileAndSum(file.name(), file.sha256()));
    try (InputStream in = Files.newInputStream(dataFile)) {
      about.put("data", fileAndSum(dataFile.getFileName().toString(), Sha256.of(in)));
    }
    about.put("images", images);
    about.put("masks", masks.name());
    about.put("seed", seed);
    about.put("versions", Versions.inUse());
    return about;
  }

  private static Map<String, String> fileAndSum(String name, String sha256) {
    Map<String, String> file = new LinkedHashMap<>();
    file.put("file", name);
    file.put("sha256", sha256);
    return file;
  }
}
