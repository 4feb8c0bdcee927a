package io.github.dl4jinpaint.examples;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.bytedeco.opencv.global.opencv_core;
import org.nd4j.linalg.factory.Nd4j;

/** Of this project and of what it computes with. */
final class Versions {

  private static final String BUILT_WITH = "versions.properties";

  private Versions() {}

  static Map<String, String> inUse() throws IOException {
    Properties built = new Properties();
    try (InputStream in = Versions.class.getResourceAsStream(BUILT_WITH)) {
      built.load(in);
    }
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("dl4j-inpaint", built.getProperty("dl4j-inpaint"));
    versions.put("Deeplearning4j", built.getProperty("deeplearning4j"));
    versions.put("backend", Nd4j.getBackend().getClass().getSimpleName());
    versions.put("OpenCV", opencv_core.CV_VERSION);
    versions.put("Java", System.getProperty("java.version"));
    versions.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return versions;
  }
}
