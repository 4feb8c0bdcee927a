package io.github.dl4jinpaint.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dl4jinpaint.data.TestImages;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ImageFolderTest {
  private static final int HEIGHT = 40;
  private static final int WIDTH = 60;
  private static final byte[] SMOOTH = TestPictures.smooth(HEIGHT, WIDTH);

  @TempDir Path folder;

  private Path write(String name, byte[] file) throws IOException {
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.write(path, file);
  }

  private void writeNoise(String name, int height, int width, long seed) throws IOException {
    byte[] pixels = TestPictures.noise(height, width, 3, seed);
    write(name, TestPictures.encoded(".png", pixels, height, width));
  }

  private static byte[] read(ImageSource images, int index) {
    byte[] rgb = new byte[3 * images.height() * images.width()];
    images.read(index, rgb);
    return rgb;
  }

  /** The whole of the folder's only picture. */
  private byte[] readWhole(int height, int width) {
    return read(ImageFolder.of(folder).cropCentre(height, width), 0);
  }

  private List<String> names(ImageSource images) {
    return IntStream.range(0, images.size())
        .mapToObj(i -> folder.relativize(Path.of(images.uri(i))).toString())
        .map(name -> name.replace(File.separatorChar, '/'))
        .toList();
  }

  private static void assertClose(byte[] actual, byte[] expected, int tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(Math.abs((actual[i] & 0xff) - (expected[i] & 0xff)))
          .as("value %d", i)
          .isLessThanOrEqualTo(tolerance);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "dib", "tiff", "tif", "ppm", "webp"})
  void losslessFormatsGiveTheirPixels(String format) throws IOException {
    byte[] pixels = TestPictures.noise(13, 17, 3, 1);
    write("picture." + format, TestPictures.encoded("." + format, pixels, 13, 17));

    assertThat(readWhole(13, 17)).isEqualTo(TestPictures.planes(pixels, 17, 0, 0, 13, 17));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "jpeg", "jpe", "JPG"})
  void jpegsAreReadAlmostAsTheyWere(String extension) throws IOException {
    write("picture." + extension, TestPictures.encoded(".jpg", SMOOTH, HEIGHT, WIDTH));

    assertClose(
        readWhole(HEIGHT, WIDTH), TestPictures.planes(SMOOTH, WIDTH, 0, 0, HEIGHT, WIDTH), 8);
  }

  @Test
  void greyPicturesGetThreeChannels() throws IOException {
    byte[] grey = TestPictures.noise(10, 10, 1, 2);
    write("grey.png", TestPictures.encoded(".png", grey, 10, 10));

    byte[] rgb = readWhole(10, 10);

    for (int channel = 0; channel < 3; channel++) {
      assertThat(Arrays.copyOfRange(rgb, channel * 100, channel * 100 + 100)).isEqualTo(grey);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "tiff"})
  void sixteenBitsAreScaledToEight(String format) throws IOException {
    Mat picture = new Mat(4, 4, opencv_core.CV_16UC3, new Scalar(0, 0x8080, 0xffff, 0));
    write("deep." + format, TestPictures.encoded("." + format, picture));

    byte[] rgb = readWhole(4, 4);

    assertThat(Arrays.copyOf(rgb, 16)).containsOnly(255);
    assertThat(Arrays.copyOfRange(rgb, 16, 32)).containsOnly(0x80);
    assertThat(Arrays.copyOfRange(rgb, 32, 48)).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "tiff"})
  void transparentPicturesAppearAsOnWhite(String format) throws IOException {
    byte[] bgra = TestPictures.noise(20, 20, 4, 3);
    write("glass." + format, TestPictures.encoded("." + format, bgra, 20, 20));
    byte[] onWhite = new byte[3 * 400];
    for (int i = 0; i < 400; i++) {
      double alpha = (bgra[4 * i + 3] & 0xff) / 255.0;
      for (int c = 0; c < 3; c++) {
        onWhite[3 * i + c] =
            (byte) Math.round((bgra[4 * i + c] & 0xff) * alpha + 255 * (1 - alpha));
      }
    }

    assertClose(readWhole(20, 20), TestPictures.planes(onWhite, 20, 0, 0, 20, 20), 1);
  }

  @Test
  void theTransparentColourOfAPngAppearsAsWhite() throws IOException {
    byte[] pixels = {10, 20, 30, 40, 50, 60, 10, 20, 31, 10, 20, 30};
    byte[] rgb = {0, 30, 0, 20, 0, 10};
    write(
        "key.png", TestPictures.withChunk(TestPictures.encoded(".png", pixels, 2, 2), "tRNS", rgb));

    byte[] white = {-1, -1, -1, 40, 50, 60, 10, 20, 31, -1, -1, -1};
    assertThat(read(ImageFolder.of(folder).cropCentre(2), 0))
        .isEqualTo(TestPictures.planes(white, 2, 0, 0, 2, 2));
  }

  @Test
  void transparentPicturesOfSixteenBitsAppearAsOnWhite() throws IOException {
    Mat picture = new Mat(4, 4, opencv_core.CV_16UC4, new Scalar(0, 257 * 100, 65535, 257 * 51));
    write("glass.png", TestPictures.encoded(".png", picture));

    byte[] rgb = readWhole(4, 4);

    assertThat(Arrays.copyOf(rgb, 16)).containsOnly(255);
    assertThat(Arrays.copyOfRange(rgb, 16, 32)).containsOnly(20 + 204);
    assertThat(Arrays.copyOfRange(rgb, 32, 48)).containsOnly(204);
  }

  @Test
  void camerasOrientationsAreHonoured() throws IOException {
    byte[] jpeg = TestPictures.encoded(".jpg", SMOOTH, HEIGHT, WIDTH);
    write("upright/a.jpg", jpeg);
    byte[] stored = read(ImageFolder.of(folder.resolve("upright")).cropCentre(HEIGHT, WIDTH), 0);
    for (int orientation = 1; orientation <= 8; orientation++) {
      boolean turned = orientation > 4;
      int height = turned ? WIDTH : HEIGHT;
      int width = turned ? HEIGHT : WIDTH;
      Path only = write(orientation + "/a.jpg", TestPictures.withOrientation(jpeg, orientation));

      byte[] shown = read(ImageFolder.of(only.getParent()).cropCentre(height, width), 0);

      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          assertThat(shown[y * width + x])
              .isEqualTo(stored[storedAt(orientation, y, x, height, width)]);
        }
      }
    }
  }

  /** Which stored pixel is shown at a place (Exif 2.3, tag 274: where row 0 and column 0 are). */
  private static int storedAt(int orientation, int y, int x, int height, int width) {
    int fromBottom = height - 1 - y;
    int fromRight = width - 1 - x;
    return switch (orientation) {
      case 1 -> y * WIDTH + x;
      case 2 -> y * WIDTH + fromRight;
      case 3 -> fromBottom * WIDTH + fromRight;
      case 4 -> fromBottom * WIDTH + x;
      case 5 -> x * WIDTH + y;
      case 6 -> fromRight * WIDTH + y;
      case 7 -> fromRight * WIDTH + fromBottom;
      case 8 -> x * WIDTH + fromBottom;
      default -> throw new IllegalArgumentException();
    };
  }

  @Test
  void theBytesTellTheFormatWhateverTheNameSays() throws IOException {
    byte[] pixels = TestPictures.noise(13, 17, 3, 1);
    write("picture.jpg", TestPictures.encoded(".png", pixels, 13, 17));

    assertThat(readWhole(13, 17)).isEqualTo(TestPictures.planes(pixels, 17, 0, 0, 13, 17));
  }

  @Test
  void theFilesAreToldInOrderAndAreReadInTheirOwnSize() throws IOException {
    writeNoise("b/c.png", 5, 7, 1);
    writeNoise("a.png", 3, 4, 2);

    List<Path> files = ImageFolder.of(folder).files();

    assertThat(files).containsExactly(folder.resolve("a.png"), folder.resolve("b/c.png"));
    try (Mat picture = ImageFolder.read(files.get(1))) {
      byte[] pixels = new byte[5 * 7 * 3];
      picture.data().get(pixels);
      assertThat(picture.cols()).isEqualTo(7);
      assertThat(pixels).isEqualTo(TestPictures.noise(5, 7, 3, 1));
    }
  }

  @Test
  void picturesThatAreCutAnywhereAreRefusedByName() throws IOException {
    Random random = new Random(4);
    byte[] noise = TestPictures.noise(HEIGHT, WIDTH, 3, 4);
    for (String format : List.of("jpg", "png", "bmp", "webp", "tiff", "ppm")) {
      byte[] whole = TestPictures.encoded("." + format, noise, HEIGHT, WIDTH);
      for (int i = 0; i < 12; i++) {
        int length = i == 0 ? 0 : i == 1 ? whole.length - 1 : random.nextInt(whole.length);
        Path cut = write("cut." + format, Arrays.copyOf(whole, length));

        assertThatThrownBy(() -> readWhole(8, 8))
            .as("%d of %d bytes", length, whole.length)
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageStartingWith(cut + " can't be read as a picture: ");
        Files.delete(cut);
      }
    }
  }

  @Test
  void aJpegThatIsCutWithinOrAfterItsThumbnailIsRefusedAndBytesAfterItsEndAreNot()
      throws IOException {
    byte[] jpeg = TestPictures.encoded(".jpg", SMOOTH, HEIGHT, WIDTH);
    byte[] small = TestPictures.encoded(".jpg", TestPictures.smooth(4, 6), 4, 6);
    byte[] withThumbnail =
        ByteBuffer.allocate(jpeg.length + small.length + 4)
            .put(jpeg, 0, 2)
            .putShort((short) 0xFFE2)
            .putShort((short) (small.length + 2))
            .put(small)
            .put(jpeg, 2, jpeg.length - 2)
            .array();
    byte[] followed = Arrays.copyOf(withThumbnail, withThumbnail.length + 1000);

    write("whole.jpg", followed);
    assertThat(readWhole(HEIGHT, WIDTH)).hasSize(3 * HEIGHT * WIDTH);
    for (int end : new int[] {small.length / 2, small.length + 6, withThumbnail.length - 100}) {
      write("whole.jpg", Arrays.copyOf(withThumbnail, end));
      assertThatThrownBy(() -> readWhole(HEIGHT, WIDTH))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("whole.jpg");
    }
  }

  @Test
  void unreadablePicturesAreRefusedWhenTheyAreRead() throws IOException {
    writeNoise("a.png", 8, 8, 1);
    Path text = write("b.png", "not a picture".getBytes(StandardCharsets.UTF_8));
    Path vanished = write("c.png", new byte[1]);
    ImageSource images = ImageFolder.of(folder).resize(8);
    Files.delete(vanished);

    assertThat(images.size()).isEqualTo(3);
    assertThat(read(images, 0)).hasSize(192);
    assertThatThrownBy(() -> read(images, 1))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith(text + " can't be read as a picture: it is no picture");
    assertThatThrownBy(() -> read(images, 2))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("c.png")
        .hasMessageContaining("NoSuchFile");
    assertThatThrownBy(() -> ImageFolder.of(folder).tiles(8))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("can't be read as a picture");
  }

  @Test
  void unreadablePicturesAreSkippedIfAskedFor() throws IOException {
    writeNoise("a.png", 8, 16, 1);
    write("b.png", new byte[0]);
    writeNoise("c.png", 8, 8, 2);
    write("d.jpg", "not a picture".getBytes(StandardCharsets.UTF_8));
    ImageFolder readable = ImageFolder.of(folder).skipUnreadable();

    ImageSource images = readable.cropCentre(8);

    assertThat(names(images)).containsExactly("a.png", "c.png");
    assertThat(readable.files()).hasSize(4);
    assertThat(readable.tiles(8).size()).isEqualTo(3);
    assertThat(ImageFolder.of(folder).resize(8).size()).isEqualTo(4);
    Files.delete(folder.resolve("a.png"));
    Files.delete(folder.resolve("c.png"));
    assertThatThrownBy(() -> readable.resize(8))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none of the 2 pictures")
        .hasMessageContaining(folder.getFileName().toString());
  }

  @Test
  void picturesAreSortedAndOtherFilesLeftAlone() throws IOException {
    for (String name : List.of("b.png", "a/z.png", "a-1.png", "B.png", "10.png", "9.png")) {
      writeNoise(name, 4, 4, 1);
    }
    for (String name : List.of(".hidden.png", ".hidden/a.png", "notes.txt", "png", "a.png.bak")) {
      write(name, new byte[3]);
    }

    assertThat(names(ImageFolder.of(folder).resize(4)))
        .containsExactly("10.png", "9.png", "B.png", "a-1.png", "a/z.png", "b.png");
  }

  @Test
  void namesMayHoldAnyCharacters() throws IOException {
    List<String> names =
        List.of("Bücher & Äpfel.png", "日本/写真 #1.png", "100% +.png", "a;b=c.png", "🙂.png");
    assumeTrue(representable(names), "this platform's names can't hold them");
    for (int i = 0; i < names.size(); i++) {
      writeNoise(names.get(i), 4, 4, i);
    }

    ImageSource images = TestImages.serialised(ImageFolder.of(folder).labelled().cropCentre(4));

    assertThat(names(images)).containsExactlyInAnyOrderElementsOf(names);
    assertThat(images.labels()).containsExactly("日本");
    for (int i = 0; i < names.size(); i++) {
      byte[] pixels = TestPictures.noise(4, 4, 3, names.indexOf(names(images).get(i)));
      assertThat(read(images, i)).isEqualTo(TestPictures.planes(pixels, 4, 0, 0, 4, 4));
    }
  }

  private boolean representable(List<String> names) {
    try {
      return names.stream().map(folder::resolve).allMatch(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  @Test
  void linksAreFollowedOnceAndLoopsEnd() throws IOException {
    writeNoise("pictures/b/1.png", 4, 4, 1);
    Path pictures = folder.resolve("pictures");
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    writeNoise("elsewhere/2.png", 4, 4, 2);
    link(pictures.resolve("b/up"), pictures);
    link(pictures.resolve("self"), pictures.resolve("self"));
    link(pictures.resolve("c"), elsewhere);
    link(pictures.resolve("d"), elsewhere);
    link(elsewhere.resolve("back"), pictures);
    link(pictures.resolve("e.png"), elsewhere.resolve("2.png"));
    link(folder.resolve("root"), pictures);

    assertThat(names(ImageFolder.of(pictures).resize(4)))
        .containsExactly("pictures/b/1.png", "pictures/c/2.png", "pictures/e.png");
    assertThat(names(ImageFolder.of(folder.resolve("root")).resize(4)))
        .containsExactly("root/b/1.png", "root/c/2.png", "root/e.png");

    link(pictures.resolve("f.png"), folder.resolve("nowhere"));
    assertThatThrownBy(() -> read(ImageFolder.of(pictures).resize(4), 3))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("f.png");
  }

  private static void link(Path from, Path to) throws IOException {
    try {
      Files.createSymbolicLink(from, to);
    } catch (UnsupportedOperationException | FileSystemException e) {
      assumeTrue(false, "links can't be made here: " + e);
    }
  }

  @Test
  void foldersAreClassesOnlyIfAskedFor() throws IOException {
    for (String name : List.of("dog/1.png", "cat/2.png", "cat/wild/3.png", "4.png")) {
      writeNoise(name, 4, 4, 1);
    }
    ImageSource plain = ImageFolder.of(folder).resize(4);
    ImageSource labelled = ImageFolder.of(folder).labelled().resize(4);

    assertThat(plain.labels()).isEmpty();
    assertThat(plain.label(1)).isEqualTo(-1);
    assertThat(names(labelled))
        .containsExactly("4.png", "cat/2.png", "cat/wild/3.png", "dog/1.png");
    assertThat(labelled.labels()).containsExactly("cat", "dog");
    assertThat(IntStream.range(0, 4).map(labelled::label)).containsExactly(-1, 0, 0, 1);
  }

  @Test
  void foldersWithoutPicturesAreRefused() throws IOException {
    write("notes.txt", new byte[3]);

    assertThatThrownBy(() -> ImageFolder.of(folder).resize(4))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("no picture in " + folder)
        .hasMessageContaining("jpg, pbm");
    assertThatThrownBy(() -> ImageFolder.of(folder.resolve("absent")).resize(4))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("absent doesn't exist or isn't a folder");
    assertThatThrownBy(() -> ImageFolder.of(folder).resize(0, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0×4");
  }

  @Test
  void shrinkingAveragesAreas() throws IOException {
    byte[] pixels = TestPictures.noise(24, 30, 3, 5);
    write("a.png", TestPictures.encoded(".png", pixels, 24, 30));
    byte[] means = new byte[3 * 8 * 5];
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 5; x++) {
        for (int c = 0; c < 3; c++) {
          double sum = 0;
          for (int i = 0; i < 18; i++) {
            sum += pixels[3 * ((3 * y + i / 6) * 30 + 6 * x + i % 6) + c] & 0xff;
          }
          means[3 * (y * 5 + x) + c] = (byte) Math.round(sum / 18);
        }
      }
    }

    assertClose(
        read(ImageFolder.of(folder).resize(8, 5), 0), TestPictures.planes(means, 5, 0, 0, 8, 5), 1);
  }

  @Test
  void picturesOfAnySizeAreEnlargedAndShrunkToTheSizeAskedFor() throws IOException {
    Random random = new Random(6);
    for (int i = 0; i < 30; i++) {
      int height = 1 + random.nextInt(40);
      int width = 1 + random.nextInt(40);
      Mat plain = new Mat(height, width, opencv_core.CV_8UC3, new Scalar(30, 20, 10, 0));
      write("a.png", TestPictures.encoded(".png", plain));
      ImageFolder pictures = ImageFolder.of(folder);
      for (ImageSource images :
          List.of(
              pictures.resize(16, 12),
              pictures.cropCentre(16, 12),
              pictures.cropRandom(16, 12),
              pictures.tiles(16, 12))) {
        byte[] rgb = read(images, images.size() - 1);
        for (int p = 0; p < rgb.length; p++) {
          assertThat(rgb[p]).isEqualTo((byte) (10 + 10 * (p / (16 * 12))));
        }
      }
    }
  }

  @Test
  void aPictureThatIsTooSmallKeepsItsAspectRatioWhenItIsCropped() throws IOException {
    // Left half black, right half white: twice enlarged, the crop of the middle sees both.
    byte[] pixels = new byte[3 * 8 * 20];
    for (int i = 0; i < 160; i++) {
      Arrays.fill(pixels, 3 * i, 3 * i + 3, (byte) (i % 20 < 10 ? 0 : 255));
    }
    write("a.png", TestPictures.encoded(".png", pixels, 8, 20));

    byte[] rgb = read(ImageFolder.of(folder).cropCentre(16), 0);

    for (int y = 0; y < 16; y++) {
      assertThat(Arrays.copyOfRange(rgb, y * 16, y * 16 + 7)).containsOnly(0);
      assertThat(Arrays.copyOfRange(rgb, y * 16 + 9, y * 16 + 16)).containsOnly(255);
    }
    assertThat(ImageFolder.of(folder).tiles(16).size()).isEqualTo(2);
  }

  @Test
  void theCentreIsInTheMiddle() throws IOException {
    byte[] pixels = TestPictures.noise(20, 31, 3, 7);
    write("a.png", TestPictures.encoded(".png", pixels, 20, 31));

    assertThat(read(ImageFolder.of(folder).cropCentre(8, 11), 0))
        .isEqualTo(TestPictures.planes(pixels, 31, 6, 10, 8, 11));
  }

  @Test
  void randomCropsFollowFromTheSeedAndReachEveryPlace() throws IOException {
    byte[] pixels = TestPictures.noise(10, 12, 3, 8);
    write("a.png", TestPictures.encoded(".png", pixels, 10, 12));
    ImageSource images = ImageFolder.of(folder).cropRandom(8, 9);
    Set<ByteBuffer> possible = new HashSet<>();
    for (int y = 0; y <= 2; y++) {
      for (int x = 0; x <= 3; x++) {
        possible.add(ByteBuffer.wrap(TestPictures.planes(pixels, 12, y, x, 8, 9)));
      }
    }

    Set<ByteBuffer> seen = new HashSet<>();
    for (long seed = 0; seed < 200; seed++) {
      byte[] rgb = new byte[3 * 8 * 9];
      byte[] again = new byte[3 * 8 * 9];
      images.read(0, seed, rgb);
      images.read(0, seed, again);
      assertThat(again).isEqualTo(rgb);
      seen.add(ByteBuffer.wrap(rgb));
    }
    assertThat(possible).hasSize(12);
    assertThat(seen).isEqualTo(possible);
  }

  @Test
  void tilesCoverThePictureWithoutOverlap() throws IOException {
    Random random = new Random(9);
    int expected = 0;
    for (int i = 0; i < 10; i++) {
      int height = 8 + random.nextInt(20);
      int width = 10 + random.nextInt(25);
      writeNoise(i + ".png", height, width, 100 * height + width);
      Files.move(
          folder.resolve(i + ".png"), folder.resolve(i + "-" + height + "-" + width + ".png"));
      expected += (height / 8) * (width / 10);
    }
    ImageSource tiles = ImageFolder.of(folder).tiles(8, 10);

    assertThat(tiles.size()).isEqualTo(expected);
    String before = "";
    int tile = 0;
    for (int i = 0; i < expected; i++) {
      URI picture = URI.create(tiles.uri(i).toString().split("#")[0]);
      String file = Path.of(picture).getFileName().toString();
      tile = file.equals(before) ? tile + 1 : 0;
      before = file;
      String[] size = file.split("[-.]");
      int height = Integer.parseInt(size[1]);
      int width = Integer.parseInt(size[2]);
      byte[] pixels = TestPictures.noise(height, width, 3, 100 * height + width);
      int y = tile / (width / 10) * 8;
      int x = tile % (width / 10) * 10;
      assertThat(tiles.uri(i)).hasFragment("tile=" + tile);
      assertThat(read(tiles, i)).isEqualTo(TestPictures.planes(pixels, width, y, x, 8, 10));
    }
    assertThatThrownBy(() -> tiles.uri(tiles.size())).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aPictureThatBecameAnotherIsNotTakenForItsTiles() throws IOException {
    writeNoise("a.png", 16, 16, 1);
    ImageSource tiles = ImageFolder.of(folder).tiles(8);
    writeNoise("a.png", 16, 8, 1);

    assertThatThrownBy(() -> read(tiles, 3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a.png has changed");
  }

  @Test
  void anInterruptedThreadReadsOn() throws IOException {
    writeNoise("a.png", 8, 8, 1);
    ImageSource images = ImageFolder.of(folder).resize(8);

    Thread.currentThread().interrupt();
    byte[] rgb = read(images, 0);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(rgb).isEqualTo(read(images, 0));
  }
}
