/**
 * Masks: which pixels of an image are valid (1) and which are holes (0).
 *
 * <p>{@link io.github.dl4jinpaint.data.mask.Mask} is the one value for a mask. {@link
 * io.github.dl4jinpaint.data.mask.MaskGenerator} makes masks from seeds: {@link
 * io.github.dl4jinpaint.data.mask.Masks} draws every usual kind (brush strokes, random walks,
 * rectangles, scratches, text) and combines them, {@link
 * io.github.dl4jinpaint.data.mask.IrregularMasks} is the kind that the examples train with, {@link
 * io.github.dl4jinpaint.data.mask.MaskFolder} takes them from a folder of image files. {@link
 * io.github.dl4jinpaint.data.mask.MaskImage} reads a single one, and {@link
 * io.github.dl4jinpaint.data.mask.MaskInPicture} finds one in the picture itself: painted over it
 * in a colour, or erased from it.
 *
 * <pre>{@code
 * .masks(Masks.oneOf(Masks.brushStrokes(), Masks.union(Masks.scratches(), Masks.text())))
 * .masks(MaskFolder.of(Path.of("masks"), HoleColor.BLACK).flippedAndTurned().resized())
 * }</pre>
 */
package io.github.dl4jinpaint.data.mask;
