package io.github.dl4jinpaint.data.image;

import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.imaging.png.PngProcessingException;
import com.drew.lang.StreamReader;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;

/**
 * Colour profiles: a picture that is read keeps its file's numbers, and its profile says what they
 * mean. Java neither reads nor writes those of PNG files (chunk iCCP) by itself.
 */
final class Profiles {

  private static final int MOST_BYTES = 8 << 20;

  private Profiles() {}

  /** Gives a colour picture the profile that its PNG file names; its numbers stay. */
  static BufferedImage ofPng(byte[] file, BufferedImage picture) {
    try {
      for (PngChunk chunk :
          new PngChunkReader()
              .extract(
                  new StreamReader(new ByteArrayInputStream(file)), Set.of(PngChunkType.iCCP))) {
        ICC_Profile profile = ICC_Profile.getInstance(inflated(chunk.getBytes()));
        return profile.getColorSpaceType() == ColorSpace.TYPE_RGB
            ? with(profile, picture)
            : picture;
      }
    } catch (PngProcessingException | IOException | RuntimeException e) {
      // The picture itself could be read: a damaged profile doesn't make it worthless.
      return picture;
    }
    return picture;
  }

  /** A chunk is a name, which ends in 0, a 0 for the only method there is, and the profile. */
  private static byte[] inflated(byte[] chunk) throws IOException {
    int name = 0;
    while (chunk[name] != 0) {
      name++;
    }
    try (var in = new ByteArrayInputStream(chunk, name + 2, chunk.length - name - 2);
        var inflater = new InflaterInputStream(in)) {
      return inflater.readNBytes(MOST_BYTES);
    }
  }

  /** A colour picture with an RGB profile, if that isn't null; its numbers stay. */
  static BufferedImage with(ICC_Profile profile, BufferedImage picture) {
    if (profile == null
        || !(picture.getColorModel() instanceof ComponentColorModel model)
        || model.getNumColorComponents() != 3) {
      return picture;
    }
    ColorModel profiled =
        new ComponentColorModel(
            new ICC_ColorSpace(profile),
            model.hasAlpha(),
            model.isAlphaPremultiplied(),
            model.getTransparency(),
            model.getTransferType());
    return new BufferedImage(profiled, picture.getRaster(), picture.isAlphaPremultiplied(), null);
  }

  /** Adds the profile of a colour picture to what will be written of it. */
  static void addToPng(ColorSpace space, IIOMetadata metadata) throws IOException {
    if (space.isCS_sRGB()
        || space.getType() != ColorSpace.TYPE_RGB
        || !(space instanceof ICC_ColorSpace profiled)) {
      return;
    }
    ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(deflated)) {
      out.write(profiled.getProfile().getData());
    }
    merge(metadata, deflated.toByteArray());
  }

  private static void merge(IIOMetadata metadata, byte[] deflated) throws IIOInvalidTreeException {
    String format = metadata.getNativeMetadataFormatName();
    IIOMetadataNode profile = new IIOMetadataNode("iCCP");
    profile.setAttribute("profileName", "ICC profile");
    profile.setAttribute("compressionMethod", "deflate");
    profile.setUserObject(deflated);
    IIOMetadataNode root = new IIOMetadataNode(format);
    root.appendChild(profile);
    metadata.mergeTree(format, root);
  }
}
