package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.image.ImageFolder;
import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.data.mask.MaskGenerator;
import io.github.dl4jinpaint.data.mask.Masks;
import io.github.dl4jinpaint.examples.command.Backend;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Interruption;
import io.github.dl4jinpaint.examples.command.Sha256;
import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.Provenance;
import io.github.dl4jinpaint.model.inpainting.FusionExample;
import io.github.dl4jinpaint.model.inpainting.FusionNetwork;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import me.tongfei.progressbar.ProgressBar;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains the network that makes one filling of several on a folder of photographs. */
@Command(
    name = "TrainFusion",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Trains the network that weighs several fillings of a photograph's holes, on a folder of"
          + " photographs: each is damaged in four ways, filled in every way, and the network"
          + " learns what is missing to the original.",
      "Writes fusion.zip into the output folder, every --save steps and at the end; Ctrl-C stops"
          + " and saves, and --from goes on from a file with its weights.",
      "Takes about 2 GB of memory for 40 photographs: start Java with -Xmx4g."
    },
    footerHeading = "%nExample:%n",
    footer = "  ${COMMAND-FULL-NAME} --photos holidays --steps 2000 --out my-run")
public final class TrainFusion implements Callable<Integer> {

  private static final int INTERRUPTED = 130;

  /** Every so many photographs, one is kept to measure on. */
  private static final int VALIDATION = 10;

  @Spec private CommandSpec spec;

  @Option(
      names = "--photos",
      paramLabel = "DIR",
      required = true,
      description = "Photographs, and folders of them; every tenth is for measuring only.")
  private Path photos;

  @Option(
      names = "--height",
      paramLabel = "PIXELS",
      description = "They are shrunk to this height, and half as wide again.")
  private int height = 400;

  @Option(names = "--steps", paramLabel = "N", description = "Training steps.")
  private int steps = 10_000;

  @Option(names = "--batch", paramLabel = "N", description = "Crops in a step.")
  private int batch = 12;

