/**
 * What the networks are compared with, and on: OpenCV's methods, networks of the works that the
 * report names, CIFAR-10's triples, photographs and their damages.
 */
package io.github.dl4jinpaint.examples.compare;
