package io.github.dl4jinpaint.data.cifar10;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.apache.commons.codec.digest.DigestUtils;

/** MD5, which CIFAR-10's files are published with; it tells damage, not forgery. */
final class Checksums {
  private Checksums() {}

  static String md5(Path file) throws IOException {
    // Not Files.newInputStream: an interrupted thread couldn't read from it.
    try (InputStream in = new FileInputStream(file.toFile())) {
      return DigestUtils.md5Hex(in);
    }
  }
}
