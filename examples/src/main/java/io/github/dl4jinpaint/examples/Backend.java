package io.github.dl4jinpaint.examples;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** What computes: the native library that ND4J found on the class path. */
final class Backend {

  private Backend() {}

  /** Prints which library is in use, and warns where it is a slow one. */
  static void report() {
    String backend = Nd4j.getBackend().getClass().getSimpleName();
    NativeOps library = NativeOpsHolder.getInstance().getDeviceNativeOps();
    boolean oneDnn = library.buildInfo().contains("HAVE_ONEDNN");
    boolean cpu = backend.startsWith("Cpu");
    System.out.printf(
        "ND4J computes with %s%s, %d thread(s)%n",
        backend, oneDnn ? " and oneDNN" : "", library.ompGetMaxThreads());
    if (cpu && !oneDnn) {
      System.out.println(
          "WARNING: this native library comes without oneDNN: convolutions will take about ten"
              + " times as long. Where your machine has an x86-64 processor, take nd4j-native with"
              + " a classifier that ends in -onednn-avx2 (mvn"
              + " -Dnd4j.native.classifier=linux-x86_64-onednn-avx2 …).");
    }
  }
}
