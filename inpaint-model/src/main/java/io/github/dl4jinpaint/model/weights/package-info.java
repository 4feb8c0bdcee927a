/** Weights in and out: networks that were trained with PyTorch work here, and ours there. */
package io.github.dl4jinpaint.model.weights;