  @Option(names = "--size", paramLabel = "PIXELS", description = "Height and width of the crops.")
  private int size = 96;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = "Adam's learning rate at first; it falls to a tenth, in steps.")
  private double learningRate = 0.0006;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of weights, holes and crops.")
  private long seed = 42;

  @Option(names = "--save", paramLabel = "N", description = "Steps between two savings.")
  private int save = 500;

  @Option(names = "--from", paramLabel = "FILE", description = "Start with this file's weights.")
  private Path from;

  @Option(names = "--out", paramLabel = "DIR", description = "Where to write to.")
  private Path out = Path.of("out", "train-fusion");

  TrainFusion() {}

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    Commands.run(new TrainFusion(), args);
  }

  @Override
  public Integer call() throws IOException {
    Commands.requirePositive(spec, "--height", height);
    Commands.requirePositive(spec, "--steps", steps);
    Commands.requirePositive(spec, "--batch", batch);
    Commands.requirePositive(spec, "--lr", learningRate);
    Commands.requirePositive(spec, "--save", save);
    if (size < FusionNetwork.DOWNSAMPLING || size % FusionNetwork.DOWNSAMPLING != 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--size must be a multiple of %d, got %d".formatted(FusionNetwork.DOWNSAMPLING, size));
    }
    Backend.report();
    ComputationGraph network = network();
    ImageSource images = ImageFolder.of(photos).resize(height, height * 3 / 2);
    List<FusionExample> training = new ArrayList<>();
    List<FusionExample> validation = new ArrayList<>();
    prepare(images, training, validation);
    if (training.isEmpty() || validation.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has %d photographs; at least 2 are needed".formatted(photos, images.size()));
    }
    return train(network, training, validation, settings(images));
  }

  private ComputationGraph network() throws IOException {
    // One step may be all there is: later rates take the place of earlier ones.
    Map<Integer, Double> rates = new TreeMap<>();
    rates.put(0, learningRate);
    rates.put(steps / 2, learningRate / 3);
    rates.put(steps * 4 / 5, learningRate / 10);
    var schedule = new MapSchedule(ScheduleType.ITERATION, rates);
    ComputationGraph network = FusionNetwork.build(size, seed, new Adam(schedule));
    if (from != null) {
      ComputationGraph trained = ModelFiles.load(from);
      if (trained.numParams() != network.numParams()) {
        throw new IllegalArgumentException(
            "%s is another network: it has %,d parameters, not %,d"
                .formatted(from, trained.numParams(), network.numParams()));
      }
      network.setParams(trained.params());
    }
    return network;
  }

  /** Fills every photograph's holes of every kind in every way. */
  private void prepare(
      ImageSource images, List<FusionExample> training, List<FusionExample> validation) {
    Inpainter first = Inpainter.cifar10();
    images.open(0, images.size());
    try (ProgressBar bar = new ProgressBar("fillings", 4L * images.size())) {
      for (int i = 0; i < images.size(); i++) {
        BufferedImage picture = picture(images, i);
        int kind = 0;
        for (MaskGenerator masks : masks()) {
          long maskSeed = seed * 1_000_003 + 4L * i + kind++;
          Mask mask = masks.generate(images.height(), images.width(), maskSeed);
          FusionExample example = FusionExample.of(picture, mask, first);
          (i % VALIDATION == 1 ? validation : training).add(example);
          bar.step();
        }
      }
    }
  }

  private static BufferedImage picture(ImageSource images, int i) {
    int area = images.height() * images.width();
    byte[] rgb = new byte[3 * area];
    images.read(i, rgb);
    BufferedImage picture =
        new BufferedImage(images.width(), images.height(), BufferedImage.TYPE_INT_RGB);
    for (int k = 0; k < area; k++) {
      int colour = (rgb[k] & 255) << 16 | (rgb[area + k] & 255) << 8 | rgb[2 * area + k] & 255;
      picture.setRGB(k % images.width(), k / images.width(), colour);
    }
    return picture;
  }

  private static List<MaskGenerator> masks() {
    return List.of(
        Masks.scratches(),
        Masks.text(),
        Masks.blobs(20, 60, 0.05, 0.15),
        Masks.oneOf(
            Masks.brushStrokes(),
            Masks.blobs(30, 110, 0.05, 0.15),
            Masks.rectangles(),
            Masks.union(Masks.scratches(), Masks.text())));
  }

  private Map<String, String> settings(ImageSource images) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("command", "TrainFusion");
    settings.put("photographs", images.size() + ", SHA-256 " + Sha256.of(images));
    settings.put("size", images.height() + " x " + images.width() + ", crops of " + size);
    settings.put("batch", String.valueOf(batch));
    settings.put("learning rate", String.valueOf(learningRate));
    settings.put("steps", String.valueOf(steps));
    settings.put("seed", String.valueOf(seed));
    if (from != null) {
      settings.put("started from", "SHA-256 " + Sha256.of(from));
    }
    return settings;
  }

  private int train(
      ComputationGraph network,
      List<FusionExample> training,
      List<FusionExample> validation,
      Map<String, String> settings)
      throws IOException {
    System.out.printf(
        Locale.ROOT,
        "%d fillings to train on, %d to measure on: their mean has %.2f dB%n",
        training.size(),
        validation.size(),
        FusionExample.psnr(validation, null));
    AtomicBoolean stopped = new AtomicBoolean();
    SplittableRandom random = new SplittableRandom(seed);
    try (Interruption interruption = Interruption.asks(() -> stopped.set(true))) {
      for (int step = 1; step <= steps; step++) {
        network.fit(FusionExample.crops(training, batch, size, random));
        if (!Double.isFinite(network.score())) {
          throw new IllegalStateException(
              "the loss of step %d is %s: start again with a lower --lr and --from %s"
                  .formatted(step, network.score(), out.resolve("fusion.zip")));
        }
        if (step % save == 0 || step == steps || stopped.get()) {
          double psnr = FusionExample.psnr(validation, network);
          System.out.printf(Locale.ROOT, "step %,d: %.2f dB%n", step, psnr);
          Provenance provenance =
              Provenance.now(settings, 0, step, Map.of("validation PSNR on holes, dB", psnr));
          ModelFiles.save(network, out.resolve("fusion.zip"), false, provenance);
        }
        if (stopped.get()) {
          System.out.println("Stopped and saved: --from " + out.resolve("fusion.zip") + " goes on");
          return INTERRUPTED;
        }
      }
    }
    return 0;
  }
}
