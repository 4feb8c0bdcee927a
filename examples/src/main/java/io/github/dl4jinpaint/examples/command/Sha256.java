package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.data.image.ImageSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A checksum that says which file or which images it was, in hexadecimal digits. */
public final class Sha256 {

  private Sha256() {}

  /** As sha256sum prints it. */
  public static String of(InputStream in) throws IOException {
    MessageDigest digest = digest();
    new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
    return HexFormat.of().formatHex(digest.digest());
  }

  /** As sha256sum prints it. */
  public static String of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in);
    }
  }

  /** Of the images' bytes in order, as {@link ImageSource#read(int, byte[])} gives them. */
  public static String of(ImageSource images) {
    MessageDigest digest = digest();
    byte[] rgb = new byte[3 * images.height() * images.width()];
    for (int i = 0; i < images.size(); i++) {
      images.read(i, rgb);
      digest.update(rgb);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
