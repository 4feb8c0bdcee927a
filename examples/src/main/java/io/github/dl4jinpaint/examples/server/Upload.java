package io.github.dl4jinpaint.examples.server;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.UnsupportedMediaTypeResponse;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/**
 * The parts of a request. They are in temporary files until they are needed; the server deletes
 * them with the request.
 */
record Upload(UploadedFile image, UploadedFile mask, boolean whiteHoles) {

  private static final int MOST_SHOWN = 20;

  /**
   * Receives a request.
   *
   * @throws HttpResponseException where a part is missing or wrong
   */
  static Upload of(Context context, Supplier<HttpResponseException> tooLarge) {
    if (!context.isMultipartFormData()) {
      throw new UnsupportedMediaTypeResponse(
          "Content-Type has to be multipart/form-data, with the parts image, mask and holes.");
    }
    receive(context, tooLarge);
    return new Upload(file(context, "image"), file(context, "mask"), whiteHoles(context));
  }

  /** Reads the whole request; what is asked of it after that is there. */
  private static void receive(Context context, Supplier<HttpResponseException> tooLarge) {
    try {
      context.uploadedFileMap();
    } catch (Exception e) {
      // Javalin, in Kotlin, hands on the servlet API's checked exceptions without declaring them.
      Throwable reason = InpaintingSite.rootCause(e);
      if (reason instanceof IllegalStateException && reason.getMessage().startsWith("max")) {
        throw tooLarge.get();
      }
      throw new BadRequestResponse(
          "The parts of the request can't be read: %s.".formatted(reason.getMessage()));
    }
  }

  private static UploadedFile file(Context context, String name) {
    UploadedFile file = context.uploadedFile(name);
    if (file == null) {
      throw new BadRequestResponse("The part %s is missing: a picture's file.".formatted(name));
    }
    return file;
  }

  private static boolean whiteHoles(Context context) {
    String holes = context.formParam("holes");
    if ("white".equals(holes) || "black".equals(holes)) {
      return holes.equals("white");
    }
    throw new BadRequestResponse(
        "The part holes has to be white or black, the mask's colour where the picture is to be"
            + " filled; it is %s.".formatted(holes == null ? "missing" : shown(holes)));
  }

  private static String shown(String value) {
    String beginning = value.length() > MOST_SHOWN ? value.substring(0, MOST_SHOWN) + "…" : value;
    return "\"" + beginning + "\"";
  }

  Filled fill(Filler filler) throws IOException {
    return filler.fill(bytes(image), bytes(mask), whiteHoles);
  }

  private static byte[] bytes(UploadedFile file) throws IOException {
    try (InputStream content = file.content()) {
      return content.readAllBytes();
    }
  }
}
