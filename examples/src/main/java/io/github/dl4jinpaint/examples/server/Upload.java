package io.github.dl4jinpaint.examples.server;

import io.javalin.http.BadRequestResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;

/** A request that came whole. Its files are on the disk until they are needed. */
record Upload(
    MultiPart.Part image, MultiPart.Part mask, boolean whiteHoles, Boolean texture, String model) {

  private static final int MOST_SHOWN = 20;

  /**
   * Looks for what a request has to have.
   *
   * @throws BadRequestResponse where a part is missing or wrong
   */
  static Upload of(MultiPartFormData.Parts parts) {
    return new Upload(
        file(parts, "image"),
        file(parts, "mask"),
        whiteHoles(parts),
        texture(parts),
        text(parts, "model"));
  }

  private static MultiPart.Part file(MultiPartFormData.Parts parts, String name) {
    MultiPart.Part file = parts.getFirst(name);
    if (file == null) {
      throw new BadRequestResponse("The part %s is missing: a picture's file.".formatted(name));
    }
    return file;
  }

  private static boolean whiteHoles(MultiPartFormData.Parts parts) {
    String holes = text(parts, "holes");
    if ("white".equals(holes) || "black".equals(holes)) {
      return holes.equals("white");
    }
    throw new BadRequestResponse(
        "The part holes has to be white or black, the mask's colour where the picture is to be"
            + " filled; it is %s.".formatted(holes == null ? "missing" : shown(holes)));
  }

  private static Boolean texture(MultiPartFormData.Parts parts) {
    String texture = text(parts, "texture");
    if (texture == null) {
      return null;
    }
    if (texture.equals("true") || texture.equals("false")) {
      return Boolean.valueOf(texture);
    }
    throw new BadRequestResponse(
        "The part texture has to be true, false or missing; it is %s.".formatted(shown(texture)));
  }

  private static String text(MultiPartFormData.Parts parts, String name) {
    MultiPart.Part part = parts.getFirst(name);
    return part == null ? null : part.getContentAsString(StandardCharsets.UTF_8);
  }

  private static String shown(String value) {
    String beginning = value.length() > MOST_SHOWN ? value.substring(0, MOST_SHOWN) + "…" : value;
    return "\"" + beginning + "\"";
  }

  Filled fill(Filler filler) throws IOException {
    return filler.fill(new FillRequest(bytes(image), bytes(mask), whiteHoles, texture, model));
  }

  private static byte[] bytes(MultiPart.Part file) throws IOException {
    try (InputStream content = Content.Source.asInputStream(file.createContentSource())) {
      return content.readAllBytes();
    }
  }
}
