package io.github.dl4jinpaint.model.inpainting;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.util.Arrays;

/**
 * A picture's stored numbers, as a network takes them: the samples themselves over their largest
 * value, without the conversion between colour spaces that {@link BufferedImage#getRGB} makes of
 * grey and of profiles. So 8 and 16 bits, grey, colour and transparency go the same way.
 */
final class Canvas implements PixelGrid {

  private final BufferedImage image;
  private final WritableRaster raster;
  private final int colours;
  private final float[] largest;
  private final boolean premultiplied;

  private Canvas(BufferedImage image) {
    this.image = image;
    this.raster = image.getRaster();
    ColorModel model = image.getColorModel();
    this.colours = model.getNumColorComponents();
    this.premultiplied = model.hasAlpha() && model.isAlphaPremultiplied();
    int[] bits = model.getComponentSize();
    this.largest = new float[bits.length];
    for (int i = 0; i < bits.length; i++) {
      largest[i] = (1 << bits[i]) - 1;
    }
  }

  /** A canvas to look at. What a palette holds becomes RGB. */
  static Canvas of(BufferedImage image) {
    BufferedImage picture =
        image.getColorModel() instanceof IndexColorModel palette
            ? palette.convertToIntDiscrete(image.getRaster(), palette.hasAlpha())
            : image;
    ColorModel model = picture.getColorModel();
    int space = model.getColorSpace().getType();
    if (space != ColorSpace.TYPE_RGB && space != ColorSpace.TYPE_GRAY) {
      throw new IllegalArgumentException(
          "Pictures in RGB or grey are expected, this one has %d components of another colour space (CMYK?): convert it to RGB first"
              .formatted(model.getNumColorComponents()));
    }
    int type = picture.getRaster().getTransferType();
    boolean whole =
        type == DataBuffer.TYPE_BYTE
            || type == DataBuffer.TYPE_USHORT
            || type == DataBuffer.TYPE_INT;
    for (int bits : model.getComponentSize()) {
      whole &= bits <= Short.SIZE;
    }
    if (!whole) {
      throw new IllegalArgumentException(
          "Pictures of 8 or 16 bits a sample are expected, this one has floats or more: %s"
              .formatted(model));
    }
    return new Canvas(picture);
  }

  /** A canvas of its own to paint on: a copy, whose samples are the picture's. */
  static Canvas copyOf(BufferedImage image) {
    Canvas original = of(image);
    BufferedImage copy = original.blank(original.width(), original.height());
    original.image.copyData(copy.getRaster());
    return new Canvas(copy);
  }

  /** A picture of the same kind. */
  BufferedImage blank(int width, int height) {
    ColorModel model = image.getColorModel();
    return new BufferedImage(
        model,
        raster.createCompatibleWritableRaster(width, height),
        model.isAlphaPremultiplied(),
        null);
  }

  BufferedImage image() {
    return image;
  }

  @Override
  public int width() {
    return raster.getWidth();
  }

  @Override
  public int height() {
    return raster.getHeight();
  }

  @Override
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

  /** How opaque the pixels of a part are, row by row, values in [0, 1]. */
  float[] alpha(int x, int y, int width, int height) {
    float[] alpha = new float[width * height];
    if (largest.length == colours) {
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
   * A mask in which what is quite transparent is missing as well, but not to be filled: the colour
   * that is stored for it is nobody's.
   */
  HoleMap withoutTransparent(HoleMap holes) {
    if (largest.length == colours) {
      return holes;
    }
    boolean[] known = new boolean[width() * height()];
    boolean[] wanted = new boolean[known.length];
    for (int y = 0; y < height(); y++) {
      float[] alpha = alpha(0, y, width(), 1);
      for (int x = 0; x < alpha.length; x++) {
        known[y * width() + x] = alpha[x] > 0 && holes.isValid(x, y);
        wanted[y * width() + x] = alpha[x] > 0 && !holes.isValid(x, y);
      }
    }
    return new HoleMap(width(), known, wanted);
  }

  /** Paints a pixel's colour. Its transparency stays, and what is quite transparent altogether. */
  @Override
  public void paint(int x, int y, float red, float green, float blue) {
    float alpha = largest.length > colours ? raster.getSample(x, y, colours) / largest[colours] : 1;
    if (alpha == 0) {
      return;
    }
    float share = premultiplied ? alpha : 1;
    if (colours == 1) {
      // ITU-R BT.601
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
