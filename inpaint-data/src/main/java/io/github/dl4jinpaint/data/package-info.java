/**
 * Training data for inpainting: images, masks of irregular holes, and the DataVec reader that puts
 * the two together.
 *
 * <p>{@link io.github.dl4jinpaint.data.Cifar10} reads the official binary files and downloads them
 * when they aren't there, {@link io.github.dl4jinpaint.data.IrregularMasks} draws a mask for every
 * image, and {@link io.github.dl4jinpaint.data.InpaintingRecordReader} yields triples:
 *
 * <table>
 * <caption>A triple; N is 1 for a single record</caption>
 * <tr><th>array</th><th>shape</th><th>values</th></tr>
 * <tr><td>masked image</td><td>[N, 3, height, width]</td><td>target × mask</td></tr>
 * <tr><td>mask</td><td>[N, 1, height, width]</td><td>1 valid, 0 hole</td></tr>
 * <tr><td>target</td><td>[N, 3, height, width]</td><td>red, green, blue in [0, 1]</td></tr>
 * </table>
 *
 * <pre>{@code
 * var reader = InpaintingRecordReader.builder()
 *     .images(Cifar10.train().limit(10_000))
 *     .masks(IrregularMasks.withHoleRatio(0.05, 0.50))
 *     .seed(42)
 *     .build();
 * graph.fit(reader.batches(100), 10);
 * }</pre>
 */
package io.github.dl4jinpaint.data;
