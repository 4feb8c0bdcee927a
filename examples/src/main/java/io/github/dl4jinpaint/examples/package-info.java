/**
 * Mains that show what the libraries do, each of which runs from an IDE without arguments and tells
 * with {@code --help} what it takes: {@link io.github.dl4jinpaint.examples.QuickStart} fills holes
 * with the model that ships, {@link io.github.dl4jinpaint.examples.TrainCifar10} trains a model of
 * one's own, {@link io.github.dl4jinpaint.examples.PartialConvInYourGraph} puts the layer into a
 * classifier.
 */
package io.github.dl4jinpaint.examples;
