package io.github.dl4jinpaint.examples;

/** Placeholder main. */
public final class QuickStart {
  private QuickStart() {}
}
