package io.github.dl4jinpaint.model.evaluation;

import io.github.dl4jinpaint.data.mask.HoleRatioBin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What was measured of several methods that filled the same holes of the same images: by method,
 * {@link Metric} and {@link Region}, over all images, over some ({@link #byHoleRatio}, {@link
 * #byGroup}) and for every image. Made by an {@link Evaluator}.
 */
public final class Evaluation {

  private final List<Figure> figures;
  private final List<Image> images;
  private final Map<String, Method> methods;

  /**
   * An image that was filled.
   *
   * @param label what it is called, or shows; empty where that wasn't told
   * @param group what it belongs to; empty where that wasn't told
   */
  public record Image(String label, String group) {}

  /** What was measured of a method. */
  record Method(Scores scores, List<Stopwatch.Time> times, long parameters) {

    Method part(List<Integer> numbers) {
      return new Method(
          new Scores(numbers.stream().map(scores.images()::get).toList()),
          numbers.stream().map(times::get).toList(),
          parameters);
    }
  }

  Evaluation(List<Figure> figures, List<Image> images, Map<String, Method> methods) {
    this.figures = List.copyOf(figures);
    this.images = List.copyOf(images);
    this.methods = new LinkedHashMap<>(methods);
  }

  /** {@return the names of the methods, in the order in which the evaluator got them} */
  public List<String> methods() {
    return List.copyOf(methods.keySet());
  }

  /** {@return what was measured: each metric over each of its regions} */
  public List<Figure> figures() {
    return figures;
  }

  /** {@return the images, in the order in which they were filled} */
  public List<Image> images() {
    return images;
  }

  /** {@return hole pixels / all pixels} */
  public double holeRatio() {
    return first().holeRatio();
  }

  /**
   * The share of holes of an image.
   *
   * @param image its number, from 0
   * @return hole pixels / all pixels
   */
  public double holeRatio(int image) {
    return first().images().get(image).holeRatio();
  }

  private Scores first() {
    return methods.values().iterator().next().scores();
  }

  /**
   * What a method scored.
   *
   * @param method its name
   * @return its figures over all images, and for each image
   * @throws NoSuchElementException where there is no such method
   */
  public Scores of(String method) {
    return method(method).scores();
  }

  /**
   * The mean time that a method takes for an image. The first batch, when things are still loaded
   * and compiled, counts only where there is no image of another.
   *
   * @param method its name
   * @return milliseconds
   * @throws NoSuchElementException where there is no such method
   */
  public double millisPerImage(String method) {
    return Stopwatch.millisPerImage(method(method).times());
  }

  /**
   * The time that a method took for an image.
   *
   * @param method its name
   * @param image its number, from 0
   * @return milliseconds, its part of its batch's
   * @throws NoSuchElementException where there is no such method
   */
  public double millis(String method, int image) {
    return method(method).times().get(image).millis();
  }

  /**
   * The number of parameters of a method's network.
   *
   * @param method its name
   * @return none where the evaluator wasn't told
   * @throws NoSuchElementException where there is no such method
   */
  public OptionalLong parameters(String method) {
    long parameters = method(method).parameters();
    return parameters == 0 ? OptionalLong.empty() : OptionalLong.of(parameters);
  }

  private Method method(String name) {
    Method method = methods.get(name);
    if (method == null) {
      throw new NoSuchElementException(name + " is none of " + methods());
    }
    return method;
  }

  /**
   * The images apart by their hole ratio.
   *
   * @return an evaluation for each bin that there are images of, smallest holes first; images of at
   *     most 1 % or more than 60 % are in none
   */
  public Map<HoleRatioBin, Evaluation> byHoleRatio() {
    Map<HoleRatioBin, List<Integer>> numbers = new TreeMap<>();
    for (int i = 0; i < images.size(); i++) {
      Optional<HoleRatioBin> bin = HoleRatioBin.of(holeRatio(i));
      if (bin.isPresent()) {
        numbers.computeIfAbsent(bin.get(), any -> new ArrayList<>()).add(i);
      }
    }
    return parts(numbers);
  }

  /**
   * The images apart by what they belong to.
   *
   * @return an evaluation for each group, in the order in which the evaluator got them
   */
  public Map<String, Evaluation> byGroup() {
    Map<String, List<Integer>> numbers = new LinkedHashMap<>();
    for (int i = 0; i < images.size(); i++) {
      numbers.computeIfAbsent(images.get(i).group(), any -> new ArrayList<>()).add(i);
    }
    return parts(numbers);
  }

  private <G> Map<G, Evaluation> parts(Map<G, List<Integer>> numbers) {
    Map<G, Evaluation> parts = new LinkedHashMap<>();
    numbers.forEach((group, ofGroup) -> parts.put(group, part(ofGroup)));
    return parts;
  }

  private Evaluation part(List<Integer> numbers) {
    Map<String, Method> parts = new LinkedHashMap<>();
    methods.forEach((name, method) -> parts.put(name, method.part(numbers)));
    return new Evaluation(figures, numbers.stream().map(images::get).toList(), parts);
  }
}
