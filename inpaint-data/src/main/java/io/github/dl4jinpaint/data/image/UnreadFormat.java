package io.github.dl4jinpaint.data.image;

import java.util.LinkedHashMap;
import java.util.Map;

/** Formats that aren't read, to be called by their names. */
final class UnreadFormat {

  /** What follows "ftyp" at the fifth byte of files in boxes (ISO/IEC 14496-12). */
  private static final Map<String, String> BRANDS =
      Map.of(
          "heic",
          "HEIC",
          "heix",
          "HEIC",
          "heim",
          "HEIC",
          "hevc",
          "HEIC",
          "mif1",
          "HEIC",
          "msf1",
          "HEIC",
          "avif",
          "AVIF",
          "avis",
          "AVIF",
          "crx ",
          "a Canon raw file");

  private static final Map<String, String> STARTS = starts();

  private UnreadFormat() {}

  private static Map<String, String> starts() {
    Map<String, String> starts = new LinkedHashMap<>();
    starts.put("\0\0\0\u000cJXL ", "JPEG XL");
    starts.put("\u00ff\n", "JPEG XL");
    starts.put("\0\0\0\u000cjP  ", "JPEG 2000");
    starts.put("\u00ffO\u00ffQ", "JPEG 2000");
    starts.put("8BPS", "a Photoshop document");
    starts.put("gimp xcf", "a GIMP image");
    starts.put("%PDF", "PDF");
    starts.put("<svg", "SVG");
    starts.put("#?RADIANCE", "Radiance HDR");
    starts.put("#?RGBE", "Radiance HDR");
    starts.put("v/1\u0001", "OpenEXR");
    starts.put("PF", "a float map (PFM)");
    starts.put("Pf", "a float map (PFM)");
    starts.put("P7", "PAM");
    starts.put("Y\u00a6j\u0095", "Sun raster");
    starts.put("\0\0\u0001\0", "an icon (ICO)");
    starts.put("FUJIFILM", "a Fujifilm raw file");
    starts.put("PK\u0003\u0004", "an archive (ZIP)");
    return starts;
  }

  /** What a file is; null where that isn't known. */
  static String of(byte[] file) {
    for (Map.Entry<String, String> each : STARTS.entrySet()) {
      if (ImageFormat.starts(file, 0, each.getKey())) {
        return each.getValue();
      }
    }
    for (Map.Entry<String, String> each : BRANDS.entrySet()) {
      if (ImageFormat.starts(file, 4, "ftyp" + each.getKey())) {
        return each.getValue();
      }
    }
    return null;
  }
}
