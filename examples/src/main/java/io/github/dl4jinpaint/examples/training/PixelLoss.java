package io.github.dl4jinpaint.examples.training;

/** The term of a loss that compares pixels. */
public enum PixelLoss {
  /** Mean absolute error. */
  l1,

  /** Mean squared error. */
  l2
}
