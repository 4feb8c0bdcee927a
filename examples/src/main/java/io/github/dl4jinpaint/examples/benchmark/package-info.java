/** Mains that time training, inference, the layer alone, data, and the filling of pictures. */
package io.github.dl4jinpaint.examples.benchmark;
