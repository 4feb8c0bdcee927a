package io.github.dl4jinpaint.model.weights;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads what {@code torch.save} writes: a pickle whose tensors refer to storages, and these; as
 * entries of a zip file (since version 1.6) or one after another (before it, and with {@code
 * _use_new_zipfile_serialization=False}).
 */
final class PickledTensors {

  /** Bytes; the pickle of a network with ten thousand tensors has 2 MB. */
  private static final int LONGEST_PICKLE = 16 << 20;

  private static final Pattern PICKLE_ENTRY = Pattern.compile("([^/]+/)?data\\.pkl");
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long PROTOCOL = 1001;

  /** What a checkpoint calls the network among its other things. */
  private static final List<String> NETWORK_KEYS =
      List.of("model", "state_dict", "model_state_dict", "net", "network", "generator");

  private PickledTensors() {}

  /** The entry of a zip file that refers to the others; none where torch.save didn't write it. */
  static Optional<? extends ZipEntry> pickle(ZipFile zip) {
    return zip.stream()
        .filter(entry -> PICKLE_ENTRY.matcher(entry.getName()).matches())
        .findFirst();
  }

  /** The tensors of a zip file, in the pickle's order. */
  static Map<String, Tensor> zipped(ZipFile zip, long fileSize) throws IOException {
    ZipEntry pickle =
        pickle(zip).orElseThrow(() -> new IOException("it is a zip file, but none of torch.save"));
    String folder = pickle.getName().substring(0, pickle.getName().length() - "data.pkl".length());
    Zipped storages = new Zipped(zip, folder, order(zip, folder), fileSize);
    byte[] bytes = read(zip, pickle, LONGEST_PICKLE);
    return network(new TensorUnpickler(new ByteArrayInputStream(bytes), storages).next());
  }

