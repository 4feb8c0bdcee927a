package io.github.dl4jinpaint.examples.command;

import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** What computes: the native library that ND4J found on the class path. */
public final class Backend {

  private static final String CPU_LIBRARY = "nd4jcpu";

  private Backend() {}

  /** Prints which library is in use, and warns where it is a slow one. */
  public static void report() {
    String backend = Nd4j.getBackend().getClass().getSimpleName();
    NativeOps ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
    System.out.printf(
        "ND4J's %s computes with %s, %d thread(s)%n", backend, library(), ops.ompGetMaxThreads());
    if (isSlow(Loader.getLoadedLibraries().containsKey(CPU_LIBRARY), ops.buildInfo())) {
      System.out.println(
          "WARNING: this native library comes without oneDNN, convolutions take about ten times as"
              + " long. For x86-64 processors there are libraries with it: nd4j-native with a"
              + " classifier that ends in -onednn-avx2"
              + " (mvn \"-Dnd4j.native.classifier=linux-x86_64-onednn-avx2\" …).");
    }
  }

  static boolean isSlow(boolean cpu, String buildInfo) {
    return cpu && !buildInfo.contains("HAVE_ONEDNN");
  }

  /** The library's folder, which is named after its classifier, and its file. */
  private static String library() {
    return Loader.getLoadedLibraries().entrySet().stream()
        .filter(library -> library.getKey().startsWith("nd4j"))
        .map(library -> Path.of(library.getValue()))
        .map(file -> file.getParent().getFileName().resolve(file.getFileName()).toString())
        .findFirst()
        .orElse("a native library of unknown place");
  }
}
