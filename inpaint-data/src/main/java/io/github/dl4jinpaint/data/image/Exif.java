package io.github.dl4jinpaint.data.image;

import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.imaging.png.PngProcessingException;
import com.drew.imaging.riff.RiffProcessingException;
import com.drew.imaging.tiff.TiffMetadataReader;
import com.drew.imaging.tiff.TiffProcessingException;
import com.drew.imaging.webp.WebpMetadataReader;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.StreamReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The tags of a picture's first directory: EXIF's in JPEG, PNG and WebP, TIFF's own. */
final class Exif {

  /**
   * TIFF 6.0 and its supplements; these are the kinds that aren't grey, RGB, YCbCr or a palette.
   */
  private static final List<Integer> READ_COLOURS = List.of(0, 1, 2, 3, 6);

  private static final int CMYK = 5;
  private static final List<Integer> LAB = List.of(8, 9, 10);

  private static final int FLOATS = 3;

  /** Null where there is none. */
  private final ExifIFD0Directory directory;

  private Exif(ExifIFD0Directory directory) {
    this.directory = directory;
  }

  static Exif of(ImageFormat format, byte[] file) {
    try {
      return new Exif(metadata(format, file).getFirstDirectoryOfType(ExifIFD0Directory.class));
    } catch (TiffProcessingException
        | PngProcessingException
        | RiffProcessingException
        | IOException
        | RuntimeException e) {
      // The picture itself may be read: damaged notes about it don't make it worthless.
      return new Exif(null);
    }
  }

  /** Nothing but EXIF data: other notes may be compressed, and enormous. */
  private static Metadata metadata(ImageFormat format, byte[] file)
      throws TiffProcessingException, PngProcessingException, RiffProcessingException, IOException {
    return switch (format) {
      case JPEG -> ofJpeg(file);
      case TIFF -> TiffMetadataReader.readMetadata(new ByteArrayReader(file));
      case PNG -> ofPng(file);
      case WEBP -> WebpMetadataReader.readMetadata(new ByteArrayInputStream(file));
      case BMP, GIF, PNM -> new Metadata();
    };
  }

  /** Of a segment APP1, whatever else is odd about the file. */
  private static Metadata ofJpeg(byte[] file) throws IOException {
    Metadata metadata = new Metadata();
    byte[] exif = new JpegFile(file).exif();
    if (exif != null) {
      new ExifReader().extract(new ByteArrayReader(exif), metadata);
    }
    return metadata;
  }

  /** The extension eXIf of the PNG specification. */
  private static Metadata ofPng(byte[] file) throws PngProcessingException, IOException {
    Metadata metadata = new Metadata();
    var in = new StreamReader(new ByteArrayInputStream(file));
    for (PngChunk chunk : new PngChunkReader().extract(in, Set.of(PngChunkType.eXIf))) {
      new ExifReader().extract(new ByteArrayReader(chunk.getBytes()), metadata);
    }
    return metadata;
  }

  /** How the camera was held; upright where that isn't told. */
  Orientation orientation() {
    return Orientation.of(number(ExifDirectoryBase.TAG_ORIENTATION, 1));
  }

  private int number(int tag, int unlessTold) {
    Integer number = directory == null ? null : directory.getInteger(tag);
    return number == null ? unlessTold : number;
  }

  /** What keeps a TIFF from being read, in words; null where nothing does. */
  String unreadTiff() {
    int colours = number(ExifDirectoryBase.TAG_PHOTOMETRIC_INTERPRETATION, 1);
    if (colours == CMYK) {
      return "in CMYK";
    }
    if (LAB.contains(colours)) {
      return "in LAB";
    }
    if (!READ_COLOURS.contains(colours)) {
      return "of photometric interpretation " + colours + " (a camera's raw file?)";
    }
    int[] formats = numbers(ExifDirectoryBase.TAG_SAMPLE_FORMAT);
    if (Arrays.stream(formats).anyMatch(format -> format == FLOATS)) {
      return "of floats";
    }
    int bits = Arrays.stream(numbers(ExifDirectoryBase.TAG_BITS_PER_SAMPLE)).max().orElse(1);
    return bits > Short.SIZE ? "of " + bits + " bits a sample" : null;
  }

  private int[] numbers(int tag) {
    int[] numbers = directory == null ? null : directory.getIntArray(tag);
    return numbers == null ? new int[0] : numbers;
  }
}
