package io.github.dl4jinpaint.model.weights;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The tensors of a file that PyTorch wrote, a state dict or a checkpoint with one, or of a
 * .safetensors file. Which it is, the content says and not the name. See the package for the
 * formats.
 *
 * <pre>{@code
 * try (TensorFile file = TensorFile.open(Path.of("network.pth"))) {
 *   INDArray weights = file.tensors().get("enc_1.conv.weight").read(DataType.FLOAT);
 * }
 * }</pre>
 *
 * <p>Only the list of the tensors is read at first; a tensor's numbers when they are asked for.
 * Nothing in a file is executed, and no file takes more memory than some 300 MB and the tensors
 * that are read, none of which is larger than the file in bytes.
 */
public final class TensorFile implements Closeable {

  private static final int PICKLE_PROTOCOL = 0x80;
  private static final int ZIP = 0x504b0304;

  /** The first bytes, which tell the formats apart. */
  private static final int START = Long.BYTES + 1;

  private final Path file;
  private final Closeable open;
  private final Map<String, Tensor> tensors;
  private final Map<String, String> metadata;

  private TensorFile(
      Path file, Closeable open, Map<String, Tensor> tensors, Map<String, String> metadata) {
    this.file = file;
    this.open = open;
    this.tensors = tensors;
    this.metadata = metadata;
  }

  /** The formats. */
  private enum Format {
    ZIPPED,
    LEGACY,
    SAFETENSORS,
    OTHER
  }

  private static Format format(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString(), null, "no file of tensors here");
    }
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() < START) {
        return Format.OTHER;
      }
      ByteBuffer start = new Storage.Region(channel, file.toString(), 0, START).read(0, START);
      if (start.getInt(0) == ZIP) {
        return Format.ZIPPED;
      }
      if ((start.get(0) & 0xff) == PICKLE_PROTOCOL && start.get(1) >= 2 && start.get(1) <= 5) {
        return Format.LEGACY;
      }
      return SafeTensors.startsLike(start, channel.size()) ? Format.SAFETENSORS : Format.OTHER;
    }
  }

  /**
   * Opens a file and reads what it is a list of.
   *
   * @param file of any of the formats
   * @return to be closed
   * @throws IOException where it isn't there, can't be read, is damaged, or asks for more than
   *     tensors; the message names the file and says what is wrong
   */
  public static TensorFile open(Path file) throws IOException {
    Format format = format(file);
    try {
      return open(file, format);
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(file + " can't be read as a file of tensors: " + e.getMessage(), e);
    }
  }

  private static TensorFile open(Path file, Format format) throws IOException {
    if (format == Format.OTHER) {
      throw new IOException("it is neither of torch.save nor .safetensors");
    }
    Closeable open = format == Format.ZIPPED ? new ZipFile(file.toFile()) : FileChannel.open(file);
    try {
      if (format == Format.SAFETENSORS) {
        SafeTensors read = SafeTensors.read((FileChannel) open, file.toString());
        return new TensorFile(file, open, read.tensors(), read.metadata());
      }
      Map<String, Tensor> tensors =
          format == Format.ZIPPED
              ? PickledTensors.zipped((ZipFile) open, Files.size(file))
              : PickledTensors.legacy((FileChannel) open, file.toString());
      return new TensorFile(file, open, tensors, Map.of());
    } catch (IOException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  /**
   * Whether a file is of one of the formats, as far as its beginning tells.
   *
   * @param file to look into
   * @return false for models of {@link io.github.dl4jinpaint.model.ModelFiles}, which are zip files
   *     too, and for damaged zip files
   * @throws IOException where it isn't there or can't be read
   */
  public static boolean isOne(Path file) throws IOException {
    Format format = format(file);
    if (format != Format.ZIPPED) {
      return format != Format.OTHER;
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return PickledTensors.pickle(zip).isPresent();
    } catch (ZipException e) {
      return false;
    }
  }

  /** {@return the tensors by name, in the file's order} */
  public Map<String, Tensor> tensors() {
    return tensors;
  }

  /**
   * {@return the texts by name that a .safetensors file holds beside its tensors; none of other
   * files}
   */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** The file's path, for error messages. */
  @Override
  public String toString() {
    return file.toString();
  }

  @Override
  public void close() throws IOException {
    open.close();
  }
}
