/**
 * Filling the holes of pictures of any size with a trained network.
 *
 * <p>{@link io.github.dl4jinpaint.model.inpainting.Inpainter} is where to begin.
 */
package io.github.dl4jinpaint.model.inpainting;
