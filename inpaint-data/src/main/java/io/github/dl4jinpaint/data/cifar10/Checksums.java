package io.github.dl4jinpaint.data.cifar10;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** MD5, which CIFAR-10's files are published with; it tells damage, not forgery. */
final class Checksums {
  private Checksums() {}

  static String md5(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  static String md5(Path file) throws IOException {
    MessageDigest digest = digest();
    // Not Files.newInputStream: an interrupted thread couldn't read from it.
    try (InputStream in = new FileInputStream(file.toFile())) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
