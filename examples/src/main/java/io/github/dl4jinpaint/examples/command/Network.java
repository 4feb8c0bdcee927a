package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.model.PartialConvUNet;

/** The networks to choose from on a command line. */
public enum Network {
  /** The report's network 1. */
  table1,

  /** The report's network 2. */
  table2,

  /** The paper's network, for images of 256 × 256 pixels and multiples of it. */
  liu2018;

  public PartialConvUNet.Builder builder() {
    return switch (this) {
      case table1 -> PartialConvUNet.table1();
      case table2 -> PartialConvUNet.table2();
      case liu2018 -> PartialConvUNet.liu2018();
    };
  }
}
