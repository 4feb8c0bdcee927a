package io.github.dl4jinpaint.model.inpainting;

import com.drew.imaging.FileTypeDetector;
import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.imaging.png.PngProcessingException;
import com.drew.imaging.tiff.TiffMetadataReader;
import com.drew.imaging.tiff.TiffProcessingException;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.StreamReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * How a camera was held, as a picture's EXIF data tell it (tag 0x0112): the values 1 to 8.
 *
 * @param transposed whether rows are columns
 * @param fromRight whether columns, after that, are counted from the right
 * @param fromBottom whether rows, after that, are counted from the bottom
 */
record Orientation(boolean transposed, boolean fromRight, boolean fromBottom) {

  private static final Orientation UPRIGHT = new Orientation(false, false, false);

  /** Reads it from a JPEG, TIFF or PNG file's bytes; upright where they don't tell. */
  static Orientation of(byte[] file) {
    try {
      var exif = metadata(file).getFirstDirectoryOfType(ExifIFD0Directory.class);
      boolean tells = exif != null && exif.containsTag(ExifIFD0Directory.TAG_ORIENTATION);
      return tells ? of(exif.getInt(ExifIFD0Directory.TAG_ORIENTATION)) : UPRIGHT;
    } catch (JpegProcessingException
        | TiffProcessingException
        | PngProcessingException
        | MetadataException
        | IOException
        | RuntimeException e) {
      // The picture itself could be read: damaged notes about it don't make it worthless.
      return UPRIGHT;
    }
  }

  /** Nothing but EXIF data: other notes may be compressed, and enormous. */
  private static Metadata metadata(byte[] file)
      throws JpegProcessingException, TiffProcessingException, PngProcessingException, IOException {
    return switch (FileTypeDetector.detectFileType(new ByteArrayInputStream(file))) {
      case Jpeg ->
          JpegMetadataReader.readMetadata(
              new ByteArrayInputStream(file), List.of(new ExifReader()));
      case Tiff -> TiffMetadataReader.readMetadata(new ByteArrayReader(file));
      case Png -> pngMetadata(file);
      default -> new Metadata();
    };
  }

  /** The extension eXIf of the PNG specification. */
  private static Metadata pngMetadata(byte[] file) throws PngProcessingException, IOException {
    Metadata metadata = new Metadata();
    var in = new StreamReader(new ByteArrayInputStream(file));
    for (PngChunk chunk : new PngChunkReader().extract(in, Set.of(PngChunkType.eXIf))) {
      new ExifReader().extract(new ByteArrayReader(chunk.getBytes()), metadata);
    }
    return metadata;
  }

  static Orientation of(int tag) {
    return switch (tag) {
      case 2 -> new Orientation(false, true, false);
      case 3 -> new Orientation(false, true, true);
      case 4 -> new Orientation(false, false, true);
      case 5 -> new Orientation(true, false, false);
      case 6 -> new Orientation(true, true, false);
      case 7 -> new Orientation(true, true, true);
      case 8 -> new Orientation(true, false, true);
      default -> UPRIGHT;
    };
  }

  /** Turns a picture as it was stored to how it was seen; no pixel's value changes. */
  BufferedImage upright(BufferedImage stored) {
    if (equals(UPRIGHT)) {
      return stored;
    }
    Raster from = stored.getRaster();
    int width = transposed ? from.getHeight() : from.getWidth();
    int height = transposed ? from.getWidth() : from.getHeight();
    WritableRaster to = from.createCompatibleWritableRaster(width, height);
    Object pixel = null;
    for (int y = 0; y < height; y++) {
      int row = fromBottom ? height - 1 - y : y;
      for (int x = 0; x < width; x++) {
        int column = fromRight ? width - 1 - x : x;
        pixel = from.getDataElements(transposed ? row : column, transposed ? column : row, pixel);
        to.setDataElements(x, y, pixel);
      }
    }
    return new BufferedImage(stored.getColorModel(), to, stored.isAlphaPremultiplied(), null);
  }
}
