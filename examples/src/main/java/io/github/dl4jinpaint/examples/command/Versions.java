package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.model.Provenance;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.opencv.global.opencv_core;

/** Of this project and of what it computes with. */
public final class Versions {

  private Versions() {}

  /** A line each, for a command's {@code --version}. */
  static String[] lines() {
    return inUse().entrySet().stream()
        .map(version -> version.getKey() + " " + version.getValue())
        .toArray(String[]::new);
  }

  public static Map<String, String> inUse() {
    Map<String, String> known = Provenance.versionsInUse();
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("dl4j-inpaint", known.get("dl4j-inpaint"));
    versions.put("Deeplearning4j", known.get("deeplearning4j"));
    versions.put("backend", known.get("backend"));
    versions.put("OpenCV", opencv_core.CV_VERSION);
    versions.put("Java", known.get("java"));
    versions.put("system", known.get("system"));
    return versions;
  }
}
