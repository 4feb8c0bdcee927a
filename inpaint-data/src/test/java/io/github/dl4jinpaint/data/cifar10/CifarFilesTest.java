package io.github.dl4jinpaint.data.cifar10;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jinpaint.data.InpaintingRecordReader;
import io.github.dl4jinpaint.data.TestImages;
import io.github.dl4jinpaint.data.cifar10.Cifar10Archive.DataFile;
import io.github.dl4jinpaint.data.image.ImageSource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.datavec.api.split.CollectionInputSplit;
import org.datavec.api.split.FileSplit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarFilesTest {
  private static final byte[] BYTES = TestImages.cifarBytes();

  /** The 50 images cut into two files for training and one for testing. */
  private static final DataFile FIRST = new DataFile("first.bin", 20, md5(0, 20));

  private static final DataFile SECOND = new DataFile("second.bin", 20, md5(20, 40));
  private static final DataFile TEST = new DataFile("test.bin", 10, md5(40, 50));
  private static final Cifar10Archive SMALL =
      new Cifar10Archive(
          URI.create("http://localhost/unused"),
          1,
          "",
          new Patience(Duration.ofSeconds(1), List.of()),
          List.of(FIRST, SECOND),
          List.of(TEST));

  @TempDir Path folder;

  private static byte[] records(int from, int to) {
    return Arrays.copyOfRange(BYTES, from * 3073, to * 3073);
  }

  private static String md5(int from, int to) {
    return DigestUtils.md5Hex(records(from, to));
  }

  private ImageSource train() {
    return SMALL.present(SMALL.train(), folder);
  }

  private static void open(ImageSource images) {
    InpaintingRecordReader.builder().images(images).build();
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("images.bin"), bytes);
  }

  private static void initialize(Path file) throws IOException {
    InpaintingRecordReader.builder().build().initialize(new FileSplit(file.toFile()));
  }

  @Test
  void pixelsAndLabelsAreReadAcrossFiles() throws IOException {
    Files.write(folder.resolve("first.bin"), records(0, 20));
    Files.createDirectory(folder.resolve("cifar-10-batches-bin"));
    Files.write(folder.resolve("cifar-10-batches-bin/second.bin"), records(20, 40));
    ImageSource images = train();
    byte[] rgb = new byte[3072];

    assertThat(images.size()).isEqualTo(40);
    for (int i : new int[] {0, 19, 20, 39}) {
      images.read(i, rgb);
      assertThat(rgb).isEqualTo(Arrays.copyOfRange(BYTES, i * 3073 + 1, (i + 1) * 3073));
      assertThat(images.label(i)).isEqualTo(BYTES[i * 3073]);
    }
    assertThat(images.labels().get(images.label(0))).isEqualTo("cat");
    assertThat(images.labels().get(images.label(1))).isEqualTo("ship");
    assertThat(images.uri(20)).hasPath(folder + "/cifar-10-batches-bin/second.bin");
    assertThat(images.uri(20)).hasFragment("record=0");
    assertThatThrownBy(() -> images.read(40, rgb)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void imagesAreReadByManyThreadsAtOnceAndAfterClosing() throws IOException {
    Files.write(folder.resolve("first.bin"), records(0, 20));
    ImageSource images = train().limit(20);

    boolean right =
        IntStream.range(0, 4000)
            .parallel()
            .allMatch(
                i -> {
                  byte[] rgb = new byte[3072];
                  images.read(i % 20, rgb);
                  if (i % 1000 == 0) {
                    images.close();
                  }
                  int record = i % 20 * 3073;
                  return Arrays.equals(rgb, 0, 3072, BYTES, record + 1, record + 3073);
                });

    assertThat(right).isTrue();
  }

  @Test
  void onlyTheFilesThatTheImagesComeFromAreNeeded() throws IOException {
    Files.write(folder.resolve("second.bin"), records(20, 40));

    assertThatCode(() -> open(train().range(20, 40))).doesNotThrowAnyException();
    assertThatThrownBy(() -> open(train().range(19, 21)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("first.bin, with images 0 to 19, is neither in " + folder)
        .hasMessageContaining("images 19 to 20 are asked for");
  }

  @Test
  void aFileWithAnotherChecksumIsRefused() throws IOException {
    byte[] altered = records(0, 20);
    altered[5000] ^= 1;
    Files.write(folder.resolve("first.bin"), altered);

    assertThatThrownBy(() -> open(train().limit(1)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(folder.resolve("first.bin").toString())
        .hasMessageContaining(DigestUtils.md5Hex(altered))
        .hasMessageContaining(FIRST.md5());
  }

  @Test
  void aKnownFileThatIsChangedAnywhereIsRefused() throws IOException {
    Random random = new Random(1);
    Path file = folder.resolve("first.bin");
    byte[] whole = records(0, 20);
    for (int i = 0; i < 100; i++) {
      byte[] changed = whole.clone();
      int place = random.nextInt(whole.length);
      changed[i < 20 ? i * 3073 : place] ^= (byte) (1 + random.nextInt(255));
      byte[] cut = Arrays.copyOf(whole, i == 0 ? 0 : i < 20 ? i * 3073 : place);
      byte[] longer = Arrays.copyOf(whole, whole.length + (i == 0 ? 3073 : 1 + place));
      for (byte[] wrong : List.of(changed, cut, longer)) {
        Files.write(file, wrong);
        assertThatThrownBy(() -> train().open(0, 1))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageStartingWith(file + " has ")
            .hasMessageContaining("delete it and fetch it again");
      }
    }
  }

  @Test
  void aFileThatIsCutWhileItIsReadIsNamed() throws IOException {
    Path file = Files.write(folder.resolve("first.bin"), records(0, 20));
    ImageSource images = train();
    images.open(0, 20);
    Files.write(file, records(0, 19));
    byte[] rgb = new byte[3072];
    images.read(18, rgb);

    assertThatThrownBy(() -> images.read(19, rgb))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file + " has become shorter");
    assertThatThrownBy(() -> images.label(19))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file + " has become shorter");
    images.close();
  }

  @Test
  void theOfficialFilesAreKnownBySizeAndChecksum() throws IOException {
    Path file = folder.resolve("data_batch_1.bin");
    try (RandomAccessFile zeros = new RandomAccessFile(file.toFile(), "rw")) {
      zeros.setLength(30_729_999);
      assertThatThrownBy(() -> open(Cifar10.in(folder).train().limit(10_000)))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(file + " has 30729999 bytes instead of 30730000");

      zeros.setLength(30_730_000);
      assertThatThrownBy(() -> open(Cifar10.in(folder).train().limit(10_000)))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("5dd7e06a14cb22eb9f671a540d1b7c25");
    }
    assertThat(Cifar10.in(folder).train().size()).isEqualTo(50_000);
    assertThat(Cifar10.in(folder).test().size()).isEqualTo(10_000);
    assertThatThrownBy(() -> open(Cifar10.in(folder).test()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("test_batch.bin, with images 0 to 9999, is neither in " + folder);
  }

  @Test
  void aFolderWithoutAnyOfTheFilesIsRefused() {
    assertThatThrownBy(() -> Cifar10.in(folder))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("data_batch_1.bin")
        .hasMessageContaining("test_batch.bin")
        .hasMessageContaining(folder + " or " + folder.resolve("cifar-10-batches-bin"));
  }

  @Test
  void filesOfASplitAreCheckedWhenTheReaderIsInitialised() throws IOException {
    assertThatThrownBy(() -> initialize(write(Arrays.copyOf(BYTES, BYTES.length - 1))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("images.bin has 153649 bytes");
    assertThatThrownBy(() -> initialize(write(Arrays.copyOf(BYTES, BYTES.length + 1))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("multiple of 3073");
    assertThatThrownBy(() -> initialize(write(new byte[0])))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("images.bin has 0 bytes");

    for (int label = 10; label < 256; label++) {
      byte[] mislabelled = BYTES.clone();
      int record = label % 50;
      mislabelled[record * 3073] = (byte) label;
      assertThatThrownBy(() -> initialize(write(mislabelled)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("images.bin, record " + record + ": the label is " + label);
    }
  }

  @Test
  void locationsThatAreNoFilesAreRefused() {
    InpaintingRecordReader reader = InpaintingRecordReader.builder().build();

    assertThatThrownBy(
            () ->
                reader.initialize(
                    new CollectionInputSplit(List.of(URI.create("https://example.org/a.bin")))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("https://example.org/a.bin");
    assertThatThrownBy(
            () ->
                reader.initialize(
                    new CollectionInputSplit(List.of(folder.resolve("absent.bin").toUri()))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("absent.bin doesn't exist");
    assertThatThrownBy(() -> reader.initialize(new CollectionInputSplit(List.of())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no locations");
  }
}
