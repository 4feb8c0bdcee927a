package io.github.dl4jinpaint.data.internal;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.util.Arrays;

/**
 * A picture's stored numbers, as a network takes them: the samples themselves over their largest
 * value, without the conversion between colour spaces that {@link BufferedImage#getRGB} makes of
 * grey and of profiles. So 8 and 16 bits, grey, colour and transparency go the same way.
 */
public class Samples {

  private final BufferedImage image;
  private final WritableRaster raster;
  private final int colours;
  private final float[] largest;
  private final boolean premultiplied;

  /**
   * The samples of a picture. What a palette holds becomes RGB.
   *
   * @param picture grey or RGB, 8 or 16 bits, with or without transparency
   * @throws IllegalArgumentException for a picture of another kind; the message says which
   */
  public Samples(BufferedImage picture) {
    this.image = withoutPalette(picture);
    this.raster = image.getRaster();
    ColorModel model = image.getColorModel();
    requireNumbers(model, raster.getTransferType());
    this.colours = model.getNumColorComponents();
    this.premultiplied = model.hasAlpha() && model.isAlphaPremultiplied();
    int[] bits = model.getComponentSize();
    this.largest = new float[bits.length];
    for (int i = 0; i < bits.length; i++) {
      largest[i] = (1 << bits[i]) - 1;
    }
  }

  private static BufferedImage withoutPalette(BufferedImage picture) {
    return picture.getColorModel() instanceof IndexColorModel palette
        ? palette.convertToIntDiscrete(picture.getRaster(), palette.hasAlpha())
        : picture;
  }

  private static void requireNumbers(ColorModel model, int transferType) {
    int space = model.getColorSpace().getType();
    if (space != ColorSpace.TYPE_RGB && space != ColorSpace.TYPE_GRAY) {
      throw new IllegalArgumentException(
          "Pictures in RGB or grey are expected, this one has %d components of another colour space (CMYK?): convert it to RGB first"
              .formatted(model.getNumColorComponents()));
    }
    boolean whole =
        transferType == DataBuffer.TYPE_BYTE
            || transferType == DataBuffer.TYPE_USHORT
            || transferType == DataBuffer.TYPE_INT;
    for (int bits : model.getComponentSize()) {
      whole &= bits <= Short.SIZE;
    }
    if (!whole) {
      throw new IllegalArgumentException(
          "Pictures of 8 or 16 bits a sample are expected, this one has floats or more: %s"
              .formatted(model));
    }
  }

  /**
   * A copy of a picture.
   *
   * @param picture as the constructor takes it
   * @return a picture of its own whose samples are the same; RGB instead of a palette
   */
  public static BufferedImage copy(BufferedImage picture) {
    BufferedImage original = new Samples(picture).image;
    ColorModel model = original.getColorModel();
    BufferedImage copy =
        new BufferedImage(
            model,
            original
                .getRaster()
                .createCompatibleWritableRaster(original.getWidth(), original.getHeight()),
            model.isAlphaPremultiplied(),
            null);
    original.copyData(copy.getRaster());
    return copy;
  }

  /**
   * The picture that the samples are of.
   *
   * @return itself; RGB instead of a palette
   */
  public BufferedImage image() {
    return image;
  }

  /**
   * Its width.
   *
   * @return pixels
   */
  public int width() {
    return raster.getWidth();
  }

  /**
   * Its height.
   *
   * @return pixels
   */
  public int height() {
    return raster.getHeight();
  }

  /**
   * Whether there is transparency.
   *
   * @return whether pixels have a sample for it
   */
  public boolean hasAlpha() {
    return largest.length > colours;
  }

  /**
   * The colours of a part, as if nothing in it were transparent.
   *
   * @param x its left column
   * @param y its top row
   * @param width pixels
   * @param height pixels
   * @return all of its red, then all green, then all blue, each row by row, values in [0, 1]
   */
  public float[] read(int x, int y, int width, int height) {
    int bands = largest.length;
    int[] samples = raster.getPixels(x, y, width, height, (int[]) null);
    int pixels = width * height;
    float[] planes = new float[3 * pixels];
    for (int i = 0; i < pixels; i++) {
      float share = premultiplied ? samples[i * bands + colours] / largest[colours] : 1;
      for (int c = 0; c < 3; c++) {
        int band = colours == 1 ? 0 : c;
        float value = samples[i * bands + band] / largest[band];
        planes[c * pixels + i] = premultiplied && share > 0 ? Math.min(1, value / share) : value;
      }
    }
    return planes;
  }

  /**
   * The colours without transparency.
   *
   * @return another picture, of the same depth and colour space
   */
  public BufferedImage opaque() {
    int transfer = largest[0] > 255 ? DataBuffer.TYPE_USHORT : DataBuffer.TYPE_BYTE;
    ColorSpace space = image.getColorModel().getColorSpace();
    ColorModel model = new ComponentColorModel(space, false, false, Transparency.OPAQUE, transfer);
    WritableRaster to = model.createCompatibleWritableRaster(width(), height());
    float steps = transfer == DataBuffer.TYPE_BYTE ? 255 : 65535;
    for (int y = 0; y < height(); y++) {
      float[] row = read(0, y, width(), 1);
      for (int c = 0; c < colours; c++) {
        for (int x = 0; x < width(); x++) {
          to.setSample(x, y, c, Math.round(row[c * width() + x] * steps));
        }
      }
    }
    return new BufferedImage(model, to, false, null);
  }

  /**
   * How opaque the pixels of a part are.
   *
   * @param x its left column
   * @param y its top row
   * @param width pixels
   * @param height pixels
   * @return row by row, values in [0, 1]
   */
  public float[] alpha(int x, int y, int width, int height) {
    float[] alpha = new float[width * height];
    if (!hasAlpha()) {
      Arrays.fill(alpha, 1);
      return alpha;
    }
    raster.getSamples(x, y, width, height, colours, alpha);
    for (int i = 0; i < alpha.length; i++) {
      alpha[i] /= largest[colours];
    }
    return alpha;
  }

  /**
   * Paints a pixel's colour. Its transparency stays, and what is quite transparent altogether.
   *
   * @param x column
   * @param y row
   * @param red in [0, 1], as are the others
   * @param green beyond these limits, values are taken for the nearer of both
   * @param blue in grey pictures the brightness (ITU-R BT.601) is painted
   */
  public void paint(int x, int y, float red, float green, float blue) {
    float alpha = hasAlpha() ? raster.getSample(x, y, colours) / largest[colours] : 1;
    if (alpha == 0) {
      return;
    }
    float share = premultiplied ? alpha : 1;
    if (colours == 1) {
      set(x, y, 0, share * (0.299f * red + 0.587f * green + 0.114f * blue));
    } else {
      set(x, y, 0, share * red);
      set(x, y, 1, share * green);
      set(x, y, 2, share * blue);
    }
  }

  private void set(int x, int y, int band, float value) {
    int step = Math.round(Math.max(0, Math.min(1, value)) * largest[band]);
    raster.setSample(x, y, band, step);
  }
}
