package io.github.dl4jinpaint.layers.internal;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A primitive of oneDNN and what it is called with: one thread's, to be called again and again. */
final class Primitive implements AutoCloseable {

  private final primitive code;
  private final memory[] memories;
  private final IntMemoryMap arguments = new IntMemoryMap();

  /**
   * An argument.
   *
   * @param number oneDNN's, such as DNNL_ARG_SRC
   * @param layout of its memory
   */
  record Argument(int number, memory.desc layout) {}

  Primitive(engine cpu, primitive code, Argument... arguments) {
    this.code = code;
    this.memories = new memory[arguments.length];
    Pointer none = new Pointer();
    for (int i = 0; i < arguments.length; i++) {
      memories[i] = new memory(arguments[i].layout(), cpu, none);
      this.arguments.put(arguments[i].number(), memories[i]);
    }
  }

  /** Copies from one layout to another. */
  static Primitive reordering(engine cpu, memory.desc from, memory.desc to) {
    return new Primitive(
        cpu,
        new reorder(new reorder.primitive_desc(cpu, from, cpu, to)),
        new Argument(dnnl.DNNL_ARG_SRC, from),
        new Argument(dnnl.DNNL_ARG_DST, to));
  }

  /**
   * Runs it.
   *
   * @param arrays the arguments' data in their order, contiguous
   */
  void run(stream queue, INDArray... arrays) {
    for (int i = 0; i < memories.length; i++) {
      // That of the buffer itself is where the whole begins that a view is of.
      memories[i].set_data_handle(arrays[i].data().addressPointer());
    }
    code.execute(queue, arguments);
    queue._wait();
  }

  @Override
  public void close() {
    arguments.close();
    for (memory each : memories) {
      each.close();
    }
    code.close();
  }
}
