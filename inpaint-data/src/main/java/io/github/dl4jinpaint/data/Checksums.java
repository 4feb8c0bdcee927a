package io.github.dl4jinpaint.data;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** MD5, which CIFAR-10's files are published with; it tells damage, not forgery. */
final class Checksums {
  private Checksums() {}

  static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
