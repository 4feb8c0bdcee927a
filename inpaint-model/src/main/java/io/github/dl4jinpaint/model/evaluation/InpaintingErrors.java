package io.github.dl4jinpaint.model.evaluation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How far filled images are from the complete ones, for values in [0, 1].
 *
 * <p>Errors are pooled: means over the pixels of all images that were added, so that an image
 * counts by its pixels or holes. A PSNR is that of such an error. What is called a mean, and SSIM,
 * is the mean of the images' own figures ({@link #images()}), which are usually a bit different:
 * say which when comparing with others.
 */
public final class InpaintingErrors {

  /** What an image without any error counts as in a mean PSNR: decibels. */
  private static final double LARGEST_PSNR = 100;

  private final List<ImageErrors> images = new ArrayList<>();

  /** No images yet. */
  public InpaintingErrors() {}

  /**
   * Errors of images that were measured already.
   *
   * @param images to add
   */
  public InpaintingErrors(Collection<ImageErrors> images) {
    this.images.addAll(images);
  }

  /**
   * Adds a batch.
   *
   * @param predictions [minibatch, channels, height, width]
   * @param targets the complete images, of the same shape
   * @param masks [minibatch, 1, height, width], 1 where a pixel is valid, 0 where it is a hole
   * @throws IllegalArgumentException where the shapes don't fit
   */
  public void add(INDArray predictions, INDArray targets, INDArray masks) {
    images.addAll(ImageErrors.of(predictions, targets, masks));
  }

  /**
   * The errors of every image.
   *
   * @return in the order they were added; a view
   */
  public List<ImageErrors> images() {
    return Collections.unmodifiableList(images);
  }

  /**
   * Mean squared error (L2) of the raw prediction over all pixels, copied and invented ones: the
   * report's figure.
   *
   * @return the mean of the squared differences
   */
  public double overAllPixels() {
    return overPixels(ImageErrors::overAllPixels);
  }

  /**
   * Mean squared error (L2) over the holes alone: what tells whether a method inpaints.
   *
   * @return the mean of the squared differences; NaN without holes
   */
  public double overHoles() {
    return ofComposite() / holeRatio();
  }

  /**
   * Mean squared error (L2) of the composite over all pixels: valid pixels are right in it, holes
   * are those of the predictions that were added.
   *
   * @return the mean of the squared differences
   */
  public double ofComposite() {
    return overPixels(ImageErrors::ofComposite);
  }

  /**
   * Mean absolute error (L1) of the raw prediction over all pixels.
   *
   * @return the mean of the absolute differences
   */
  public double l1OverAllPixels() {
    return overPixels(ImageErrors::l1OverAllPixels);
  }

  /**
   * Mean absolute error (L1) over the holes alone.
   *
   * @return the mean of the absolute differences; NaN without holes
   */
  public double l1OverHoles() {
    return l1OfComposite() / holeRatio();
  }

  /**
   * Mean absolute error (L1) of the composite over all pixels.
   *
   * @return the mean of the absolute differences
   */
  public double l1OfComposite() {
    return overPixels(ImageErrors::l1OfComposite);
  }

  /**
   * Peak signal-to-noise ratio on the holes, of the error over all images.
   *
   * @return 10 · log10(1 / {@link #overHoles()}), in decibels; infinite without an error, NaN
   *     without holes
   */
  public double psnrOnHoles() {
    return psnr(overHoles());
  }

  /**
   * Peak signal-to-noise ratio of the composite, of the error over all images.
   *
   * @return 10 · log10(1 / {@link #ofComposite()}), in decibels; infinite without an error
   */
  public double psnrOfComposite() {
    return psnr(ofComposite());
  }

  /**
   * The mean of the images' {@link ImageErrors#psnrOnHoles()}, images without holes left out. For
   * an image without any error that would be infinite: more than 100 dB counts as 100.
   *
   * @return decibels; NaN without holes
   */
  public double meanPsnrOnHoles() {
    return meanPsnr(ImageErrors::psnrOnHoles);
  }

  /**
   * The mean of the images' {@link ImageErrors#psnrOfComposite()}, which is what papers mostly
   * give. More than 100 dB counts as 100, as for an image without any error.
   *
   * @return decibels
   */
  public double meanPsnrOfComposite() {
    return meanPsnr(ImageErrors::psnrOfComposite);
  }

  /**
   * Structural similarity of the composites (Wang et al. 2004: 11 × 11 Gaussian windows, each
   * channel, windows within the image), the mean over the images.
   *
   * @return at most 1; NaN where all images are smaller than a window
   */
  public double ssim() {
    return mean(ImageErrors::ssim);
  }

  /**
   * Structural similarity of the composites over the windows that touch a hole, the mean over the
   * images that have such windows.
   *
   * @return at most 1; NaN where there are none
   */
  public double ssimAtHoles() {
    return mean(ImageErrors::ssimAtHoles);
  }

  /**
   * The share of holes.
   *
   * @return hole pixels / all pixels
   */
  public double holeRatio() {
    return overPixels(ImageErrors::holeRatio);
  }

  static double psnr(double meanSquaredError) {
    return -10 * Math.log10(meanSquaredError);
  }

  /** The mean over the pixels of all images. */
  private double overPixels(ToDoubleFunction<ImageErrors> meanOfImage) {
    double sum = 0;
    long pixels = 0;
    for (ImageErrors image : images) {
      sum += meanOfImage.applyAsDouble(image) * image.pixels();
      pixels += image.pixels();
    }
    return sum / pixels;
  }

  private double meanPsnr(ToDoubleFunction<ImageErrors> psnr) {
    return mean(image -> Math.min(LARGEST_PSNR, psnr.applyAsDouble(image)));
  }

  /** The mean over the images that have such a figure. */
  private double mean(ToDoubleFunction<ImageErrors> figure) {
    return images.stream()
        .mapToDouble(figure)
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }
}
