package io.github.dl4jinpaint.model.evaluation;

import java.awt.image.BufferedImage;
import org.bytedeco.javacpp.indexer.UByteIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_photo;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The classical methods to compare with, as OpenCV has them. They fill pictures of any size, of 8
 * bits a channel.
 */
public enum OpenCvInpainting implements InpaintingMethod {
  /** A. Telea, An image inpainting technique based on the fast marching method, 2004; radius 3. */
  TELEA("Telea", 3, opencv_photo.INPAINT_TELEA),

  /**
   * M. Bertalmio et al., Navier-Stokes, fluid dynamics, and image and video inpainting, 2001;
   * radius 1.
   */
  NAVIER_STOKES("Navier-Stokes", 1, opencv_photo.INPAINT_NS);

  /** OpenCV leaves the outermost pixels as they are; these are added, as holes. */
  private static final int MARGIN = 2;

  private final String label;
  private final double radius;
  private final int flags;

  OpenCvInpainting(String label, double radius, int flags) {
    this.label = label;
    this.radius = radius;
    this.flags = flags;
  }

  /** {@return the method's name, for people} */
  public String label() {
    return label;
  }

  @Override
  public INDArray predict(INDArray maskedImages, INDArray masks) {
    return InpaintingMethod.ofPictures(this::inpaint).predict(maskedImages, masks);
  }

  /**
   * Fills the holes of a picture.
   *
   * @param picture RGB; what is in the holes doesn't matter
   * @param mask of the picture's size, white where a pixel is valid, black where it is a hole
   * @return the composite, RGB
   */
  public BufferedImage inpaint(BufferedImage picture, BufferedImage mask) {
    int rows = picture.getHeight() + 2 * MARGIN;
    int columns = picture.getWidth() + 2 * MARGIN;
    try (Mat source = new Mat(rows, columns, opencv_core.CV_8UC3, Scalar.BLACK);
        Mat holes = new Mat(rows, columns, opencv_core.CV_8UC1, Scalar.WHITE);
        Mat filled = new Mat()) {
      write(picture, mask, source, holes);
      opencv_photo.inpaint(source, holes, filled, radius, flags);
      return read(filled, picture.getWidth(), picture.getHeight());
    }
  }

  private static void write(BufferedImage picture, BufferedImage mask, Mat source, Mat holes) {
    try (UByteIndexer colours = source.createIndexer();
        UByteIndexer missing = holes.createIndexer()) {
      for (int y = 0; y < picture.getHeight(); y++) {
        for (int x = 0; x < picture.getWidth(); x++) {
          if ((mask.getRGB(x, y) & 255) >= 128) {
            int rgb = picture.getRGB(x, y);
            for (int channel = 0; channel < 3; channel++) {
              colours.put(y + MARGIN, x + MARGIN, channel, rgb >> 8 * (2 - channel) & 255);
            }
            missing.put(y + MARGIN, x + MARGIN, 0);
          }
        }
      }
    }
  }

  private static BufferedImage read(Mat filled, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    try (UByteIndexer colours = filled.createIndexer()) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int rgb = 0;
          for (int channel = 0; channel < 3; channel++) {
            rgb = rgb << 8 | colours.get(y + MARGIN, x + MARGIN, channel);
          }
          image.setRGB(x, y, rgb);
        }
      }
    }
    return image;
  }
}
