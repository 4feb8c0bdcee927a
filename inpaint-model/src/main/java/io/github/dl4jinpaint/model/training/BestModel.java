package io.github.dl4jinpaint.model.training;

import io.github.dl4jinpaint.model.ModelFiles;
import java.io.IOException;

/** Keeps the best network. */
final class BestModel implements RunListener {

  private final RunFolder folder;

  BestModel(RunFolder folder) {
    this.folder = folder;
  }

  @Override
  public void epochDone(TrainingProgress progress) throws IOException {
    if (progress.isBest()) {
      ModelFiles.save(progress.network(), folder.model(), false, progress.provenance());
    }
  }
}
