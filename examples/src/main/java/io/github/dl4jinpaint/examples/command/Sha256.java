package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.data.image.ImageSource;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;

/** A checksum that says which file or which images it was, in hexadecimal digits. */
public final class Sha256 {

  private Sha256() {}

  /** As sha256sum prints it. */
  public static String of(Path file) throws IOException {
    return new DigestUtils(MessageDigestAlgorithms.SHA_256).digestAsHex(file);
  }

  /** Of the images' bytes in order, as {@link ImageSource#read(int, byte[])} gives them. */
  public static String of(ImageSource images) {
    MessageDigest digest = DigestUtils.getSha256Digest();
    byte[] rgb = new byte[3 * images.height() * images.width()];
    for (int i = 0; i < images.size(); i++) {
      images.read(i, rgb);
      digest.update(rgb);
    }
    return Hex.encodeHexString(digest.digest());
  }
}
