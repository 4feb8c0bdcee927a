package io.github.dl4jinpaint.layers.internal;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Whether oneDNN is there to be called directly: Bytedeco's org.bytedeco:dnnl with its natives on
 * the class path, and a backend on the CPU. Apart from {@link OneDnn}, which cannot be loaded
 * without its classes.
 */
public final class OneDnnUse {

  /** Set to "false", it leaves everything to ND4J's operations. */
  public static final String PROPERTY = "dl4jinpaint.onednn";

  private static final boolean PRESENT = isPresent();

  private OneDnnUse() {}

  private static boolean isPresent() {
    if (System.getProperty(PROPERTY, "").equals("false") || !Nd4j.getEnvironment().isCPU()) {
      return false;
    }
    try {
      OneDnn.ofThread();
      return true;
    } catch (LinkageError absent) {
      return false;
    }
  }

  /**
   * {@return whether oneDNN computes with arrays of a type}
   *
   * @param type of features and parameters
   */
  public static boolean serves(DataType type) {
    return PRESENT && type == DataType.FLOAT;
  }
}
