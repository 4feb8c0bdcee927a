package io.github.dl4jinpaint.model.inpainting;

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

/** The colour profiles of PNG files (chunk iCCP), which Java neither reads nor writes by itself. */
final class PngProfile {

  private static final int MOST_BYTES = 8 << 20;

  private PngProfile() {}

  /** Gives a colour picture the profile that its file names; its numbers stay. */
  static BufferedImage apply(byte[] file, BufferedImage picture) {
    if (!(picture.getColorModel() instanceof ComponentColorModel model)
        || model.getNumColorComponents() != 3) {
      return picture;
    }
    try {
      for (PngChunk chunk :
          new PngChunkReader()
              .extract(
                  new StreamReader(new ByteArrayInputStream(file)), Set.of(PngChunkType.iCCP))) {
        ICC_Profile profile = ICC_Profile.getInstance(inflated(chunk.getBytes()));
        if (profile.getColorSpaceType() == ColorSpace.TYPE_RGB) {
          return with(new ICC_ColorSpace(profile), picture, model);
        }
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

  private static BufferedImage with(ColorSpace space, BufferedImage picture, ColorModel model) {
    ColorModel profiled =
        new ComponentColorModel(
            space,
            model.hasAlpha(),
            model.isAlphaPremultiplied(),
            model.getTransparency(),
            model.getTransferType());
    return new BufferedImage(profiled, picture.getRaster(), picture.isAlphaPremultiplied(), null);
  }

  /** Adds the profile of a colour picture to what will be written of it. */
  static void add(ColorSpace space, IIOMetadata metadata) throws IOException {
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
