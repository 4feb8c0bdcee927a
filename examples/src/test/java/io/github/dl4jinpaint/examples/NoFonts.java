package io.github.dl4jinpaint.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processes of a machine without fonts, as slim containers are. */
final class NoFonts {

  private NoFonts() {}

  /** Lets a Java process on Linux find no font. */
  static void of(ProcessBuilder process, Path folder) throws IOException {
    Path fonts = folder.resolve("fonts.conf");
    Files.writeString(
        fonts,
        "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig>"
            + "<dir>/nonexistent</dir><cachedir>"
            + folder.resolve("cache")
            + "</cachedir></fontconfig>");
    process.environment().put("FONTCONFIG_FILE", fonts.toString());
    // Java remembers in the home folder which fonts there were.
    process.environment().put("JDK_JAVA_OPTIONS", "-Duser.home=" + folder);
  }
}
