package io.github.dl4jinpaint.data.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifSubIFDDirectory;
import com.drew.metadata.exif.ExifThumbnailDirectory;
import com.drew.metadata.jfif.JfifDirectory;
import com.drew.metadata.jpeg.JpegCommentDirectory;
import com.drew.metadata.png.PngDirectory;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;
import javax.imageio.plugins.tiff.TIFFTag;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotesTest {
  private static final byte[] THUMBNAIL = "what was to go".getBytes(ISO_8859_1);

  @TempDir private Path folder;

  private final BufferedImage picture = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);

  /** Orientation 6, a maker, a width that holds no more, and a thumbnail. */
  private static byte[] exif() {
    ByteBuffer exif = ByteBuffer.allocate(128);
    exif.put("MM\0*".getBytes(ISO_8859_1)).putInt(8).putShort((short) 3);
    entry(exif, 0x010f, 2, 4).put("ACM\0".getBytes(ISO_8859_1));
    entry(exif, 0x0112, 3, 1).putShort((short) 6).putShort((short) 0);
    entry(exif, 0x8769, 4, 1).putInt(50).putInt(68);
    exif.position(50);
    exif.putShort((short) 1);
    entry(exif, 0xa002, 4, 1).putInt(999).putInt(0);
    exif.putShort((short) 2);
    entry(exif, 0x0201, 4, 1).putInt(100);
    entry(exif, 0x0202, 4, 1).putInt(THUMBNAIL.length).putInt(0);
    exif.position(100);
    return exif.put(THUMBNAIL).array();
  }

  private static ByteBuffer entry(ByteBuffer exif, int tag, int type, int count) {
    return exif.putShort((short) tag).putShort((short) type).putInt(count);
  }

  private byte[] encoded(String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(picture, format, out);
    return out.toByteArray();
  }

  /** What is told of a picture that was read from one file and written to another. */
  private Metadata copied(byte[] original, String extension)
      throws IOException, ImageProcessingException {
    Path from = Files.write(folder.resolve("from." + extension), original);
    Path to = folder.resolve("to." + extension);
    assertThat(Pictures.write(Pictures.read(from), to, from)).isTrue();
    assertThat(new String(Files.readAllBytes(to), ISO_8859_1))
        .doesNotContain(new String(THUMBNAIL, ISO_8859_1));
    assertThat(Pictures.read(to).getWidth()).isEqualTo(Pictures.read(from).getWidth());
    return ImageMetadataReader.readMetadata(to.toFile());
  }

  private static void assertExif(Metadata metadata) throws Exception {
    ExifIFD0Directory exif = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
    assertThat(exif.getString(ExifIFD0Directory.TAG_MAKE)).isEqualTo("ACM");
    assertThat(exif.getInt(ExifIFD0Directory.TAG_ORIENTATION)).isEqualTo(1);
    assertThat(
            metadata
                .getFirstDirectoryOfType(ExifSubIFDDirectory.class)
                .getInt(ExifSubIFDDirectory.TAG_EXIF_IMAGE_WIDTH))
        .isEqualTo(16);
    assertThat(metadata.getFirstDirectoryOfType(ExifThumbnailDirectory.class)).isNull();
  }

  @Test
  void jpegFilesKeepExifDataCommentsAndResolution() throws Exception {
    byte[] jpeg = encoded("jpg");
    ByteBuffer.wrap(jpeg, 13, 5).put((byte) 1).putShort((short) 300).putShort((short) 150);
    byte[] exif = exif();
    byte[] segments =
        ByteBuffer.allocate(10 + exif.length + 4 + 5)
            .putShort((short) 0xffe1)
            .putShort((short) (8 + exif.length))
            .put("Exif\0\0".getBytes(ISO_8859_1))
            .put(exif)
            .putShort((short) 0xfffe)
            .putShort((short) 7)
            .put("hello".getBytes(ISO_8859_1))
            .array();
    byte[] file =
        ByteBuffer.allocate(jpeg.length + segments.length)
            .put(jpeg, 0, 20)
            .put(segments)
            .put(jpeg, 20, jpeg.length - 20)
            .array();

    Metadata told = copied(file, "jpg");

    assertExif(told);
    assertThat(told.getFirstDirectoryOfType(JpegCommentDirectory.class).getString(0))
        .isEqualTo("hello");
    JfifDirectory jfif = told.getFirstDirectoryOfType(JfifDirectory.class);
    assertThat(jfif.getResX()).isEqualTo(150);
    assertThat(jfif.getResY()).isEqualTo(300);
  }

  @Test
  void pngFilesKeepExifDataTextsAndResolution() throws Exception {
    byte[] resolution = ByteBuffer.allocate(9).putInt(1000).putInt(2000).put((byte) 1).array();
    byte[] xmp = "XML:com.adobe.xmp\0\0\0\0\0<x/>".getBytes(ISO_8859_1);
    byte[] png = TestPictures.withChunk(encoded("png"), "eXIf", exif());
    png = TestPictures.withChunk(png, "pHYs", resolution);
    png = TestPictures.withChunk(png, "iTXt", xmp);
    png = TestPictures.withChunk(png, "tEXt", "Author\0Ada".getBytes(ISO_8859_1));

    Metadata told = copied(png, "png");

    assertExif(told);
    assertThat(new String(Files.readAllBytes(folder.resolve("to.png")), ISO_8859_1))
        .contains("Author\0Ada")
        .doesNotContain("adobe");
    assertThat(
            StreamSupport.stream(told.getDirectories().spliterator(), false)
                .filter(PngDirectory.class::isInstance)
                .map(each -> each.getInteger(PngDirectory.TAG_PIXELS_PER_UNIT_X)))
        .contains(2000);
  }

  @Test
  void tiffFilesKeepTheirDescriptionAndResolution() throws Exception {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    for (var each = ImageIO.getImageWritersByFormatName("tiff"); each.hasNext(); ) {
      ImageWriter next = each.next();
      writer = next.getClass().getName().startsWith("com.sun") ? next : writer;
    }
    TIFFDirectory directory =
        TIFFDirectory.createFromMetadata(
            writer.getDefaultImageMetadata(
                ImageTypeSpecifier.createFromRenderedImage(picture),
                writer.getDefaultWriteParam()));
    BaselineTIFFTagSet tags = BaselineTIFFTagSet.getInstance();
    directory.addTIFFField(
        new TIFFField(
            tags.getTag(BaselineTIFFTagSet.TAG_IMAGE_DESCRIPTION),
            TIFFTag.TIFF_ASCII,
            1,
            new String[] {"a cat"}));
    directory.addTIFFField(
        new TIFFField(
            tags.getTag(BaselineTIFFTagSet.TAG_X_RESOLUTION),
            TIFFTag.TIFF_RATIONAL,
            1,
            new long[][] {{300, 1}}));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(
          null,
          new IIOImage(picture, null, directory.getAsMetadata()),
          writer.getDefaultWriteParam());
    }

    ExifIFD0Directory told =
        copied(out.toByteArray(), "tif").getFirstDirectoryOfType(ExifIFD0Directory.class);

    assertThat(told.getString(ExifIFD0Directory.TAG_IMAGE_DESCRIPTION)).isEqualTo("a cat");
    assertThat(told.getInt(ExifIFD0Directory.TAG_X_RESOLUTION)).isEqualTo(300);
  }

  @Test
  void anotherFormatTellsThatNothingIsKept() throws IOException {
    Path from = Files.write(folder.resolve("from.jpg"), encoded("jpg"));

    assertThat(Pictures.write(picture, folder.resolve("to.png"), from)).isFalse();
  }

  @Test
  void damagedExifDataAreLeftOut() {
    byte[] exif = exif();

    assertThat(ExifBlock.of(Arrays.copyOf(exif, 60), 1, 1)).isNull();
    assertThat(ExifBlock.of(new byte[3], 1, 1)).isNull();
  }
}
