/**
 * Training a network in such a way that a run which was stopped or killed goes on exactly: {@link
 * io.github.dl4jinpaint.model.training.InpaintingTrainer}.
 *
 * <p>The loop is short, {@code TrainingRun}; what is done beside its steps are listeners on it:
 * {@code Validation}, {@code DivergenceCheck}, {@code BestModel}, {@code Checkpoints} and {@code
 * LossTables}. {@code RunFolder} knows the files of a run.
 *
 * <p>A checkpoint is a zip file with the entries of a model file as {@link
 * org.deeplearning4j.util.ModelSerializer} has them, {@code configuration.json} (with the counters
 * of steps and epochs), {@code coefficients.bin} and {@code updaterState.bin}; then {@code
 * provenance.json}, with the run's settings; and at last {@code training.json}: the epochs that are
 * done with their losses and errors, how many batches of the next one are, the sum of these
 * batches' losses, and the last hundred losses. Where {@code training.json} is and all checksums
 * are right, the checkpoint is whole.
 */
package io.github.dl4jinpaint.model.training;
