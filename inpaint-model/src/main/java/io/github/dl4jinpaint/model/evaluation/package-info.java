/**
 * Measuring how well holes were filled: errors by region of the image, PSNR, SSIM.
 *
 * <p>{@link io.github.dl4jinpaint.model.evaluation.InpaintingErrors} measures anything that fills
 * holes, an {@link io.github.dl4jinpaint.model.evaluation.InpaintingMethod}.
 */
package io.github.dl4jinpaint.model.evaluation;
