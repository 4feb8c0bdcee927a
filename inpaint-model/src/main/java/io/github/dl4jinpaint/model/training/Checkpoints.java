package io.github.dl4jinpaint.model.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes checkpoints, and removes the oldest ones. */
final class Checkpoints implements RunListener {

  private final RunFolder folder;
  private final int keep;

  /**
   * Writes into a folder.
   *
   * @param keep how many of the newest ones stay
   */
  Checkpoints(RunFolder folder, int keep) {
    this.folder = folder;
    this.keep = keep;
  }

  /** A run that is killed amid its first epoch goes on from here. */
  @Override
  public void begins(TrainingProgress progress) throws IOException {
    if (progress.isNew()) {
      write(progress);
    }
  }

  @Override
  public void epochDone(TrainingProgress progress) throws IOException {
    write(progress);
  }

  @Override
  public void stopped(TrainingProgress progress) throws IOException {
    write(progress);
  }

  private void write(TrainingProgress progress) throws IOException {
    Path file = folder.checkpoint(progress.epochs().size(), progress.batch());
    progress.checkpoint().write(file);
    for (Path old : folder.checkpoints().stream().skip(keep).toList()) {
      Files.delete(old);
    }
  }
}
