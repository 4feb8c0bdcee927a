/**
 * Inpainting networks of partial convolutions: building, training, saving and loading them, filling
 * holes with them, and measuring how well they do.
 *
 * <p>{@link io.github.dl4jinpaint.model.PartialConvUNet} builds the networks, {@link
 * io.github.dl4jinpaint.model.training.InpaintingTrainer} trains them, {@link
 * io.github.dl4jinpaint.model.inpainting.Inpainter} fills the holes of pictures with one, {@link
 * io.github.dl4jinpaint.model.evaluation.Evaluator} compares the results with the complete
 * pictures, {@link io.github.dl4jinpaint.model.weights.WeightFiles} takes networks from PyTorch and
 * gives them to it.
 *
 * <p>Images are [minibatch, 3, height, width], RGB, values in [0, 1]; masks are [minibatch, 1,
 * height, width], 1 where a pixel is valid, 0 where it is a hole.
 */
package io.github.dl4jinpaint.model;
