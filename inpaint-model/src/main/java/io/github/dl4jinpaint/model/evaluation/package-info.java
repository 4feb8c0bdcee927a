/**
 * Measuring how well holes are filled: {@link io.github.dl4jinpaint.model.evaluation.Metric} ×
 * {@link io.github.dl4jinpaint.model.evaluation.Region} × {@link
 * io.github.dl4jinpaint.model.evaluation.InpaintingMethod}.
 *
 * <p>An {@link io.github.dl4jinpaint.model.evaluation.Evaluator} fills the same holes of the same
 * images with several methods; what it measured is one {@link
 * io.github.dl4jinpaint.model.evaluation.Evaluation}, over all images, by hole ratio, by group and
 * for every image. Methods are functions of a batch, metrics small classes: {@link
 * io.github.dl4jinpaint.model.evaluation.StandardMetric} has the usual ones, {@link
 * io.github.dl4jinpaint.model.evaluation.FeatureMetric} tells how a filling looks, {@link
 * io.github.dl4jinpaint.model.evaluation.OpenCvInpainting} and {@link
 * io.github.dl4jinpaint.model.evaluation.ShiftMap} are classical methods to compare with.
 */
package io.github.dl4jinpaint.model.evaluation;
