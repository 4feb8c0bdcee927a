package io.github.dl4jinpaint.model.evaluation;

/** The part of an image that a {@link Metric} looks at. */
public enum Region {
  /** All pixels of the raw prediction, copied and invented ones: the report's figure. */
  ALL_PIXELS("raw"),

  /** The holes alone: what tells whether a method inpaints. */
  HOLES("holes"),

  /** All pixels of the composite: the target's valid pixels and the prediction's holes. */
  COMPOSITE("composite");

  private final String label;

  Region(String label) {
    this.label = label;
  }

  /** {@return the name in tables} */
  public String label() {
    return label;
  }
}
