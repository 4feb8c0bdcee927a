package io.github.dl4jinpaint.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jinpaint.data.InpaintingRecordReader;
import io.github.dl4jinpaint.data.image.ImageFolder;
import io.github.dl4jinpaint.data.image.ImageSource;
import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.data.mask.HoleColor;
import io.github.dl4jinpaint.data.mask.Mask;
import io.github.dl4jinpaint.examples.command.Commands;
import io.github.dl4jinpaint.examples.command.Console;
import io.github.dl4jinpaint.examples.compare.HoleShape;
import io.github.dl4jinpaint.examples.report.EvaluationJson;
import io.github.dl4jinpaint.model.ModelFiles;
import io.github.dl4jinpaint.model.evaluation.Evaluation;
import io.github.dl4jinpaint.model.evaluation.Evaluator;
import io.github.dl4jinpaint.model.evaluation.Figure;
import io.github.dl4jinpaint.model.evaluation.ImageScores;
import io.github.dl4jinpaint.model.evaluation.Region;
import io.github.dl4jinpaint.model.evaluation.Scores;
import io.github.dl4jinpaint.model.evaluation.StandardMetric;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import io.github.dl4jinpaint.model.internal.Batches;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import picocli.CommandLine;

class EvaluateCifar10Test {

  private static final int IMAGES = 36;
  private static final String REFERENCE = "Navier-Stokes";

  @TempDir private static Path results;

  @TempDir private Path folder;

  /** The samples that ship, with the model that ships, in batches that don't divide them. */
  @BeforeAll
  static void evaluate() throws IOException {
    EvaluateCifar10.run(Map.of("title", "Samples & <more>", "seed", 3), Inpainter.cifar10())
        .run(samples().batches(16), IMAGES, results);
  }

