package io.github.dl4jinpaint.model.training;

import io.github.dl4jinpaint.model.ModelFiles;
import java.nio.file.Path;

/** Training was stopped, since its loss is no number any more or exploded. */
public final class TrainingDivergedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  private final transient Path lastCheckpoint;

  TrainingDivergedException(String message, Path lastCheckpoint) {
    super(message);
    this.lastCheckpoint = lastCheckpoint;
  }

  /** {@return the newest checkpoint, the network as it was before, for {@link ModelFiles#load}} */
  public Path lastCheckpoint() {
    return lastCheckpoint;
  }
}
