package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.Provenance;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A trained network and the file that it is from.
 *
 * @param inpainter with this network
 * @param name of the file
 * @param sha256 of the file's bytes
 */
public record ModelFile(Inpainter inpainter, String name, String sha256) {

  /** The file within the library that {@link Inpainter#cifar10} reads. */
  private static final String SHIPPED = "table2-cifar10.zip";

  /**
   * Loads a model.
   *
   * @param file null for the one that ships
   * @throws IOException where it isn't there or holds no inpainting network; the message names it
   */
  static ModelFile of(Path file) throws IOException {
    return file == null ? shipped() : load(file);
  }

  /**
   * An inpainter with a model.
   *
   * @param file null for the one that ships for pictures like CIFAR-10's
   */
  static Inpainter inpainter(Path file) throws IOException {
    return file == null ? Inpainter.cifar10() : Inpainter.load(file);
  }

  /**
   * Where a model comes from.
   *
   * @param file null for the one that ships
   */
  static Optional<Provenance> provenance(Path file) throws IOException {
    return file == null ? ModelFiles.cifar10Provenance() : ModelFiles.provenance(file);
  }

  private static ModelFile shipped() throws IOException {
    try (InputStream in = ModelFiles.class.getResourceAsStream(SHIPPED)) {
      if (in == null) {
        throw new FileNotFoundException(SHIPPED + " is missing from the library");
      }
      return new ModelFile(Inpainter.cifar10(), SHIPPED, DigestUtils.sha256Hex(in));
    }
  }

  private static ModelFile load(Path file) throws IOException {
    Inpainter inpainter = Inpainter.load(file);
    return new ModelFile(inpainter, file.getFileName().toString(), Sha256.of(file));
  }
}