  private static ByteOrder order(ZipFile zip, String folder) throws IOException {
    ZipEntry order = zip.getEntry(folder + "byteorder");
    boolean big =
        order != null && new String(read(zip, order, 16), StandardCharsets.US_ASCII).equals("big");
    return big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  private static byte[] read(ZipFile zip, ZipEntry entry, int longest) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(longest + 1);
      if (bytes.length > longest) {
        throw new IOException("%s has more than %,d bytes".formatted(entry.getName(), longest));
      }
      return bytes;
    }
  }

  /** Storages that are entries of a zip file. */
  private record Zipped(ZipFile zip, String folder, ByteOrder order, long fileSize)
      implements TensorUnpickler.Storages {

    private record Numbers(Storage storage, ElementType type) {}

    @Override
    public Object storage(Object... id) {
      ElementType type = type(id);
      String name = folder + "data/" + id[2];
      ZipEntry entry = zip.getEntry(name);
      if (entry == null || entry.getMethod() != ZipEntry.STORED) {
        throw new IllegalArgumentException(
            "its entry " + name + (entry == null ? " is missing" : " is packed"));
      }
      Storage storage = new Storage.Entry(zip, entry);
      long expected = bytes(type, id[4]);
      if (storage.size() < expected) {
        throw new IllegalArgumentException(
            "its entry %s has %d bytes where %d are expected"
                .formatted(name, storage.size(), expected));
      }
      return new Numbers(storage, type);
    }

    @Override
    public Tensor tensor(Object storage, long offset, long[] shape, long[] strides) {
      Numbers numbers = (Numbers) storage;
      return new Tensor(numbers.storage, order, numbers.type, offset, shape, strides, fileSize);
    }
  }

  private static ElementType type(Object... id) {
    if (id.length < 5 || !"storage".equals(id[0])) {
      throw new IllegalArgumentException("its pickle refers to something that is no storage");
    }
    return ((TensorUnpickler.StorageClass) id[1]).type();
  }

  private static long bytes(ElementType type, Object count) {
    long values = TensorUnpickler.integer(count);
    if (values < 0 || values > Long.MAX_VALUE / type.width()) {
      throw new IllegalArgumentException("its pickle has a storage of %d values".formatted(values));
    }
    return values * type.width();
  }

  /** The tensors of a file of the older format, in the pickle's order. */
  static Map<String, Tensor> legacy(FileChannel file, String path) throws IOException {
    int length = (int) Math.min(file.size(), LONGEST_PICKLE);
    byte[] bytes = new Storage.Region(file, path, 0, file.size()).read(0, length).array();
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    Consecutive storages = new Consecutive(file, path);
    TensorUnpickler pickles = new TensorUnpickler(in, storages);
    if (!MAGIC.equals(pickles.next())) {
      throw new IOException("it is a pickle, but none of torch.save");
    }
    Object protocol = pickles.next();
    if (!Integer.valueOf((int) PROTOCOL).equals(protocol)) {
      throw new IOException("its protocol is %s, %d is expected".formatted(protocol, PROTOCOL));
    }
    // Byte order and such of the machine that wrote it; the storages are little-endian anyway.
    pickles.next();
    Object root = pickles.next();
    storages.locate((List<?>) pickles.next(), bytes.length - in.available());
    return network(root);
  }

  /** Storages that stand one after another behind the pickles, which say in the end where. */
  private static final class Consecutive implements TensorUnpickler.Storages {

    private final FileChannel file;
    private final String path;
    private final Map<String, Located> located = new LinkedHashMap<>();

    Consecutive(FileChannel file, String path) {
      this.file = file;
      this.path = path;
    }

    /** A storage whose place is found out later. */
    private static final class Located implements Storage {

      private final ElementType type;
      private final long size;
      private Storage place;

      Located(ElementType type, long size) {
        this.type = type;
        this.size = size;
      }

      @Override
      public long size() {
        return size;
      }

      @Override
      public ByteBuffer read(long from, int length) throws IOException {
        return place.read(from, length);
      }
    }

    /** A part of a storage, which very old versions of PyTorch shared that way. */
    private record Part(Located of, long offset, long length) {}

    @Override
    public Object storage(Object... id) {
      ElementType type = type(id);
      Located storage =
          located.computeIfAbsent(
              String.valueOf(id[2]), key -> new Located(type, bytes(type, id[4])));
      if (storage.type != type) {
        throw new IllegalArgumentException(
            "its storage %s is of type %s and of type %s".formatted(id[2], storage.type, type));
      }
      if (id.length < 6 || id[5] == null) {
        return new Part(storage, 0, storage.size / type.width());
      }
      Object[] view = (Object[]) id[5];
      return new Part(storage, TensorUnpickler.integer(view[1]), TensorUnpickler.integer(view[2]));
    }

    @Override
    public Tensor tensor(Object storage, long offset, long[] shape, long[] strides) {
      Part part = (Part) storage;
      return new Tensor(
          part.of,
          ByteOrder.LITTLE_ENDIAN,
          part.of.type,
          Math.addExact(part.offset, offset),
          shape,
          strides,
          part.of.size);
    }

    /** Each storage is the number of its values, 8 bytes, and these. */
    void locate(List<?> keys, long start) throws IOException {
      long at = start;
      Set<String> missing = new LinkedHashSet<>(located.keySet());
      for (Object key : keys) {
        Located storage = located.get(String.valueOf(key));
        if (storage == null) {
          throw new IOException("it has a storage %s that no tensor refers to".formatted(key));
        }
        missing.remove(String.valueOf(key));
        long left = file.size() - at - Long.BYTES;
        if (left < storage.size) {
          throw new IOException(
              "it ends early: its storage %s has %d bytes where %d are expected"
                  .formatted(key, Math.max(0, left), storage.size));
        }
        long values =
            new Storage.Region(file, path, at, Long.BYTES)
                .read(0, Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        if (values != storage.size / storage.type.width()) {
          throw new IOException(
              "its storage %s has %d values where %d are expected"
                  .formatted(key, values, storage.size / storage.type.width()));
        }
        storage.place = new Storage.Region(file, path, at + Long.BYTES, storage.size);
        at += Long.BYTES + storage.size;
      }
      if (!missing.isEmpty()) {
        throw new IOException("its storages %s are missing".formatted(missing));
      }
    }
  }

  /** The tensors of a state dict, or of the network in a checkpoint. */
  private static Map<String, Tensor> network(Object root) throws IOException {
    if (!(root instanceof Map<?, ?> dictionary)) {
      throw new IOException("it holds no dictionary of tensors; save the network's state_dict()");
    }
    Map<String, Tensor> tensors = tensors(dictionary);
    for (String key : NETWORK_KEYS) {
      if (tensors.isEmpty() && dictionary.get(key) instanceof Map<?, ?> network) {
        tensors = tensors(network);
      }
    }
    if (tensors.isEmpty()) {
      throw new IOException(
          "it holds no dictionary of tensors, nor one under the names %s; save the network's state_dict()"
              .formatted(NETWORK_KEYS));
    }
    return Collections.unmodifiableMap(tensors);
  }

  /** Other things may stand beside them, such as the number of the epoch. */
  private static Map<String, Tensor> tensors(Map<?, ?> dictionary) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    dictionary.forEach(
        (name, value) -> {
          if (name instanceof String text && value instanceof Tensor tensor) {
            tensors.put(text, tensor);
          }
        });
    return tensors;
  }
}
