package io.github.dl4jinpaint.examples.training;

import io.github.dl4jinpaint.data.InpaintingRecordReader;
import io.github.dl4jinpaint.model.training.InpaintingTrainer;
import java.io.IOException;
import java.io.Serializable;

/** Where a command trains its network: in this process, or with workers elsewhere. */
public interface TrainingPlace {

  /** In this process. */
  TrainingPlace HERE =
      new TrainingPlace() {
        @Override
        public int workers() {
          return 1;
        }

        @Override
        public void tell(InpaintingTrainer.Builder trainer, Data data) {
          trainer.training((epoch, first) -> data.readers().at(epoch).batches(data.batch(), first));
        }
      };

  /** Makes a reader of training data that is at an epoch's beginning; may be sent elsewhere. */
  @FunctionalInterface
  interface Readers extends Serializable {
    InpaintingRecordReader at(int epoch);
  }

  /**
   * What to train on.
   *
   * @param images in an epoch
   * @param batch images in a batch
   * @param sha256 of the images
   */
  record Data(Readers readers, int images, int batch, String sha256) {}

  /** {@return how many train at once, each on a batch of its own} */
  int workers();

  /** Tells a trainer what does the training, and on what. */
  void tell(InpaintingTrainer.Builder trainer, Data data) throws IOException;
}
