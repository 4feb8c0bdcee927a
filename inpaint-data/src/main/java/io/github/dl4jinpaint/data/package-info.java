/**
 * Training data for inpainting: images, masks, and the DataVec reader that puts the two together.
 *
 * <p>{@link io.github.dl4jinpaint.data.cifar10.Cifar10} reads the official binary files and
 * downloads them when they aren't there, a {@link io.github.dl4jinpaint.data.mask.MaskGenerator}
 * makes a mask for every image, and {@link io.github.dl4jinpaint.data.InpaintingRecordReader}
 * yields triples:
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
 *
 * <p>{@link io.github.dl4jinpaint.data.mask.Masks} draws masks of every usual kind (brush strokes,
 * random walks, rectangles, scratches, text) and combines them; {@link
 * io.github.dl4jinpaint.data.mask.IrregularMasks} is the kind that the examples train with. {@link
 * io.github.dl4jinpaint.data.mask.MaskFolder} takes masks from a folder of images, {@link
 * io.github.dl4jinpaint.data.mask.MaskImage} reads a single one.
 *
 * <pre>{@code
 * .masks(Masks.oneOf(Masks.brushStrokes(), Masks.union(Masks.scratches(), Masks.text())))
 * .masks(MaskFolder.of(Path.of("masks"), HoleColor.BLACK).flippedAndTurned().resized())
 * }</pre>
 *
 * <p>Pictures of one's own come from an {@link io.github.dl4jinpaint.data.image.ImageFolder};
 * whatever implements {@link io.github.dl4jinpaint.data.image.ImageSource} will do. {@link
 * io.github.dl4jinpaint.data.InpaintingBatches} are made ahead by other threads. Training that
 * stopped goes on with the batches that it would have seen:
 *
 * <pre>{@code
 * var reader = InpaintingRecordReader.builder()
 *     .images(ImageFolder.of(Path.of("photos")).cropRandom(64)).shuffle(true).startAtEpoch(3).build();
 * graph.fit(reader.batches(100, 37));
 * }</pre>
 *
 * <p>Triples for another machine, or for Spark, are saved batch by batch in Deeplearning4j's own
 * form, which loses no bit; its {@code FileMultiDataSetIterator} (deeplearning4j-utility-iterators)
 * and {@code SparkComputationGraph.fitPathsMultiDataSet} read them. Files are read in the order in
 * which the file system lists them.
 *
 * <pre>{@code
 * var batches = reader.batches(100);
 * for (int i = 0; batches.hasNext(); i++) {
 *   batches.next().save(new File(folder, "batch-%05d.bin".formatted(i)));
 * }
 * graph.fit(new FileMultiDataSetIterator(folder));
 * }</pre>
 *
 * <p>The reader's single records are lists of {@link org.datavec.api.writable.NDArrayWritable},
 * which write and read themselves; DataVec's record writers for CSV, LibSVM and the like write text
 * or single numbers, not arrays.
 */
package io.github.dl4jinpaint.data;
