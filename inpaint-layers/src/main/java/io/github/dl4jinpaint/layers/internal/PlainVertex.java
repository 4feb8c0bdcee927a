package io.github.dl4jinpaint.layers.internal;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;

/** The configuration of a vertex that has no parameters and no memory of its own. */
public abstract class PlainVertex extends GraphVertex {

  private static final long serialVersionUID = 1L;

  /** For subclasses. */
  protected PlainVertex() {}

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    return new LayerMemoryReport.Builder(null, getClass(), inputs[0], getOutputType(-1, inputs))
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(0, 0)
        .build();
  }
}
