package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.model.Provenance;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.bytedeco.opencv.global.opencv_core;
import org.nd4j.linalg.factory.Nd4jBackend;

/** Of this project and of what it computes with. */
public final class Versions {

  private static final String OPENCV = "/META-INF/maven/org.bytedeco/opencv/pom.properties";

  private Versions() {}

  /**
   * A line each, for a command's {@code --version}: as the class path has it, since nobody waits
   * for native libraries to be told that.
   */
  static String[] lines() throws IOException {
    return named(Provenance.versionsBuiltWith(), backends(), openCv()).entrySet().stream()
        .map(version -> version.getKey() + " " + version.getValue())
        .toArray(String[]::new);
  }

  public static Map<String, String> inUse() {
    Map<String, String> known = Provenance.versionsInUse();
    return named(known, known.get("backend"), opencv_core.CV_VERSION);
  }

  private static Map<String, String> named(
      Map<String, String> known, String backend, String openCv) {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("dl4j-inpaint", known.get("dl4j-inpaint"));
    versions.put("Deeplearning4j", known.get("deeplearning4j"));
    versions.put("backend", backend);
    versions.put("OpenCV", openCv);
    versions.put("Java", System.getProperty("java.version"));
    versions.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return versions;
  }

  /** Those that ND4J has to choose from, which are asked nothing but their names. */
  private static String backends() {
    String names =
        ServiceLoader.load(Nd4jBackend.class).stream()
            .map(backend -> backend.type().getSimpleName())
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "none" : names;
  }

  /**
   * Of its jar, which begins with OpenCV's own: 4.5.5-1.5.7. JavaCPP's Loader would tell it too,
   * and load its native library.
   */
  private static String openCv() throws IOException {
    Properties jar = new Properties();
    try (InputStream in = Versions.class.getResourceAsStream(OPENCV)) {
      if (in != null) {
        jar.load(in);
      }
    }
    return jar.getProperty("version", "of unknown version").replaceFirst("-.*", "");
  }
}
