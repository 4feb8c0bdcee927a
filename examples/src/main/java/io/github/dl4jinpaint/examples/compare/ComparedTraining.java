package io.github.dl4jinpaint.examples.compare;

import io.github.dl4jinpaint.data.InpaintingBatches;
import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.model.Provenance;
import io.github.dl4jinpaint.model.training.InpaintingTrainer;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * What every network of a comparison is trained with: the same images in the same order, the same
 * masks, as many epochs.
 *
 * @param images to train on
 * @param masks fresh ones in every epoch
 * @param epochs how often to go through the images
 * @param seed of weights, masks and order
 */
public record ComparedTraining(ImageSource images, HoleShape masks, int epochs, long seed) {

  private static final int BATCH = 100;

  /**
   * Trains a network, or goes on where an earlier run ended; one that is done is read only.
   *
   * @param network to train
   * @param folder the network's own
   * @throws IllegalArgumentException where the folder's network was trained otherwise
   */
  public ComputationGraph train(ComparedNetwork network, Path folder) throws IOException {
    Optional<Provenance> begun = progress(folder);
    int done = begun.map(Provenance::epochs).orElse(0);
    if (done > epochs) {
      throw new IllegalArgumentException(
          "The network in %s was trained for %d epochs, more than %d: choose another folder"
              .formatted(folder, done, epochs));
    }
    System.out.printf("%s: %s%n", name(folder), told(done));
    InpaintingTrainer trainer = trainer(network, folder);
    return (begun.isPresent() ? trainer.resume() : trainer.start(network.build(seed))).network();
  }

  private String name(Path folder) {
    return masks + "/" + folder.getFileName();
  }

  private String told(int done) {
    if (done == epochs) {
      return "trained already";
    }
    return done == 0 ? "training" : "going on after epoch " + done;
  }

  private static Optional<Provenance> progress(Path folder) throws IOException {
    try {
      return Optional.of(InpaintingTrainer.progress(folder));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private InpaintingTrainer trainer(ComparedNetwork network, Path folder) {
    long start = System.nanoTime();
    return InpaintingTrainer.builder(folder)
        .training((epoch, batch) -> batches(network, epoch, batch))
        .epochs(epochs)
        .keep(1)
        .setting("network", network)
        .setting("images", images.size())
        .setting("masks", masks)
        .setting("batch", BATCH)
        .setting("seed", seed)
        .onEpoch(
            (trained, all) ->
                System.out.printf(
                    Locale.ROOT,
                    "%s: epoch %d/%d, training loss %.5f, %.0f s%n",
                    name(folder),
                    all.size(),
                    epochs,
                    all.get(all.size() - 1).trainingLoss(),
                    (System.nanoTime() - start) / 1e9))
        .build();
  }

  private InpaintingBatches batches(ComparedNetwork network, int epoch, int batch) {
    InpaintingBatches batches =
        Cifar10Triples.training(images, masks, seed, epoch).batches(BATCH, batch);
    batches.setPreProcessor(network::prepare);
    return batches;
  }
}
