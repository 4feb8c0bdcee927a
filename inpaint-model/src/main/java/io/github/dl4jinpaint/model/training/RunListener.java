package io.github.dl4jinpaint.model.training;

import java.io.IOException;

/**
 * Hears how a run goes. What training does beside its steps are listeners, called in the order of
 * {@link TrainingRun}'s list; an exception of theirs ends the run.
 */
interface RunListener {

  /** Before the first step, of a run that starts or goes on. */
  default void begins(TrainingProgress progress) throws IOException {}

  /** After a step, which {@link TrainingProgress#batch} counts already. */
  default void stepDone(TrainingProgress progress, double loss) throws IOException {}

  /** After an epoch's last step, before the epoch counts. */
  default void epochTrained(TrainingProgress progress) throws IOException {}

  /** After an epoch, the last of {@link TrainingProgress#epochs}. */
  default void epochDone(TrainingProgress progress) throws IOException {}

  /** The run was asked to stop, amid an epoch. */
  default void stopped(TrainingProgress progress) throws IOException {}
}
