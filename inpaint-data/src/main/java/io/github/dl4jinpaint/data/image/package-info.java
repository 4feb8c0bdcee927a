/**
 * Pictures: reading them, and making images of one size from them.
 *
 * <p>{@link io.github.dl4jinpaint.data.image.ImageSource} is what a reader takes its images from;
 * {@link io.github.dl4jinpaint.data.image.ImageFolder} is the one for a folder of pictures of any
 * size and format.
 *
 * <pre>{@code
 * ImageSource photos = ImageFolder.of(Path.of("photos")).cropRandom(64).flippedAtRandom();
 * }</pre>
 */
package io.github.dl4jinpaint.data.image;
