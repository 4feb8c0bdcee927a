package io.github.dl4jinpaint.model.inpainting;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What came out of filling the holes of images.
 *
 * @param prediction what the network put out for every pixel, [minibatch, 3, height, width], values
 *     in [0, 1]
 * @param composite the image's valid pixels, exactly as they were, and the prediction's holes, of
 *     the same shape. The holes are joined to the valid pixels: the network's error at these, which
 *     is known, is taken off the holes' margins.
 */
public record Inpainting(INDArray prediction, INDArray composite) {}
