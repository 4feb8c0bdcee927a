/**
 * Mains that show what the libraries do, and tell with {@code --help} what they take. They run from
 * an IDE without arguments, but for those that need pictures of yours: {@link
 * io.github.dl4jinpaint.examples.QuickStart} fills holes with the model that ships, {@link
 * io.github.dl4jinpaint.examples.InpaintImages} and {@link
 * io.github.dl4jinpaint.examples.InpaintServer} fill pictures of one's own, {@link
 * io.github.dl4jinpaint.examples.TrainCifar10} and {@link
 * io.github.dl4jinpaint.examples.TrainPhotos} train models, {@link
 * io.github.dl4jinpaint.examples.EvaluateCifar10}, {@link
 * io.github.dl4jinpaint.examples.EvaluatePhotos} and {@link
 * io.github.dl4jinpaint.examples.CompareMethods} measure, {@link
 * io.github.dl4jinpaint.examples.ImportWeights} and {@link
 * io.github.dl4jinpaint.examples.ExportWeights} take weights from PyTorch and give them to it,
 * {@link io.github.dl4jinpaint.examples.PartialConvInYourGraph} puts the layer into a classifier.
 */
package io.github.dl4jinpaint.examples;
