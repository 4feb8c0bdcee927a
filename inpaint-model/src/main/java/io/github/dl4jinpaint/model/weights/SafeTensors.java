package io.github.dl4jinpaint.model.weights;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.indexer.HalfIndexer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.JsonToken;
import org.nd4j.shade.jackson.core.type.TypeReference;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * The format .safetensors: the length of a header, 8 bytes, little-endian; the header, JSON, which
 * gives every tensor's name, type, shape, and where in the data it begins and ends; and the data.
 */
final class SafeTensors {

  /** Bytes of the header; that of a network with ten thousand tensors has 1 MB. */
  private static final int LONGEST_HEADER = 16 << 20;

  private static final String METADATA = "__metadata__";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The largest half-precision number. */
  private static final double LARGEST_HALF = 65504;

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private Map<String, String> metadata = Map.of();

  /** A tensor's entry in the header. */
  private record Entry(
      @JsonProperty("dtype") String type,
      @JsonProperty("shape") long[] shape,
      @JsonProperty("data_offsets") long[] place) {}

  private SafeTensors() {}

  /** Whether a file may be one: no header is longer than its file. */
  static boolean startsLike(ByteBuffer start, long size) {
    long length = start.order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    return length > 0 && length <= size - Long.BYTES && start.get(Long.BYTES) == '{';
  }

  /** Reads the header. */
  static SafeTensors read(FileChannel file, String path) throws IOException {
    Storage.Region all = new Storage.Region(file, path, 0, file.size());
    long length = all.read(0, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length > LONGEST_HEADER) {
      throw new IOException(
          "its header has %,d bytes, which is more than %,d".formatted(length, LONGEST_HEADER));
    }
    byte[] header = all.read(Long.BYTES, (int) length).array();
    long start = Long.BYTES + length;
    SafeTensors read = new SafeTensors();
    try (JsonParser json = MAPPER.getFactory().createParser(header)) {
      read.header(json, new Storage.Region(file, path, start, file.size() - start));
    } catch (JsonProcessingException e) {
      throw new IOException("its header is no JSON of tensors: " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    return read;
  }

  private void header(JsonParser json, Storage.Region data) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("its header is no JSON object");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals(METADATA)) {
        metadata = MAPPER.readValue(json, new TypeReference<LinkedHashMap<String, String>>() {});
      } else if (tensors.put(name, tensor(name, MAPPER.readValue(json, Entry.class), data))
          != null) {
        throw new IOException("its header has \"%s\" twice".formatted(name));
      }
    }
  }

  private static Tensor tensor(String name, Entry entry, Storage.Region data) throws IOException {
    if (entry == null
        || entry.type == null
        || entry.shape == null
        || entry.place == null
        || entry.place.length != 2) {
      throw new IOException("its tensor \"%s\" lacks dtype, shape or data_offsets".formatted(name));
    }
    ElementType type =
        ElementType.named(entry.type)
            .orElseThrow(
                () ->
                    new IOException(
                        "its tensor \"%s\" is of type %s, which is none of %s"
                            .formatted(name, entry.type, List.of(ElementType.values()))));
    long from = entry.place[0];
    long to = entry.place[1];
    if (from < 0 || to < from || to > data.size()) {
      throw new IOException(
          "its tensor \"%s\" has the bytes %d to %d of %d".formatted(name, from, to, data.size()));
    }
    Storage place = new Storage.Region(data.file(), data.path(), data.start() + from, to - from);
    Tensor tensor;
    try {
      tensor =
          new Tensor(
              place,
              ByteOrder.LITTLE_ENDIAN,
              type,
              0,
              entry.shape,
              Tensor.contiguous(entry.shape),
              to - from);
    } catch (ArithmeticException e) {
      throw new IOException("its tensor \"%s\" is too large".formatted(name), e);
    }
    if (tensor.length() * type.width() != to - from) {
      throw new IOException(
          "its tensor \"%s\" of shape %s has %d bytes"
              .formatted(name, Arrays.toString(entry.shape), to - from));
    }
    return tensor;
  }

  Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  /**
   * Writes a file.
   *
   * @param arrays FLOAT or DOUBLE, by name
   * @param half the names of those to be written in half precision
   * @throws IllegalArgumentException where one to be halved has a number beyond 65504, the largest
   *     that half precision has
   */
  static void write(
      Map<String, INDArray> arrays,
      Set<String> half,
      Map<String, String> metadata,
      OutputStream out)
      throws IOException {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put(METADATA, metadata);
    // The wider ones first, so that each begins at a multiple of its width.
    List<String> names = new ArrayList<>(arrays.keySet());
    names.sort(Comparator.comparing(name -> -type(arrays.get(name), half.contains(name)).width()));
    long at = 0;
    for (String name : names) {
      INDArray array = arrays.get(name);
      ElementType type = type(array, half.contains(name));
      long end = at + array.length() * type.width();
      header.put(name, new Entry(type.name(), array.shape(), new long[] {at, end}));
      at = end;
    }
    byte[] json = MAPPER.writeValueAsBytes(header);
    int padding = -json.length & (Long.BYTES - 1);
    out.write(buffer(Long.BYTES).putLong((long) json.length + padding).array());
    out.write(json);
    out.write(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
    for (String name : names) {
      out.write(bytes(name, arrays.get(name), half.contains(name)));
    }
  }

  private static ElementType type(INDArray array, boolean half) {
    if (half) {
      return ElementType.F16;
    }
    return array.dataType() == DataType.DOUBLE ? ElementType.F64 : ElementType.F32;
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] bytes(String name, INDArray array, boolean half) {
    ElementType type = type(array, half);
    double[] values = array.dup('c').data().asDouble();
    ByteBuffer bytes = buffer(Math.multiplyExact(values.length, type.width()));
    for (double value : values) {
      switch (type) {
        case F64 -> bytes.putDouble(value);
        case F32 -> bytes.putFloat((float) value);
        default -> {
          if (Math.abs(value) > LARGEST_HALF) {
            throw new IllegalArgumentException(
                "%s has a value of %s, which half precision hasn't: write it in full"
                    .formatted(name, value));
          }
          bytes.putShort((short) HalfIndexer.fromFloat((float) value));
        }
      }
    }
    return bytes.array();
  }
}
