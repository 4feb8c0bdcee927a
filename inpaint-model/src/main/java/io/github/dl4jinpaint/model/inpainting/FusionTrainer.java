package io.github.dl4jinpaint.model.inpainting;

import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.Provenance;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * Trains the network that makes one filling of several, as {@link Inpainter#pretrained()} has one:
 * complete pictures are damaged and filled in every way, and the network learns what the mean of
 * the fillings lacks.
 *
 * <pre>{@code
 * FusionTrainer trainer = new FusionTrainer(10_000, 12, 96, 0.0006, 42);
 * trainer.add(picture, mask);             // and many more
 * trainer.addValidation(another, mask);
 * for (int i = 0; i < 10_000; i++) {
 *   trainer.step();
 * }
 * trainer.save(Path.of("fusion.zip"), Map.of("photographs", "mine"));
 * }</pre>
 *
 * <p>The same pictures in the same order, settings and seed give the same network on the same
 * machine.
 */
public final class FusionTrainer {

  /** A crop's height and width are a multiple of this. */
  public static final int CROP_MULTIPLE = FusionNetwork.DOWNSAMPLING;

  private final List<FusionExample> training = new ArrayList<>();
  private final List<FusionExample> validation = new ArrayList<>();
  private final ComputationGraph network;
  private final int batch;
  private final int crop;
  private final SplittableRandom random;
  private int done;

  /**
   * A trainer without pictures.
   *
   * @param steps in all, at least 1; the learning rate falls to a third after half of them and to a
   *     tenth after four fifths
   * @param batch crops in a step, at least 1
   * @param crop height and width of the crops, a multiple of {@link #CROP_MULTIPLE}
   * @param learningRate Adam's at first, above 0
   * @param seed of the initial weights and of the crops
   * @throws IllegalArgumentException where a value is out of bounds
   */
  public FusionTrainer(int steps, int batch, int crop, double learningRate, long seed) {
    require(steps > 0, "steps must be above 0, got " + steps);
    require(batch > 0, "batch must be above 0, got " + batch);
    require(learningRate > 0, "learningRate must be above 0, got " + learningRate);
    require(
        crop > 0 && crop % CROP_MULTIPLE == 0,
        "crop must be a multiple of %d, got %d".formatted(CROP_MULTIPLE, crop));
    // One step may be all there is: later rates take the place of earlier ones.
    Map<Integer, Double> rates = new TreeMap<>();
    rates.put(0, learningRate);
    rates.put(steps / 2, learningRate / 3);
    rates.put(steps * 4 / 5, learningRate / 10);
    Adam adam = new Adam(new MapSchedule(ScheduleType.ITERATION, rates));
    this.network = FusionNetwork.build(crop, seed, adam);
    this.batch = batch;
    this.crop = crop;
    this.random = new SplittableRandom(seed);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /**
   * Starts with the weights of a file that {@link #save} wrote.
   *
   * @param file a model
   * @throws IOException where it can't be read
   * @throws IllegalArgumentException where it is of another network
   */
  public void startFrom(Path file) throws IOException {
    ComputationGraph trained = ModelFiles.load(file);
    require(
        trained.numParams() == network.numParams(),
        "%s is another network: it has %,d parameters, not %,d"
            .formatted(file, trained.numParams(), network.numParams()));
    network.setParams(trained.params());
  }

  /**
   * Fills holes in a picture in every way, to train on.
   *
   * @param complete the picture, some megapixels at most
   * @param mask of its size, with holes
   */
  public void add(BufferedImage complete, Mask mask) {
    training.add(FusionExample.of(complete, mask));
  }

  /**
   * Fills holes in a picture in every way, to measure on.
   *
   * @param complete the picture, some megapixels at most; one that isn't trained on
   * @param mask of its size, with holes
   */
  public void addValidation(BufferedImage complete, Mask mask) {
    validation.add(FusionExample.of(complete, mask));
  }

  /** {@return how many fillings there are to train on} */
  public int examples() {
    return training.size();
  }

  /** {@return how many fillings there are to measure on} */
  public int validationExamples() {
    return validation.size();
  }

  /**
   * Trains on crops around holes, drawn at random.
   *
   * @return the loss
   * @throws IllegalStateException where there is nothing to train on, or the loss is no finite
   *     number
   */
  public double step() {
    if (training.isEmpty()) {
      throw new IllegalStateException("add(…) has to give pictures to train on");
    }
    network.fit(FusionExample.crops(training, batch, crop, random));
    done++;
    if (!Double.isFinite(network.score())) {
      throw new IllegalStateException("the loss of step %d is %s".formatted(done, network.score()));
    }
    return network.score();
  }

  /** {@return the mean PSNR over the holes of what is measured on, dB} */
  public double psnr() {
    return FusionExample.psnr(validation, network);
  }

  /** {@return the same of the mean of the harmonic and the biharmonic filling, dB} */
  public double psnrOfMean() {
    return FusionExample.psnr(validation, null);
  }

  /**
   * Writes the network beside the file's place and moves it there.
   *
   * @param file to write
   * @param settings what its provenance tells of how it was trained
   * @throws IOException where it can't be written
   */
  public void save(Path file, Map<String, String> settings) throws IOException {
    Map<String, Double> errors = Map.of("validation PSNR on holes, dB", psnr());
    ModelFiles.save(network, file, false, Provenance.now(settings, 0, done, errors));
  }
}
