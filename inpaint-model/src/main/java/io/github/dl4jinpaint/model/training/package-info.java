/**
 * Training that loses nothing: a run's folder with its checkpoints, its best network and its
 * losses, from which a run that was stopped or killed goes on.
 *
 * <p>{@link io.github.dl4jinpaint.model.training.InpaintingTrainer} is where to begin.
 */
package io.github.dl4jinpaint.model.training;
