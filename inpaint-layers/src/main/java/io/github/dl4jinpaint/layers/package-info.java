/**
 * Partial convolution for Deeplearning4j: layers that look at valid pixels only, and that stand in
 * any network where a convolution could.
 *
 * <p>{@link io.github.dl4jinpaint.layers.PartialConvolution2D} is the layer for images, {@link
 * io.github.dl4jinpaint.layers.PartialConvolution1D} that for time series with gaps, {@link
 * io.github.dl4jinpaint.layers.PartialConvolution3D} that for volumes with holes. {@link
 * io.github.dl4jinpaint.layers.MaskedMergeVertex} is the vertex that concatenates feature maps of
 * images whose masks differ, as a U-Net's skip connections do. All work on Deeplearning4j's own
 * mask arrays: give the mask as the features mask of a {@code MultiDataSet} (or to {@code
 * output(train, features, masks)}) and it travels beside the activations.
 *
 * <p>A mask is an array [minibatch, 1, height, width], of volumes [minibatch, 1, depth, height,
 * width], of time series [minibatch, length]: 1 where a pixel, voxel or step is valid, 0 where it
 * is a hole. Between 0 and 1 it is the share of valid channels; all holes of the features are zero
 * then. Without a mask everything is valid, and only the zero padding counts as holes.
 *
 * <p>Source of the mathematics: G. Liu, F. A. Reda, K. J. Shih, T.-C. Wang, A. Tao, B. Catanzaro,
 * <i>Image Inpainting for Irregular Holes Using Partial Convolutions</i>, ECCV 2018.
 */
package io.github.dl4jinpaint.layers;
