package io.github.dl4jinpaint.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/** Networks in files, in DL4J's own format (ModelSerializer's). */
public final class ModelFiles {

  private ModelFiles() {}

  /**
   * Writes a network. It is written beside its place and moved there when it is whole, so that a
   * model which was there before is lost in no case.
   *
   * @param network to write
   * @param file where to; its folder is made where it isn't there
   * @param withUpdater whether to write the optimiser's state too, which training needs to go on,
   *     and which takes twice the parameters' size with Adam
   * @throws IOException where that fails
   */
  public static void save(ComputationGraph network, Path file, boolean withUpdater)
      throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path beside = folder.resolve(file.getFileName() + ".part");
    try {
      ModelSerializer.writeModel(network, beside.toFile(), withUpdater);
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /**
   * Reads a network, with the optimiser's state where the file has it.
   *
   * @param file that {@link #save} wrote
   * @return the network
   * @throws IOException where the file isn't there, can't be read, or is no such model; the message
   *     names it
   */
  public static ComputationGraph load(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString(), null, "no model file here");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString());
    }
  }

  static ComputationGraph read(InputStream in, String name) throws IOException {
    if (in == null) {
      throw new NoSuchFileException(name);
    }
    try {
      return ModelSerializer.restoreComputationGraph(in, true);
    } catch (IOException | RuntimeException e) {
      // ModelSerializer tells damaged files by many kinds of exceptions.
      throw new IOException(
          name + " is no model that can be read (a file of ModelFiles.save is expected): " + e, e);
    }
  }
}
