/**
 * Filling and training on a Spark cluster, for when one machine is not enough. Part of Maven's
 * profile {@code spark} only.
 */
package io.github.dl4jinpaint.examples.spark;
