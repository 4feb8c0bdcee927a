package io.github.dl4jinpaint.examples.server;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;

/** A request's body of several parts, as browsers and curl send it. */
final class Multipart {

  static final String CONTENT_TYPE = "multipart/form-data; boundary=a-boundary";

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  Multipart file(String name, byte[] content) {
    begin(name, "; filename=\"%s.png\"\r\nContent-Type: image/png".formatted(name));
    body.writeBytes(content);
    text("\r\n");
    return this;
  }

  Multipart field(String name, String value) {
    begin(name, "");
    text(value + "\r\n");
    return this;
  }

  byte[] bytes() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(body.toByteArray());
    whole.writeBytes("--a-boundary--\r\n".getBytes(StandardCharsets.US_ASCII));
    return whole.toByteArray();
  }

  HttpRequest.Builder post(URI to) {
    return HttpRequest.newBuilder(to)
        .header("Content-Type", CONTENT_TYPE)
        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes()));
  }

  private void begin(String name, String more) {
    text(
        "--a-boundary\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n"
            .formatted(name, more));
  }

  private void text(String text) {
    body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
