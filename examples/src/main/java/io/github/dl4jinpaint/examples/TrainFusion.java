package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.data.image.ImageFolder;
import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.data.internal.Progress;
import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.data.mask.MaskGenerator;
import io.github.dl4jinpaint.data.mask.Masks;
import io.github.dl4jinpaint.examples.command.Backend;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Interruption;
import io.github.dl4jinpaint.examples.command.Sha256;
import io.github.dl4jinpaint.examples.training.FusionOptions;
import io.github.dl4jinpaint.model.inpainting.FusionTrainer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
          + " and saves, and --from goes on from a file with its weights. The commands that fill"
          + " pictures take the file as --model, Inpainter.load too.",
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

  @Mixin private FusionOptions options = new FusionOptions();

  @Option(names = "--save", paramLabel = "N", description = "Steps between two savings.")
  private int save = 500;

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
    Commands.requirePositive(spec, "--save", save);
    options.check();
    Backend.report();
    ImageSource images = ImageFolder.of(photos).resize(height, height * 3 / 2);
    if (images.size() < 2) {
      throw new IllegalArgumentException(
          "%s has %d photographs; at least 2 are needed".formatted(photos, images.size()));
    }
    FusionTrainer trainer = options.trainer();
    fill(images, trainer);
    System.out.printf(
        Locale.ROOT,
        "%d fillings to train on, %d to measure on: their mean has %.2f dB%n",
        trainer.examples(),
        trainer.validationExamples(),
        trainer.psnrOfMean());
    return train(trainer, settings(images));
  }

  /** Fills every photograph's holes of every kind in every way. */
  private void fill(ImageSource images, FusionTrainer trainer) {
    images.open(0, images.size());
    try (ProgressBar bar = Progress.of("fillings", 4L * images.size()).build()) {
      for (int i = 0; i < images.size(); i++) {
        BufferedImage picture = Pictures.toImage(images, i);
        int kind = 0;
        for (MaskGenerator masks : masks()) {
          long seed = options.seed() * 1_000_003 + 4L * i + kind++;
          Mask mask = masks.generate(images.height(), images.width(), seed);
          if (i % VALIDATION == 1) {
            trainer.addValidation(picture, mask);
          } else {
            trainer.add(picture, mask);
          }
          bar.step();
        }
      }
    }
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
    settings.put("size", images.height() + " x " + images.width());
    settings.putAll(options.settings());
    return settings;
  }

  private int train(FusionTrainer trainer, Map<String, String> settings) throws IOException {
    Path file = out.resolve("fusion.zip");
    AtomicBoolean stopped = new AtomicBoolean();
    try (Interruption interruption = Interruption.asks(() -> stopped.set(true))) {
      for (int step = 1; step <= options.steps(); step++) {
        step(trainer, file);
        if (step % save == 0 || step == options.steps() || stopped.get()) {
          System.out.printf(Locale.ROOT, "step %,d: %.2f dB%n", step, trainer.psnr());
          trainer.save(file, settings);
        }
        if (stopped.get()) {
          System.out.println("Stopped and saved: --from " + file + " goes on");
          return INTERRUPTED;
        }
      }
    }
    return 0;
  }

  private static void step(FusionTrainer trainer, Path file) {
    try {
      trainer.step();
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "%s: start again with a lower --lr and --from %s".formatted(e.getMessage(), file), e);
    }
  }
}
