package io.github.dl4jinpaint.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class TensorFileTest {

  private static final String STATE_DICT = "\u0080\u0002}X\u0001\0\0\0aQ%ss.";

  private Path folder;
  private Path file;

  @BeforeEach
  void inAFolder(@TempDir Path folder) {
    this.folder = folder;
    this.file = folder.resolve("hostile.pt");
  }

  /** The values that the script gave to most tensors: k / 4 - 2 from k = from on. */
  private static double[] quarters(int from, int count) {
    return IntStream.range(from, from + count).mapToDouble(k -> k / 4.0 - 2).toArray();
  }

  private static void expect(
      Map<String, Tensor> tensors, String name, long[] shape, double... values) throws IOException {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      INDArray read = tensors.get(name).read(type);
      assertThat(read.dataType()).isEqualTo(type);
      assertThat(read.shape()).as(name).isEqualTo(shape);
      assertThat(read.dup('c').data().asDouble()).as(name).startsWith(values);
    }
  }

  private static long[] shape(long... sizes) {
    return sizes;
  }

  @ParameterizedTest
  @ValueSource(strings = {"tensors.pt", "tensors-legacy.pt", "tensors.safetensors"})
  void tensorsOfEveryKindAreReadAsPyTorchWroteThem(String name) throws IOException {
    try (TensorFile opened = TensorFile.open(Fixtures.file(name))) {
      Map<String, Tensor> tensors = opened.tensors();

      assertThat(tensors).hasSize(19);
      assertThat(tensors.keySet()).startsWith("float", "double", "half", "bfloat16");
      expect(tensors, "float", shape(2, 3, 4), quarters(0, 24));
      expect(tensors, "double", shape(2, 12), quarters(0, 24));
      expect(tensors, "half", shape(24), quarters(0, 24));
      expect(tensors, "bfloat16", shape(24), quarters(0, 24));
      for (String integer : new String[] {"long", "int", "short", "char"}) {
        expect(tensors, integer, shape(5), -2, -1, 0, 1, 2);
      }
      expect(tensors, "byte", shape(5), 250, 251, 252, 253, 254);
      expect(tensors, "bool", shape(3), 1, 0, 1);
      assertThat(tensors.get("scalar").read(DataType.FLOAT).getDouble(0)).isEqualTo(2.5);
      assertThat(tensors.get("empty").shape()).containsExactly(0, 3);
      assertThat(tensors.get("empty").read(DataType.FLOAT).length()).isZero();
      expect(tensors, "whole", shape(4, 6), quarters(0, 24));
      expect(tensors, "transposed", shape(6, 4), -2, -0.5, 1, 2.5, -1.75);
      expect(tensors, "column", shape(4), -1.5, 0, 1.5, 3);
      expect(tensors, "block", shape(2, 3), -0.25, 0.25, 0.75, 1.25, 1.75, 2.25);
      expect(tensors, "expanded", shape(2, 3), 1.5, 1.5, 1.5, -2.5, -2.5, -2.5);
      expect(tensors, "channels_last", shape(1, 2, 3, 4), quarters(0, 24));
      expect(tensors, "parameter", shape(6), quarters(0, 6));
    }
  }

  @Test
  void theTextsOfASafetensorsFileAreRead() throws IOException {
    try (TensorFile opened = TensorFile.open(Fixtures.file("tensors.safetensors"))) {
      assertThat(opened.metadata()).containsExactly(Map.entry("made by", "make_weights.py"));
    }
  }

  @Test
  void aCheckpointsNetworkIsFoundAmongItsOtherThings() throws IOException {
    try (TensorFile opened = TensorFile.open(Fixtures.file("pconv-unet-7.pth"))) {
      assertThat(opened.tensors().keySet())
          .startsWith("enc_1.conv.input_conv.weight", "enc_1.conv.mask_conv.weight")
          .contains("dec_1.conv.input_conv.bias");
    }
  }

  /** Opens a file and reads all that it has. */
  private void readAll() throws IOException {
    try (TensorFile opened = TensorFile.open(file)) {
      for (Tensor tensor : opened.tensors().values()) {
        tensor.read(DataType.FLOAT);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tensors.pt", "tensors-legacy.pt", "tensors.safetensors"})
  void aTruncatedFileIsRefusedAndNamed(String name) throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.file(name));
    for (int length = 0; length < whole.length; length += 41) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatIOException()
          .as("%d of %d bytes", length, whole.length)
          .isThrownBy(this::readAll)
          .withMessageContaining(file.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tensors.pt", "tensors-legacy.pt", "tensors.safetensors"})
  void aDamagedFileIsReadOrRefusedInWords(String name) throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.file(name));
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] damaged = whole.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, damaged);
      try {
        readAll();
      } catch (IOException e) {
        assertThat(e).hasMessageContaining(file.toString());
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(20);
  }

  @Test
  void aFileThatIsNoneOfTheseIsRefused() throws IOException {
    Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
    assertThatIOException()
        .isThrownBy(this::readAll)
        .withMessageContaining(file.toString())
        .withMessageContaining("neither of torch.save nor .safetensors");
    assertThat(TensorFile.isOne(file)).isFalse();
    assertThatIOException()
        .isThrownBy(() -> TensorFile.open(folder.resolve("missing.pt")))
        .withMessageContaining("missing.pt");
  }

  /** Writes a zip file as torch.save does. */
  private void zip(String pickle, int method, byte[] storage) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      entry(zip, "archive/data.pkl", ZipEntry.STORED, latin(pickle));
      entry(zip, "archive/data/0", method, storage);
    }
  }

  private static void entry(ZipOutputStream zip, String name, int method, byte... bytes)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(method);
    if (method == ZipEntry.STORED) {
      CRC32 crc = new CRC32();
      crc.update(bytes);
      entry.setSize(bytes.length);
      entry.setCrc(crc.getValue());
    }
    zip.putNextEntry(entry);
    zip.write(bytes);
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void refuses(String pickle, String... reasons) throws IOException {
    zip(pickle, ZipEntry.STORED, new byte[64]);
    assertThatIOException()
        .isThrownBy(this::readAll)
        .withMessageContainingAll(reasons)
        .withMessageContaining(file.toString());
  }

  /** Instructions that push a text. */
  private static String text(String text) {
    return "\u008c" + (char) text.length() + text;
  }

  private static String integer(int value) {
    byte[] bytes =
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    return "J" + new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** A dictionary with one tensor "w" of floats in storage "0". */
  private static String pickle(String numbers, String offset, String shape, String strides) {
    String storage =
        "(" + text("storage") + "ctorch\nFloatStorage\n" + text("0") + text("cpu") + numbers + "tQ";
    return "\u0080\u0002}"
        + text("w")
        + "ctorch._utils\n_rebuild_tensor_v2\n("
        + storage
        + offset
        + shape
        + strides
        + "\u0089NtRs.";
  }

  private static String tuple(int... values) {
    StringBuilder tuple = new StringBuilder("(");
    for (int value : values) {
      tuple.append(integer(value));
    }
    return tuple.append("t").toString();
  }

  @Test
  void aSmallHandwrittenPickleIsRead() throws IOException {
    byte[] storage = new byte[64];
    ByteBuffer.wrap(storage).order(ByteOrder.LITTLE_ENDIAN).putFloat(8, 1.5f).putFloat(20, -3);
    zip(pickle(integer(16), integer(2), tuple(2), tuple(3)), ZipEntry.STORED, storage);
    try (TensorFile opened = TensorFile.open(file)) {
      expect(opened.tensors(), "w", shape(2), 1.5, -3);
    }
  }

  @Test
  void whatIsNoTensorIsRefusedByItsName() throws IOException {
    String touch = text("touch " + folder.resolve("executed"));
    refuses("\u0080\u0002cposix\nsystem\n" + touch + "\u0085R.", "posix.system");
    refuses(
        "\u0080\u0004" + text("os") + text("system") + "\u0093" + touch + "\u0085R.", "os.system");
    refuses("\u0080\u0002cbuiltins\neval\n" + touch + "\u0085R.", "builtins.eval");
    refuses("\u0080\u0002cnet\nPConvUNet\n)\u0081}b.", "net.PConvUNet", "state_dict()");
    refuses("\u0080\u0002carray\narray\n.", "array.array");
    refuses("\u0080\u0002ctorch\nUntypedStorage\n.", "torch.UntypedStorage");
    refuses("\u0080\u0002ctorch\nFloatStorage\n" + integer(1 << 30) + "\u0085R.", "F32 storage");
    refuses("\u0080\u0002(iposix\nsystem\n.", "0x69");
    refuses("\u0080\u0002}" + text("x").repeat(2) + "\u0082\u0001.", "0x82");
    assertThat(folder.resolve("executed")).doesNotExist();
  }

  @Test
  void whatWouldTakeMuchMemoryIsRefused() throws IOException {
    refuses("\u0080\u0002X\u00ff\u00ff\u00ff\u007fabc.", "2147483647", "left");
    refuses("\u0080\u0002T\u00ff\u00ff\u00ff\u00ffabc.", "4294967295");
    refuses("\u0080\u0002" + "}".repeat(3_000_000) + ".", "instructions");
    refuses("N".repeat(20_000_000), "data.pkl");
    refuses(pickle(integer(16), integer(0), tuple(new int[100_000]), tuple()), "100000 dimensions");
    refuses(pickle(integer(1 << 30), integer(0), tuple(1 << 30), tuple(1)), "archive/data/0", "64");
    refuses(pickle(integer(16), integer(0), tuple(1 << 20, 1 << 20), tuple(0, 0)), "1048576");
    refuses(
        pickle(integer(16), integer(0), tuple(1 << 30, 1 << 30, 1 << 30), tuple(0, 0, 0)),
        "1073741824");
    zip(
        pickle(integer(1 << 20), integer(0), tuple(1), tuple(1)),
        ZipEntry.DEFLATED,
        new byte[4 << 20]);
    assertThatIOException().isThrownBy(this::readAll).withMessageContaining("packed");
  }

  @Test
  void tensorsThatDontLieWithinTheirStorageAreRefused() throws IOException {
    refuses(pickle(integer(16), integer(0), tuple(17), tuple(1)), "[17]");
    refuses(pickle(integer(16), integer(9), tuple(8), tuple(1)), "value 9");
    refuses(pickle(integer(16), integer(-1), tuple(2), tuple(1)), "value -1");
    refuses(pickle(integer(16), integer(0), tuple(2), tuple(-1)), "[-1]");
    refuses(pickle(integer(16), integer(0), tuple(-2), tuple(1)), "[-2]");
    refuses(pickle(integer(16), integer(0), tuple(2), tuple(1, 1)), "[1, 1]");
    refuses(pickle(integer(-16), integer(0), tuple(2), tuple(1)), "-16");
    refuses(pickle(integer(16), integer(0), tuple(3, 3), tuple(1 << 30, 1 << 30)), "1073741824");
  }

  @Test
  void picklesThatDontFitTogetherAreRefused() throws IOException {
    refuses(STATE_DICT, "damaged");
    refuses("\u0080\u0002t.", "damaged");
    refuses("\u0080\u0002N.", "no dictionary");
    refuses("\u0080\u0002}.", "no dictionary of tensors", "state_dict");
    refuses("\u0080\u0002}]q\0h\0aNs.", "key");
    refuses("\u0080\u0002]q\0h\0a.", "no dictionary");
    refuses("\u0080\u0002]" + "\u0085".repeat(900_000) + ".", "no dictionary");
    refuses(pickle("N", integer(0), tuple(2), tuple(1)), "whole number");
    refuses("\u0080\u0002(" + text("module") + "tQ.", "no storage");
  }

  private void refusesHeader(String header, int data, String... reasons) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length())
            .array());
    bytes.write(latin(header));
    bytes.write(new byte[data]);
    Files.write(file, bytes.toByteArray());
    assertThatIOException()
        .isThrownBy(this::readAll)
        .withMessageContainingAll(reasons)
        .withMessageContaining(file.toString());
  }

  private static String header(String type, String shape, long from, long to) {
    return "{\"w\": {\"dtype\": \"%s\", \"shape\": %s, \"data_offsets\": [%d, %d]}}"
        .formatted(type, shape, from, to);
  }

  @Test
  void aSafetensorsFileThatDoesntFitTogetherIsRefused() throws IOException {
    refusesHeader(header("F32", "[2]", 0, 8), 7, "\"w\"", "0 to 8 of 7");
    refusesHeader(header("F32", "[2]", 0, 12), 12, "\"w\"", "[2]", "12 bytes");
    refusesHeader(header("F32", "[-2]", 0, 8), 8, "[-2]");
    refusesHeader(header("F32", "[2]", -8, 0), 8, "-8");
    refusesHeader(header("F32", "[4294967296, 4294967296]", 0, 0), 8, "\"w\"");
    refusesHeader(header("F32", "[0, 4294967296, 4294967296]", 0, 4), 8, "\"w\"");
    refusesHeader(header("F8_E4M3", "[2]", 0, 2), 8, "F8_E4M3");
    refusesHeader("{\"w\": {\"dtype\": \"F32\"}}", 8, "\"w\"", "lacks");
    refusesHeader("{\"w\": null}", 8, "\"w\"");
    refusesHeader("{\"w\": " + "[".repeat(1_000_000) + "}", 8, "JSON");
    refusesHeader("{\"w\": {\"x\": " + "{\"x\": ".repeat(1_000_000) + "}}", 8, "JSON");
    refusesHeader("{\"w\": ", 8, "JSON");
    refusesHeader("{" + " ".repeat(20_000_000), 0, "20,000,001");
    String twice = header("F32", "[1]", 0, 4);
    refusesHeader(twice.replace("}}", "}, ") + twice.substring(1), 8, "twice");
  }
}
