package io.github.dl4jinpaint.examples;

import io.github.dl4jinpaint.model.Inpainter;
import io.github.dl4jinpaint.model.InpaintingErrors;
import io.github.dl4jinpaint.model.InpaintingMethod;
import io.github.dl4jinpaint.model.Pictures;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.function.BinaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Fills the same holes of the same images with several methods, measures and times each. */
final class Comparison {

  static final String OURS = "Partial convolutions";

  private final List<Entry> entries = new ArrayList<>();

  /** A method, and what was measured of it. */
  private static final class Entry {
    private final String name;
    private final InpaintingMethod method;
    private final InpaintingErrors errors = new InpaintingErrors();
    private Speed first;
    private Speed later = new Speed(0, 0);

    Entry(String name, InpaintingMethod method) {
      this.name = name;
      this.method = method;
    }

    INDArray measure(INDArray maskedImages, INDArray masks, INDArray targets) {
      long start = System.nanoTime();
      INDArray predictions = method.predict(maskedImages, masks);
      Speed speed = new Speed(System.nanoTime() - start, targets.size(0));
      if (first == null) {
        first = speed;
      } else {
        later = later.and(speed);
      }
      errors.add(predictions, targets, masks);
      return predictions;
    }
  }

  private record Speed(long nanos, long images) {
    Speed and(Speed more) {
      return new Speed(nanos + more.nanos, images + more.images);
    }

    double millisPerImage() {
      return nanos / 1e6 / images;
    }
  }

  /** A network with partial convolutions beside OpenCV's methods. */
  static Comparison withOpenCv(Inpainter inpainter) {
    Comparison comparison =
        new Comparison()
            .with(OURS, (images, masks) -> inpainter.inpaint(images, masks).prediction());
    for (OpenCvInpainting method : OpenCvInpainting.values()) {
      comparison.with(method.label(), eachPicture(method::inpaint));
    }
    return comparison;
  }

  /**
   * A method that fills one picture at a time, of 8 bits a channel.
   *
   * @param filling of a picture, black in the holes, and its mask, white where a pixel is valid
   */
  static InpaintingMethod eachPicture(BinaryOperator<BufferedImage> filling) {
    return (images, masks) -> {
      INDArray[] filled = new INDArray[(int) images.size(0)];
      for (int i = 0; i < filled.length; i++) {
        filled[i] = Pictures.toArray(filling.apply(picture(images, i), maskPicture(masks, i)));
      }
      return Nd4j.concat(0, filled);
    };
  }

  /** One image of a batch. */
  static BufferedImage picture(INDArray images, int i) {
    return Pictures.toImage(one(images, i));
  }

  /** One mask of a batch, white where a pixel is valid, black where it is a hole. */
  static BufferedImage maskPicture(INDArray masks, int i) {
    return Pictures.toImage(one(masks, i).broadcast(1, 3, masks.size(2), masks.size(3)));
  }

  private static INDArray one(INDArray batch, int i) {
    return batch.get(
        NDArrayIndex.interval(i, i + 1),
        NDArrayIndex.all(),
        NDArrayIndex.all(),
        NDArrayIndex.all());
  }

  /** Adds a method; tables have the methods in this order. */
  Comparison with(String name, InpaintingMethod method) {
    entries.add(new Entry(name, method));
    return this;
  }

  /**
   * Fills a batch with every method, and measures.
   *
   * @param maskedImages [minibatch, 3, height, width], 0 in the holes
   * @param masks [minibatch, 1, height, width], 1 valid, 0 hole
   * @param targets the complete images
   * @return the methods' predictions, in their order
   */
  List<INDArray> measure(INDArray maskedImages, INDArray masks, INDArray targets) {
    return entries.stream().map(entry -> entry.measure(maskedImages, masks, targets)).toList();
  }

  /**
   * Fills a picture with every method, and measures.
   *
   * @param picture complete
   * @param mask of the picture's size, white where a pixel is valid, black where it is a hole
   * @return what a sheet shows of it, titled as in {@link #titles}: composites
   */
  BufferedImage[] add(BufferedImage picture, BufferedImage mask) {
    INDArray target = Pictures.toArray(picture);
    INDArray valid = Pictures.toMask(mask);
    INDArray masked = target.mul(valid.broadcast(target.shape()));
    List<BufferedImage> row = new ArrayList<>();
    row.add(SampleSheet.masked(picture, mask));
    for (INDArray prediction : measure(masked, valid, target)) {
      row.add(picture(composite(prediction, target, valid), 0));
    }
    row.add(picture);
    return row.toArray(BufferedImage[]::new);
  }

  /** The titles of the pictures that {@link #add} returns. */
  String[] titles() {
    List<String> titles = new ArrayList<>(names());
    titles.add(0, "masked image");
    titles.add("original");
    return titles.toArray(String[]::new);
  }

  /** The images' valid pixels, and the predictions' holes. */
  static INDArray composite(INDArray predictions, INDArray images, INDArray masks) {
    INDArray valid = masks.broadcast(images.shape());
    return images.mul(valid).addi(predictions.mul(valid.rsub(1)));
  }

  /** The methods' names. */
  List<String> names() {
    return entries.stream().map(entry -> entry.name).toList();
  }

  /** The method of a name. */
  InpaintingMethod method(String name) {
    return entry(name).method;
  }

  /** The errors of a method. */
  InpaintingErrors errors(String name) {
    return entry(name).errors;
  }

  /**
   * The time that a method takes for an image. The first batch, when things are still loaded and
   * compiled, counts only where it was the only one.
   */
  double millisPerImage(String name) {
    Entry entry = entry(name);
    return (entry.later.images() > 0 ? entry.later : entry.first).millisPerImage();
  }

  private Entry entry(String name) {
    return entries.stream()
        .filter(entry -> entry.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException(name + " is none of " + names()));
  }

  /** Prints a table of all methods. */
  void print() {
    InpaintingErrors any = entries.get(0).errors;
    System.out.printf(
        Locale.ROOT,
        "%,d pictures, %.1f %% of their pixels are holes%n%n",
        any.images().size(),
        100 * any.holeRatio());
    System.out.printf(
        "%-22s %14s %14s %17s %12s%n",
        "", "MSE, holes", "PSNR, holes", "MSE, composite", "ms/picture");
    for (Entry entry : entries) {
      System.out.printf(
          Locale.ROOT,
          "%-22s %14.5f %11.2f dB %17.5f %12.2f%n",
          entry.name,
          entry.errors.overHoles(),
          entry.errors.psnrOnHoles(),
          entry.errors.ofComposite(),
          millisPerImage(entry.name));
    }
  }
}
