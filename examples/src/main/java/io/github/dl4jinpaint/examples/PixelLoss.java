package io.github.dl4jinpaint.examples;

/** The term of a loss that compares pixels. */
enum PixelLoss {
  /** Mean absolute error. */
  l1,

  /** Mean squared error. */
  l2
}
