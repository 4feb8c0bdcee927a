package io.github.dl4jinpaint.model.evaluation;

import java.awt.image.BufferedImage;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.global.opencv_xphoto;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * A patch-based method as OpenCV's xphoto module has it: holes are filled with pieces of the same
 * picture, moved by the shifts that its similar patches have most often. K. He and J. Sun,
 * <i>Statistics of Patch Offsets for Image Completion</i>, ECCV 2012.
 */
public final class ShiftMap {

  /**
   * OpenCV compares patches of 8 × 8 pixels and takes none that is less than 16 pixels away, in
   * both directions. In a picture of 32 pixels that leaves next to nothing, and it reads beyond the
   * end of its list of shifts where there are fewer than 60. Smaller pictures are enlarged to this.
   */
  private static final int LEAST_SIDE = 128;

  private ShiftMap() {}

  /**
   * Fills the holes of a picture.
   *
   * @param picture RGB; what is in the holes doesn't matter
   * @param mask of the picture's size, white where a pixel is valid, black where it is a hole; some
   *     pixels have to be valid
   * @return the composite, RGB
   */
  public static BufferedImage inpaint(BufferedImage picture, BufferedImage mask) {
    int shorter = Math.min(picture.getWidth(), picture.getHeight());
    int factor = Math.max(1, (LEAST_SIDE + shorter - 1) / shorter);
    int rows = picture.getHeight() * factor;
    int columns = picture.getWidth() * factor;
    try (Mat rgb = new Mat(rows, columns, opencv_core.CV_8UC3, Scalar.BLACK);
        Mat valid = new Mat(rows, columns, opencv_core.CV_8UC1, Scalar.BLACK);
        Mat lab = new Mat();
        Mat filled = new Mat()) {
      enlarge(picture, mask, factor, rgb, valid);
      opencv_imgproc.cvtColor(rgb, lab, opencv_imgproc.COLOR_RGB2Lab);
      opencv_xphoto.inpaint(lab, valid, filled, opencv_xphoto.INPAINT_SHIFTMAP);
      opencv_imgproc.cvtColor(filled, rgb, opencv_imgproc.COLOR_Lab2RGB);
      return composite(picture, mask, factor, rgb);
    }
  }

  private static void enlarge(
      BufferedImage picture, BufferedImage mask, int factor, Mat rgb, Mat valid) {
    try (UByteIndexer colours = rgb.createIndexer();
        UByteIndexer seen = valid.createIndexer()) {
      for (int y = 0; y < rgb.rows(); y++) {
        for (int x = 0; x < rgb.cols(); x++) {
          if (isValid(mask, x / factor, y / factor)) {
            int pixel = picture.getRGB(x / factor, y / factor);
            for (int channel = 0; channel < 3; channel++) {
              colours.put(y, x, channel, pixel >> 8 * (2 - channel) & 255);
            }
            seen.put(y, x, 255);
          }
        }
      }
    }
  }

  /** OpenCV also changes valid pixels, up to two beside a hole: they are taken from the picture. */
  private static BufferedImage composite(
      BufferedImage picture, BufferedImage mask, int factor, Mat filled) {
    BufferedImage composite =
        new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
    try (UByteIndexer colours = filled.createIndexer()) {
      for (int y = 0; y < picture.getHeight(); y++) {
        for (int x = 0; x < picture.getWidth(); x++) {
          composite.setRGB(
              x, y, isValid(mask, x, y) ? picture.getRGB(x, y) : mean(colours, x, y, factor));
        }
      }
    }
    return composite;
  }

  /** The mean colour of a pixel's square. */
  private static int mean(UByteIndexer colours, int x, int y, int factor) {
    int rgb = 0;
    for (int channel = 0; channel < 3; channel++) {
      int sum = 0;
      for (int i = 0; i < factor * factor; i++) {
        sum += colours.get((long) y * factor + i / factor, (long) x * factor + i % factor, channel);
      }
      rgb = rgb << 8 | Math.round((float) sum / (factor * factor));
    }
    return rgb;
  }

  private static boolean isValid(BufferedImage mask, int x, int y) {
    return (mask.getRGB(x, y) & 255) >= 128;
  }
}
