package io.github.dl4jinpaint.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jinpaint.data.InpaintingMetaData;
import io.github.dl4jinpaint.data.InpaintingRecordReader;
import io.github.dl4jinpaint.data.TestImages;
import io.github.dl4jinpaint.data.cifar10.Cifar10;
import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.data.mask.MaskGenerator;
import io.github.dl4jinpaint.data.mask.Masks;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.datavec.api.records.Record;
import org.datavec.api.records.listener.impl.LogRecordListener;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.writable.Writable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a reader promises, whatever its images come from. */
class ImageSourcesTest {
  @TempDir static Path folder;

  @BeforeAll
  static void writePictures() throws IOException {
    for (int i = 0; i < 9; i++) {
      Path file = folder.resolve(i % 2 == 0 ? "even" : "odd").resolve(i + ".png");
      Files.createDirectories(file.getParent());
      byte[] pixels = TestPictures.noise(20 + i, 25, 3, i);
      Files.write(file, TestPictures.encoded(".png", pixels, 20 + i, 25));
    }
  }

  private static ImageSource cifar() {
    try {
      return Cifar10.files(List.of(TestImages.cifarFile().toPath()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<ImageSource> sources() {
    ImageFolder pictures = ImageFolder.of(folder).labelled();
    return List.of(
        cifar(),
        cifar().range(7, 31),
        cifar().limit(20).flippedAtRandom(),
        cifar().limit(5).followedBy(pictures.cropRandom(32).range(2, 8)),
        pictures.resize(16),
        pictures.cropCentre(17, 16),
        pictures.cropRandom(16),
        pictures.skipUnreadable().tiles(10));
  }

  private static InpaintingRecordReader reader(ImageSource images) {
    return InpaintingRecordReader.builder().images(images).seed(3).shuffle(true).build();
  }

  private static List<List<Writable>> rest(RecordReader reader) {
    List<List<Writable>> records = new ArrayList<>();
    while (reader.hasNext()) {
      records.add(reader.next());
    }
    return records;
  }

  @ParameterizedTest
  @MethodSource("sources")
  void batchesHoldTheSameAsSingleRecordsAndListenersHearOfBoth(ImageSource images) {
    List<List<Writable>> singles = rest(reader(images));
    InpaintingRecordReader reader = reader(images);
    List<Object> heard = new ArrayList<>();
    reader.setListeners(
        new LogRecordListener() {
          private static final long serialVersionUID = 1;

          @Override
          public void recordRead(RecordReader from, Object record) {
            heard.add(record);
          }
        });

    List<List<Writable>> batched = new ArrayList<>();
    while (reader.hasNext()) {
      batched.addAll(reader.next(4).stream().toList());
      if (reader.hasNext()) {
        batched.add(reader.nextRecord().getRecord());
      }
    }

    assertThat(batched).isEqualTo(singles).hasSize(images.size());
    assertThat(heard).isEqualTo(singles);
  }

  @ParameterizedTest
  @MethodSource("sources")
  void recordsAreLoadedAgainAndTheirMetadataTellFileAndClass(ImageSource images) {
    InpaintingRecordReader reader = reader(images);
    List<Record> records = new ArrayList<>();
    for (int epoch = 0; epoch < 2; epoch++) {
      while (reader.hasNext()) {
        records.add(reader.nextRecord());
      }
      reader.reset();
    }

    InpaintingRecordReader another = TestImages.serialised(reader(images));
    for (Record record : records) {
      InpaintingMetaData from = TestImages.serialised((InpaintingMetaData) record.getMetaData());
      assertThat(from.getURI()).isEqualTo(images.uri(from.image()));
      assertThat(from.label()).isEqualTo(images.label(from.image()));
      assertThat(from.labelName())
          .isEqualTo(from.label() < 0 ? null : reader.getLabels().get(from.label()));
    }
    List<RecordMetaData> metaData = records.stream().map(Record::getMetaData).toList();
    assertThat(another.loadFromMetaData(metaData)).isEqualTo(records);
    assertThat(records).hasSize(2 * images.size());
  }

  @ParameterizedTest
  @MethodSource("sources")
  void aReaderGoesOnWhereItWasWhenItIsSerialisedOrItsImagesWereClosed(ImageSource images) {
    InpaintingRecordReader reader = reader(images);
    rest(reader);
    reader.reset();
    reader.next(2);

    InpaintingRecordReader copy = TestImages.serialised(reader);
    images.close();

    assertThat(rest(copy)).isEqualTo(rest(reader)).hasSize(images.size() - 2);
    reader.close();
    assertThatThrownBy(reader::next).isInstanceOf(IllegalStateException.class);
    copy.reset();
    assertThat(copy.epoch()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("sources")
  void readingIsTheSameFromManyThreadsAtOnce(ImageSource images) {
    int bytes = 3 * images.height() * images.width();
    byte[][] expected = new byte[images.size()][bytes];
    for (int i = 0; i < images.size(); i++) {
      images.read(i, i, expected[i]);
    }

    boolean right =
        IntStream.range(0, 300)
            .parallel()
            .map(i -> i % images.size())
            .allMatch(
                i -> {
                  byte[] rgb = new byte[bytes];
                  images.read(i, i, rgb);
                  return Arrays.equals(rgb, expected[i]);
                });

    assertThat(right).isTrue();
    byte[] rgb = new byte[bytes];
    assertThatThrownBy(() -> images.read(images.size(), rgb))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> images.read(-1, 0, rgb)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void randomCropsAreOthersInEveryEpochUnlessMasksAreFixed() {
    ImageSource crops = ImageFolder.of(folder).cropRandom(8);
    for (boolean fixed : new boolean[] {false, true}) {
      InpaintingRecordReader.Builder builder = InpaintingRecordReader.builder().images(crops);
      InpaintingRecordReader reader = (fixed ? builder.fixedMasks() : builder).build();
      List<Writable> first = targets(reader);
      reader.reset();

      assertThat(targets(reader).equals(first)).isEqualTo(fixed);
    }
  }

  private static List<Writable> targets(RecordReader reader) {
    return rest(reader).stream().map(triple -> triple.get(2)).toList();
  }

  @Test
  void whatIsRandomAboutImagesHasNothingToDoWithTheirMasks() {
    Set<Long> seedsOfImages = new HashSet<>();
    Set<Long> seedsOfMasks = new HashSet<>();
    MaskGenerator noting =
        (height, width, seed) -> {
          seedsOfMasks.add(seed);
          return new Mask(height, width, new byte[height * width]);
        };
    ImageSource images =
        new ImageRange(new TestImages.Gradients(5, 4, 4), 0, 5) {
          private static final long serialVersionUID = 1;

          @Override
          public void read(int index, long seed, byte[] rgb) {
            seedsOfImages.add(seed);
          }
        };

    for (MaskGenerator masks :
        List.of(noting, Masks.oneOf(noting, noting), Masks.union(noting, noting))) {
      InpaintingRecordReader reader =
          InpaintingRecordReader.builder().images(images).masks(masks).seed(3).build();
      while (reader.hasNext()) {
        reader.next();
      }
    }

    assertThat(seedsOfImages).hasSize(5).doesNotContainAnyElementsOf(seedsOfMasks);
  }

  @Test
  void rangesAndSequencesOfSourcesPassTheSeedOn() {
    ImageSource crops = ImageFolder.of(folder).cropRandom(8);
    for (int seed = 0; seed < 10; seed++) {
      byte[] expected = read(crops, 3, seed);

      assertThat(read(crops.range(2, 5), 1, seed)).isEqualTo(expected);
      assertThat(read(crops.flippedAtRandom().range(2, 5), 1, seed))
          .isEqualTo(read(crops.flippedAtRandom(), 3, seed));
      assertThat(read(crops.followedBy(crops), 3, seed)).isEqualTo(expected);
      assertThat(read(crops.followedBy(crops), crops.size() + 3, seed)).isEqualTo(expected);
    }
    assertThat(read(crops, 3, 0)).isNotEqualTo(read(crops, 3, 1));
  }

  @Test
  void aboutHalfOfTheImagesAreFlippedFromLeftToRightAndTheOthersAreNot() {
    ImageSource images = new TestImages.Gradients(3, 5, 7);
    ImageSource flipped = images.flippedAtRandom();
    byte[] original = read(images, 2, 0);
    byte[] mirrored = new byte[original.length];
    for (int i = 0; i < original.length; i++) {
      mirrored[i] = original[i / 7 * 7 + 6 - i % 7];
    }

    int flips = 0;
    for (int seed = 0; seed < 1000; seed++) {
      byte[] read = read(flipped, 2, seed);
      assertThat(read).isIn(original, mirrored);
      flips += Arrays.equals(read, mirrored) ? 1 : 0;
    }

    assertThat(flips).isBetween(450, 550);
    byte[] withoutSeed = new byte[original.length];
    flipped.read(2, withoutSeed);
    assertThat(withoutSeed).isEqualTo(original);
  }

  private static byte[] read(ImageSource images, int index, long seed) {
    byte[] rgb = new byte[3 * images.height() * images.width()];
    images.read(index, seed, rgb);
    return rgb;
  }

  @Test
  void aRangeOfImagesIsNumberedFromZero() {
    ImageSource images = new TestImages.Gradients(23, 12, 20);
    ImageSource range = images.range(5, 20).limit(3);
    byte[] rgb = new byte[3 * 12 * 20];
    range.read(2, rgb);

    assertThat(range.size()).isEqualTo(3);
    assertThat(rgb[0]).isEqualTo((byte) 7);
    assertThat(range.uri(2)).isEqualTo(URI.create("gradient:7"));
    assertThatThrownBy(() -> range.uri(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void sourcesFollowEachOtherWithTheLabelsOfBoth() {
    ImageSource pictures = ImageFolder.of(folder).labelled().resize(32);
    ImageSource both = cifar().limit(3).followedBy(pictures).followedBy(cifar().range(3, 6));

    assertThat(both.size()).isEqualTo(15);
    assertThat(both.labels()).hasSize(12).startsWith("airplane").endsWith("truck", "even", "odd");
    assertThat(IntStream.range(0, 15).mapToObj(i -> both.labels().get(both.label(i))))
        .containsExactly(
            "cat",
            "ship",
            "ship",
            "even",
            "even",
            "even",
            "even",
            "even",
            "odd",
            "odd",
            "odd",
            "odd",
            "airplane",
            "frog",
            "frog");
    assertThat(both.uri(3)).isEqualTo(pictures.uri(0));
    assertThat(both.uri(12)).hasFragment("record=3");
    assertThatThrownBy(() -> both.label(15)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> cifar().followedBy(new TestImages.Gradients(1, 12, 20)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32×32")
        .hasMessageContaining("12×20");
  }

  @Test
  void onlyWhatIsAskedForIsOpenedAndAllOfItIsClosed() {
    List<String> calls = new ArrayList<>();
    ImageSource both = watched("a", calls).followedBy(watched("b", calls));

    both.range(2, 4).open(0, 2);
    both.range(5, 8).open(0, 3);
    both.open(3, 7);
    both.close();

    assertThat(calls).containsExactly("a 2 4", "b 0 3", "a 3 5", "b 0 2", "a closed", "b closed");
  }

  private static ImageSource watched(String name, List<String> calls) {
    ImageSource images = new TestImages.Gradients(5, 4, 4);
    return new ImageSource() {
      private static final long serialVersionUID = 1;

      @Override
      public int size() {
        return images.size();
      }

      @Override
      public int height() {
        return images.height();
      }

      @Override
      public int width() {
        return images.width();
      }

      @Override
      public void read(int index, byte[] rgb) {
        images.read(index, rgb);
      }

      @Override
      public URI uri(int index) {
        return images.uri(index);
      }

      @Override
      public void open(int from, int to) {
        calls.add(name + " " + from + " " + to);
      }

      @Override
      public void close() {
        calls.add(name + " closed");
      }
    };
  }

  @Test
  void allOfCifar10IsTrainingAndTestImages() throws IOException {
    Files.write(folder.resolve("test_batch.bin"), TestImages.cifarBytes());
    Cifar10.Folder files = Cifar10.in(folder);

    assertThat(files.all().size()).isEqualTo(60_000);
    assertThat(Stream.of(0, 49_999).map(i -> files.all().uri(i)))
        .containsExactly(files.train().uri(0), files.train().uri(49_999));
    assertThat(files.all().uri(50_000)).isEqualTo(files.test().uri(0));
    assertThat(files.all().labels()).hasSize(10);
    Files.delete(folder.resolve("test_batch.bin"));
  }
}