  private static InpaintingRecordReader samples() {
    try {
      Path folder = Path.of(QuickStart.class.getResource("samples/index.txt").toURI()).getParent();
      ImageSource images = ImageFolder.of(folder).resize(32);
      return InpaintingRecordReader.builder()
          .images(images)
          .masks(HoleShape.irregular.masks())
          .seed(3)
          .fixedMasks()
          .build();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theResultsFolderHasTheSamePictureUnderTheSameName() throws IOException {
    Inpainter inpainter = Inpainter.cifar10();
    MultiDataSetIterator batches = samples().batches(1);
    for (int i = 0; i < IMAGES; i++) {
      MultiDataSet one = batches.next();
      INDArray mask = one.getFeaturesMaskArray(0);
      String name = "%04d.png".formatted(i);
      assertThat(pixels("Original Image", name)).isEqualTo(pixels(one.getLabels(0)));
      assertThat(pixels("Masked Image", name)).isEqualTo(pixels(one.getFeatures(0)));
      assertThat(Mask.of(read("Mask", name), HoleColor.BLACK).toArray()).isEqualTo(mask);
      INDArray predicted = Pictures.toArray(read("Predicted Image", name));
      INDArray raw = inpainter.inpaint(one.getFeatures(0), mask).prediction();
      // Rounded to 8 bits, and a network's output hangs on the batch in its last digits.
      assertThat(predicted.distance1(raw) / raw.length()).isLessThan(0.5 / 255);
      assertThat(predicted.sub(raw).amaxNumber().doubleValue()).isLessThan(0.51 / 255);
    }
    try (Stream<Path> masks = Files.list(results.resolve("Mask"))) {
      assertThat(masks).hasSize(IMAGES);
    }
  }

  @Test
  void theJsonHasEveryFigureOfEveryMethodHoleRatioAndImage() throws IOException {
    Evaluator evaluator = EvaluateCifar10.evaluator(Inpainter.cifar10());
    MultiDataSet all = samples().batches(IMAGES).next();
    evaluator.add(all.getFeatures(0), all.getFeaturesMaskArray(0), all.getLabels(0));
    Evaluation again = evaluator.evaluation();

    JsonNode json = new ObjectMapper().readTree(results.resolve("evaluation.json").toFile());

    assertThat(json.get("seed").asInt()).isEqualTo(3);
    assertThat(json.get("methods")).hasSize(4);
    for (JsonNode method : json.get("methods")) {
      Scores scores = again.of(method.get("name").asText());
      JsonNode figures = method.get("figures");
      assertThat(figures.size()).isEqualTo(12);
      for (Figure figure : again.figures()) {
        assertThat(figures.get(EvaluationJson.key(figure)).asDouble())
            .isCloseTo(scores.value(figure), within(1e-4));
      }
      int images = 0;
      for (JsonNode bin : method.get("byHoleRatio")) {
        images += bin.get("images").asInt();
      }
      assertThat(images).isEqualTo(IMAGES);
    }
    assertThat(json.get("images")).hasSize(IMAGES);
    JsonNode last = json.get("images").get(IMAGES - 1);
    ImageScores lastOnes = again.of(REFERENCE).images().get(IMAGES - 1);
    assertThat(last.get("figures").get(REFERENCE).get("l2Holes").asDouble())
        .isCloseTo(lastOnes.value(StandardMetric.L2, Region.HOLES), within(1e-9));
  }

  @Test
  void thePageStandsAloneAndShowsTheFiguresAndTheWorstMedianAndBestPictures() throws Exception {
    String html = Files.readString(results.resolve("evaluation.html"));
    // Well-formed XML too, so that a tag which isn't closed shows.
    Document page =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Files.newInputStream(results.resolve("evaluation.html")));

    assertThat(html).doesNotContain("http:", "https:", "<script", "url(", "@import");
    assertThat(page.getElementsByTagName("h1").item(0).getTextContent())
        .isEqualTo("Samples & <more>");
    JsonNode json = new ObjectMapper().readTree(results.resolve("evaluation.json").toFile());
    List<Double> errors = new ArrayList<>();
    for (JsonNode image : json.get("images")) {
      errors.add(image.get("figures").get(EvaluateCifar10.OURS).get("l2Holes").asDouble());
    }
    List<Double> ranked = errors.stream().sorted().toList();
    NodeList pictures = page.getElementsByTagName("img");
    assertThat(pictures.getLength()).isEqualTo(3 * 6 * 7);
    assertThat(caption(pictures, 2)).isEqualTo(text(ranked.get(IMAGES - 1)));
    assertThat(caption(pictures, 12 * 7 + 2)).isEqualTo(text(ranked.get(0)));
    assertThat(caption(pictures, 6 * 7 + 2)).isEqualTo(text(ranked.get(15)));
    BufferedImage worst = decode(pictures, 6);
    int number = errors.indexOf(ranked.get(IMAGES - 1));
    assertThat(worst.getRGB(0, 0, 32, 32, null, 0, 32))
        .isEqualTo(pixels("Original Image", "%04d.png".formatted(number)));
  }

  private static String text(double error) {
    return String.format(Locale.ROOT, "%.5f", error);
  }

  /** What stands under a picture, below its title. */
  private static String caption(NodeList pictures, int i) {
    Element figure = (Element) pictures.item(i).getParentNode();
    return figure.getElementsByTagName("figcaption").item(0).getLastChild().getTextContent();
  }

  private static BufferedImage decode(NodeList pictures, int i) throws IOException {
    String data = ((Element) pictures.item(i)).getAttribute("src");
    byte[] png = Base64.getDecoder().decode(data.substring("data:image/png;base64,".length()));
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  private static BufferedImage read(String kind, String name) throws IOException {
    try (InputStream in = Files.newInputStream(results.resolve(kind).resolve(name))) {
      return ImageIO.read(in);
    }
  }

  private static int[] pixels(String kind, String name) throws IOException {
    return read(kind, name).getRGB(0, 0, 32, 32, null, 0, 32);
  }

  private static int[] pixels(INDArray image) {
    return Batches.picture(image, 0).getRGB(0, 0, 32, 32, null, 0, 32);
  }

  @ParameterizedTest
  @CsvSource({
    "--images, 0, '--images must be 1 to 10000, got 0'",
    "--images, 10001, '--images must be 1 to 10000, got 10001'",
    "--masks, round, 'round'"
  })
  void anOptionOutOfBoundsIsToldByNameAndEndsWithStatusTwo(
      String option, String value, String message) {
    StringWriter errors = new StringWriter();
    CommandLine command =
        new CommandLine(new EvaluateCifar10()).setErr(new PrintWriter(errors, true));

    assertThat(command.execute(option, value, "--out", folder.toString())).isEqualTo(2);
    assertThat(errors.toString()).contains(message);
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none.zip", "notes.txt", "classifier.zip"})
  void aWrongModelFileIsNamedAndEndsWithStatusOne(String name) throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "no model");
    ModelFiles.save(classifier(), folder.resolve("classifier.zip"), false);
    String model = folder.resolve(name).toString();

    String told =
        Console.printedErrors(
            () ->
                assertThat(Commands.execute(new EvaluateCifar10(), "--model", model)).isEqualTo(1));

    assertThat(told).startsWith(model).hasLineCount(1);
  }

  private static ComputationGraph classifier() {
    ComputationGraph network =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("pixels")
                .addLayer(
                    "class",
                    new OutputLayer.Builder(LossFunction.MSE).nIn(4).nOut(2).build(),
                    "pixels")
                .setOutputs("class")
                .build());
    network.init();
    return network;
  }
}
