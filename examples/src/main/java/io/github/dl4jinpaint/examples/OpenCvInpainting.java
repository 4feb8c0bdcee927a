package io.github.dl4jinpaint.examples;

import java.awt.image.BufferedImage;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_photo;
import org.bytedeco.opencv.opencv_core.Mat;

/** The classical methods to compare with, as OpenCV has them. */
enum OpenCvInpainting {
  /** A. Telea, An image inpainting technique based on the fast marching method, 2004; radius 3. */
  TELEA("Telea", 3, opencv_photo.INPAINT_TELEA),

  /**
   * M. Bertalmio et al., Navier-Stokes, fluid dynamics, and image and video inpainting, 2001;
   * radius 1.
   */
  NAVIER_STOKES("Navier-Stokes", 1, opencv_photo.INPAINT_NS);

  private final String label;
  private final double radius;
  private final int flags;

  OpenCvInpainting(String label, double radius, int flags) {
    this.label = label;
    this.radius = radius;
    this.flags = flags;
  }

  String label() {
    return label;
  }

  /**
   * Fills the holes of a picture.
   *
   * @param picture RGB
   * @param mask of the picture's size, white where a pixel is valid, black where it is a hole
   * @return the composite, RGB
   */
  BufferedImage inpaint(BufferedImage picture, BufferedImage mask) {
    int height = picture.getHeight();
    int width = picture.getWidth();
    try (Mat source = new Mat(height, width, opencv_core.CV_8UC3);
        Mat holes = new Mat(height, width, opencv_core.CV_8UC1);
        Mat filled = new Mat()) {
      write(picture, mask, source, holes);
      opencv_photo.inpaint(source, holes, filled, radius, flags);
      return read(filled);
    }
  }

  private static void write(BufferedImage picture, BufferedImage mask, Mat source, Mat holes) {
    try (UByteIndexer colours = source.createIndexer();
        UByteIndexer missing = holes.createIndexer()) {
      for (int y = 0; y < picture.getHeight(); y++) {
        for (int x = 0; x < picture.getWidth(); x++) {
          int rgb = picture.getRGB(x, y);
          for (int channel = 0; channel < 3; channel++) {
            colours.put(y, x, channel, rgb >> 8 * (2 - channel) & 255);
          }
          missing.put(y, x, (mask.getRGB(x, y) & 255) < 128 ? 255 : 0);
        }
      }
    }
  }

  private static BufferedImage read(Mat mat) {
    BufferedImage image = new BufferedImage(mat.cols(), mat.rows(), BufferedImage.TYPE_INT_RGB);
    try (UByteIndexer colours = mat.createIndexer()) {
      for (int y = 0; y < mat.rows(); y++) {
        for (int x = 0; x < mat.cols(); x++) {
          image.setRGB(
              x, y, colours.get(y, x, 0) << 16 | colours.get(y, x, 1) << 8 | colours.get(y, x, 2));
        }
      }
    }
    return image;
  }
}
