/**
 * Partial convolution for Deeplearning4j: layers that look at valid pixels only, and that stand in
 * any network where a convolution could.
 *
 * <p>{@link io.github.dl4jinpaint.layers.PartialConvolution2D} is the layer for images, {@link
 * io.github.dl4jinpaint.layers.PartialConvolution1D} that for time series with gaps, {@link
 * io.github.dl4jinpaint.layers.PartialConvolution3D} that for volumes with holes. {@link
 * io.github.dl4jinpaint.layers.MaskedMergeVertex} is the vertex that concatenates features of any
 * of these whose masks differ, as a U-Net's skip connections do. All work on Deeplearning4j's own
 * mask arrays: give the mask as the features mask of a {@code MultiDataSet} (or to {@code
 * output(train, features, masks)}) and it travels beside the activations.
 *
 * <p>A mask is an array [minibatch, 1, height, width], of volumes [minibatch, 1, depth, height,
 * width], of time series [minibatch, length]: 1 where a pixel, voxel or step is valid, 0 where it
 * is a hole. Between 0 and 1 it is the share of valid channels; all holes of the features are zero
 * then. So threshold a mask that was resized. Without a mask everything is valid, and only the zero
 * padding counts as holes.
 *
 * <p>Holes must hold finite numbers, 0 for instance: features are multiplied by the mask, and NaN
 * times 0 is NaN, in the output and soon in the weights. Series whose gaps are stored as NaN are
 * made ready in one line:
 *
 * <pre>{@code
 * BooleanIndexing.replaceWhere(features, 0, Conditions.isNan());
 * }</pre>
 *
 * <p>Images in float on a CPU are computed by oneDNN called directly, where {@code
 * org.bytedeco:dnnl} and its natives are on the class path. All else is computed by ND4J's
 * operations, with the same results to rounding. The system property {@code dl4jinpaint.onednn} set
 * to {@code false} leaves everything to ND4J.
 *
 * <p>A layer that was given a mask hands one on, all ones once nothing is missing, until a layer
 * with {@code maskOutput(false)} ends it. So it doesn't depend on a batch's holes whether layers
 * behind take the mask: those that don't refuse the first one. (Deeplearning4j doesn't tell a layer
 * at building what follows it.)
 *
 * <p>Stock layers and vertices between partial convolutions, with a mask of 0 and 1 as they hand it
 * on. Behind a MaskedMergeVertex with masks, whose own may be a share, none of these goes: a
 * partial convolution has to follow, with nothing between but {@link
 * io.github.dl4jinpaint.layers.MaskedUpsampling2D} or another MaskedMergeVertex; the first mask is
 * refused where others do. Series and volumes are merged first and up-sampled in the convolution
 * behind. "As it is" means that a layer goes; a frozen layer or vertex is as the one inside.
 *
 * <table>
 *   <caption>What happens to features and mask of images</caption>
 *   <tr><th>stock</th><th>features and mask</th><th>use</th></tr>
 *   <tr><td>ConvolutionLayer, DepthwiseConvolution2D, SeparableConvolution2D</td><td>sees holes as
 *       the numbers that they hold; the mask is 1 where the window held a valid pixel, unchanged in
 *       mode Same with stride 1</td><td>PartialConvolution2D where holes shall not be seen</td></tr>
 *   <tr><td>LocallyConnected2D of mode Same and stride 1</td><td>sees holes as the numbers that they
 *       hold; the mask is unchanged</td><td>as it is</td></tr>
 *   <tr><td>SubsamplingLayer</td><td>pools the holes' numbers as well; the mask is 1 where the
 *       window held a valid pixel. PNORM makes all weights NaN where a window is all zeros, as
 *       those of holes are</td><td>stride</td></tr>
 *   <tr><td>Upsampling2D</td><td>the mask doesn't follow; the next partial convolution refuses it</td><td>upsample
 *       of PartialConvolution2D; {@link io.github.dl4jinpaint.layers.MaskedUpsampling2D} where a
 *       merge comes before the convolution</td></tr>
 *   <tr><td>ZeroPaddingLayer, Cropping2D, PoolHelperVertex, Deconvolution2D of another output size,
 *       SpaceToDepthLayer, SpaceToBatchLayer</td><td>the mask doesn't follow; the next partial
 *       convolution refuses it</td><td>padding and stride of PartialConvolution2D; crop before the
 *       network</td></tr>
 *   <tr><td>BatchNormalization, LocalResponseNormalization, ActivationLayer, PReLULayer</td><td>holes
 *       count like any pixel and may get values, which the next partial convolution doesn't see;
 *       the mask is unchanged</td><td>as it is, or batchNormalization and activation of
 *       PartialConvolution2D: the same in fewer passes</td></tr>
 *   <tr><td>MaskLayer</td><td>sets holes to zero; the mask is unchanged</td><td>as it is</td></tr>
 *   <tr><td>DropoutLayer</td><td>fails on the mask's shape</td><td>dropOut of the layer behind</td></tr>
 *   <tr><td>GlobalPoolingLayer</td><td>pools valid pixels only; the mask ends. An example that is
 *       all hole has no mean and no maximum: NaN or -∞ there, and all weights are NaN after it in
 *       training (with PNORM as well, not with SUM)</td><td>as it is, without such examples; SUM;
 *       maskOutput(false) before to pool all pixels</td></tr>
 *   <tr><td>DenseLayer, OutputLayer, LossLayer and others that take rows of numbers</td><td>CnnToFeedForwardPreProcessor
 *       refuses the mask, but for one of a single pixel, which goes on as one of
 *       examples</td><td>GlobalPoolingLayer or maskOutput(false) before</td></tr>
 *   <tr><td>PrimaryCapsules and other capsules</td><td>the loss behind fails on the mask's
 *       shape</td><td>maskOutput(false) before</td></tr>
 *   <tr><td>CnnLossLayer</td><td>leaves out what is still a hole</td><td>maskOutput(false) before to
 *       count all pixels; {@link io.github.dl4jinpaint.layers.MaskOfVertex} between for the
 *       network's own mask</td></tr>
 *   <tr><td>Yolo2OutputLayer</td><td>counts all pixels</td><td>as it is</td></tr>
 *   <tr><td>MergeVertex</td><td>hands on a BOOL mask, 1 where any input is valid; refused</td><td>{@link
 *       io.github.dl4jinpaint.layers.MaskedMergeVertex}</td></tr>
 *   <tr><td>ElementWiseVertex</td><td>holes take part with their numbers, 0 behind a partial
 *       convolution without batch normalisation whose activation function keeps 0; the mask is 1
 *       where any input is valid</td><td>as it is</td></tr>
 *   <tr><td>StackVertex, and UnstackVertex behind one</td><td>every example keeps its mask; fails
 *       where some inputs have masks and others none</td><td>as it is, with a mask of ones where
 *       nothing is missing</td></tr>
 *   <tr><td>ScaleVertex, ShiftVertex, L2NormalizeVertex, SubsetVertex</td><td>holes count like any
 *       pixel; the mask is unchanged. SubsetVertex tells those behind a wrong number of channels
 *       but for one channel</td><td>as it is; SubsetVertex of several channels in a network without
 *       input types</td></tr>
 *   <tr><td>ReshapeVertex</td><td>makes the mask a column, which is refused, unless it is told the
 *       mask's shape</td><td>as it is, with the mask's shape</td></tr>
 *   <tr><td>PreprocessorVertex</td><td>the mask is what the preprocessor makes of it</td><td>as it
 *       is</td></tr>
 * </table>
 *
 * <table>
 *   <caption>What happens to time series' mask</caption>
 *   <tr><th>stock</th><th>mask</th><th>use</th></tr>
 *   <tr><td>Convolution1DLayer, Subsampling1DLayer</td><td>1 where the window held a valid
 *       step</td><td>PartialConvolution1D where holes shall not be seen</td></tr>
 *   <tr><td>LocallyConnected1D of mode Same, ActivationLayer, DenseLayer, MaskLayer, LSTM, SimpleRnn,
 *       Bidirectional</td><td>unchanged</td><td>as it is</td></tr>
 *   <tr><td>Upsampling1D, ZeroPadding1DLayer, Cropping1D</td><td>doesn't follow; the next partial
 *       convolution refuses it</td><td>upsample, padding and stride of PartialConvolution1D</td></tr>
 *   <tr><td>DropoutLayer</td><td>fails on the mask's shape</td><td>dropOut of the layer behind</td></tr>
 *   <tr><td>BatchNormalization</td><td>fails in training, without a mask as well</td><td>batchNormalization
 *       of PartialConvolution1D</td></tr>
 *   <tr><td>GlobalPoolingLayer, LastTimeStep</td><td>ends: all valid steps are pooled, the last valid
 *       one is taken</td><td>as it is</td></tr>
 *   <tr><td>RnnLossLayer</td><td>leaves out what is still a hole</td><td>as it is</td></tr>
 *   <tr><td>RnnOutputLayer</td><td>the loss counts holes</td><td>a labels mask</td></tr>
 * </table>
 *
 * <table>
 *   <caption>What happens to volumes' mask</caption>
 *   <tr><th>stock</th><th>mask</th><th>use</th></tr>
 *   <tr><td>ActivationLayer</td><td>unchanged</td><td>as it is</td></tr>
 *   <tr><td>Subsampling3DLayer, Deconvolution3D</td><td>doesn't follow; the next partial convolution
 *       refuses it</td><td>stride and upsample of PartialConvolution3D</td></tr>
 *   <tr><td>Convolution3D, Upsampling3D, ZeroPadding3DLayer, Cropping3D</td><td>call their output
 *       NDHWC whatever it is; the next partial convolution refuses that at building</td><td>PartialConvolution3D
 *       and its settings</td></tr>
 *   <tr><td>BatchNormalization</td><td>takes no volumes</td><td>batchNormalization of
 *       PartialConvolution3D</td></tr>
 *   <tr><td>DropoutLayer, MaskLayer</td><td>fail on the mask's shape</td><td>dropOut of the layer
 *       behind</td></tr>
 *   <tr><td>DenseLayer, OutputLayer, GlobalPoolingLayer</td><td>fail on the mask's shape</td><td>maskOutput(false)
 *       before</td></tr>
 *   <tr><td>Cnn3DLossLayer</td><td>leaves out what is still a hole</td><td>maskOutput(false) before to
 *       count all voxels</td></tr>
 * </table>
 *
 * <p>Dropout sets inputs to zero before they are masked: a dropped value is a valid zero. Of
 * several layers that take the same features, Deeplearning4j lets a stock one drop in place where
 * it comes last, though those before need them again for their gradients, stock layers and partial
 * convolutions alike: put an ActivationLayer with the identity before its dropout. {@code
 * setLearningRate} of a network and {@code FineTuneConfiguration} pass SameDiff layers over, such
 * as the partial convolution, and {@code nOutReplace} fails on them. Give the updater a schedule,
 * or call {@code getUpdater().setLrAndSchedule(rate, null)} on the configuration of every partial
 * convolution and then {@code setLearningRate(rate)} on the network; replace a layer by removing
 * and adding it.
 *
 * <p>Source of the mathematics: G. Liu, F. A. Reda, K. J. Shih, T.-C. Wang, A. Tao, B. Catanzaro,
 * <i>Image Inpainting for Irregular Holes Using Partial Convolutions</i>, ECCV 2018.
 */
package io.github.dl4jinpaint.layers;
