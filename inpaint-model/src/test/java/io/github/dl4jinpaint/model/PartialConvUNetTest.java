package io.github.dl4jinpaint.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Percentage.withPercentage;

import io.github.dl4jinpaint.layers.PartialConvolution2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

class PartialConvUNetTest {

  /** In and out channels of the encoder's module and of the decoder's, as the report has them. */
  private static final int[][] REPORT_TABLE_1 = {
    {3, 64, 128 + 64, 3},
    {64, 128, 256 + 128, 128},
    {128, 256, 512 + 256, 256},
    {256, 512, 512 + 512, 512}
  };

  private static final int[][] REPORT_TABLE_2 = {
    {3, 32, 32, 3},
    {32, 32, 32 + 32, 32},
    {32, 64, 64, 32},
    {64, 64, 64 + 64, 64},
    {64, 128, 128, 64},
    {128, 128, 128 + 128, 128},
    {128, 256, 256, 128},
    {256, 256, 256 + 256, 256}
  };

  /** In and out channels of PConv1 to PConv8, and of PConv16 to PConv9, as the paper has them. */
  private static final int[][] PAPER = {
    {3, 64, 64 + 3, 3},
    {64, 128, 128 + 64, 64},
    {128, 256, 256 + 128, 128},
    {256, 512, 512 + 256, 256},
    {512, 512, 512 + 512, 512},
    {512, 512, 512 + 512, 512},
    {512, 512, 512 + 512, 512},
    {512, 512, 512 + 512, 512}
  };

  private static final int[] PAPER_KERNELS = {7, 5, 5, 3, 3, 3, 3, 3};

  private static final List<Integer> EVERY_ROW = List.of(1, 2, 3, 4);
  private static final List<Integer> EVERY_SECOND_ROW = List.of(2, 4, 6, 8);

  static List<Arguments> networks() {
    return List.of(
        Arguments.of(
            "table 1", PartialConvUNet.table1().build(), REPORT_TABLE_1, EVERY_ROW, 8_494_927),
        Arguments.of(
            "table 2",
            PartialConvUNet.table2().build(),
            REPORT_TABLE_2,
            EVERY_SECOND_ROW,
            3_134_287));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void channelsStridesAndParametersAreTheReports(
      String name,
      ComputationGraph network,
      int[][] table,
      List<Integer> resampling,
      long parameters) {
    long expected = 0;
    for (int row = 1; row <= table.length; row++) {
      int[] t = table[row - 1];
      PartialConvolution2D encoder = convolution(network, "encoder" + row);
      PartialConvolution2D decoder = convolution(network, "decoder" + row);
      assertThat(List.of(encoder.getNIn(), encoder.getNOut(), decoder.getNIn(), decoder.getNOut()))
          .as("row " + row)
          .containsExactly((long) t[0], (long) t[1], (long) t[2], (long) t[3]);
      boolean resamples = resampling.contains(row);
      assertThat(encoder.getStride()).containsExactly(resamples ? 2 : 1, resamples ? 2 : 1);
      assertThat(decoder.getUpsample()).isEqualTo(resamples ? 2 : 1);
      expected += parametersOfModule(t[0], t[1]) + parametersOfModule(t[2], t[3]);
    }
    assertThat(network.numParams()).isEqualTo(expected).isEqualTo(parameters);
    assertThat(PartialConvUNet.downsampling(network)).isEqualTo(16);
    assertThat(sizes(network, 32, resampling.size() == table.length ? 1 : 2))
        .containsExactly(16L, 8L, 4L, 2L, 4L, 8L, 16L, 32L);
  }

  /** Heights of the outputs of every so manieth module, the encoder's and then the decoder's. */
  private static List<Long> sizes(ComputationGraph network, int size, int every) {
    Map<String, InputType> outputs =
        network.getConfiguration().getLayerActivationTypes(InputType.convolutional(size, size, 3));
    List<Long> sizes = new ArrayList<>();
    for (int module = every; outputs.containsKey("encoder" + module); module += every) {
      sizes.add(height(outputs.get("encoder" + module)));
    }
    for (int module = sizes.size() * every; module > 0; module -= every) {
      sizes.add(height(outputs.get("decoder" + module)));
    }
    return sizes;
  }

  private static long height(InputType output) {
    return ((InputTypeConvolutional) output).getHeight();
  }

  @Test
  void thePapersNetworkHasItsChannelsKernelsSizesAndParameters() {
    ComputationGraph network = PartialConvUNet.liu2018().build();
    long expected = 0;
    for (int row = 1; row <= PAPER.length; row++) {
      int[] t = PAPER[row - 1];
      int kernel = PAPER_KERNELS[row - 1];
      PartialConvolution2D encoder = convolution(network, "encoder" + row);
      PartialConvolution2D decoder = convolution(network, "decoder" + row);
      assertThat(encoder.getKernelSize()).containsExactly(kernel, kernel);
      assertThat(encoder.getStride()).containsExactly(2, 2);
      assertThat(decoder.getKernelSize()).containsExactly(3, 3);
      assertThat(List.of(encoder.getNIn(), encoder.getNOut(), decoder.getNIn(), decoder.getNOut()))
          .as("row " + row)
          .containsExactly((long) t[0], (long) t[1], (long) t[2], (long) t[3]);
      int normalization = row == 1 ? 0 : 4;
      expected += (long) t[0] * t[1] * kernel * kernel + t[1] + normalization * t[1];
      expected += (long) t[2] * t[3] * 9 + t[3] + normalization * t[3];
    }
    assertThat(network.numParams()).isEqualTo(expected).isEqualTo(32_876_116);
    assertThat(PartialConvUNet.downsampling(network)).isEqualTo(256);
    assertThat(sizes(network, 512, 1))
        .containsExactly(
            256L, 128L, 64L, 32L, 16L, 8L, 4L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L);
  }

  @Test
  void thePapersNetworkTakesAStepOnAnImageOfItsSize() {
    ComputationGraph network = PartialConvUNet.liu2018().build();
    MultiDataSet batch = Networks.batch(new Random(2), 1, 512, 512);
    INDArray before = network.params().dup();
    network.fit(batch);

    assertThat(network.score()).isFinite();
    assertThat(network.params().equalsWithEps(before, 1e-6)).isFalse();
    assertThat(network.output(false, batch.getFeatures(), batch.getFeaturesMaskArrays())[0].shape())
        .containsExactly(1, 3, 512, 512);
  }

  @Test
  void thePapersSkipsConcatenateWithTheEncodersInputAtFullResolution() {
    ComputationGraph network =
        PartialConvUNet.table1().skip(PartialConvUNet.Skip.ENCODER_INPUT).build();

    List<Long> in =
        EVERY_ROW.stream().map(k -> convolution(network, "decoder" + k).getNIn()).toList();

    assertThat(in).containsExactly(128L + 3, 256L + 64, 512L + 128, 512L + 256);
    MultiDataSet batch = Networks.batch(new Random(1), 2, 64, 48);
    assertThat(network.output(false, batch.getFeatures(), batch.getFeaturesMaskArrays())[0].shape())
        .containsExactly(2, 3, 64, 48);
    assertThat(network.feedForward(batch.getFeatures(), false).get("decoder1-merge").shape())
        .containsExactly(2, 131, 64, 48);
  }

  private static PartialConvolution2D convolution(ComputationGraph network, String module) {
    return (PartialConvolution2D) network.getLayer(module).conf().getLayer();
  }

  /** Weights, biases, and scale, shift, mean and deviation of the normalisation. */
  private static long parametersOfModule(long in, long out) {
    return in * out * 3 * 3 + out + 4 * out;
  }

  @ParameterizedTest
  @CsvSource({"32, 32", "64, 48"})
  void predictionsHaveTheImagesShapeAndLieBetweenZeroAndOne(int height, int width) {
    ComputationGraph network = PartialConvUNet.table2().build();
    MultiDataSet batch = Networks.batch(new Random(1), 2, height, width);

    INDArray prediction =
        network.output(false, batch.getFeatures(), batch.getFeaturesMaskArrays())[0];
    INDArray normalizedByBatch =
        network.output(true, batch.getFeatures(), batch.getFeaturesMaskArrays())[0];

    assertThat(prediction.shape()).containsExactly(2, 3, height, width);
    assertThat(prediction.minNumber().doubleValue()).isNotNegative();
    assertThat(prediction.maxNumber().doubleValue()).isLessThanOrEqualTo(1);
    assertThat(normalizedByBatch.minNumber().doubleValue()).isPositive();
    assertThat(normalizedByBatch.maxNumber().doubleValue()).isLessThan(1);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void aSigmoidOfAnIdentitysEndIsTheSigmoidsEnd(InpaintingLoss loss) {
    ComputationGraph unbound = Networks.tiny().loss(loss).end(Activation.IDENTITY).build();
    ComputationGraph bound = Networks.tiny().loss(loss).build();
    INDArray image = Networks.batch(new Random(5), 2, 16, 16).getFeatures(0).mul(4);

    INDArray prediction = unbound.output(image)[0];

    assertThat(prediction.minNumber().doubleValue()).isNegative();
    assertThat(Transforms.sigmoid(prediction).equalsWithEps(bound.output(image)[0], 1e-6)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void aNetworkOfOtherColorsTakesAndGivesPicturesLikeAnyOther(InpaintingLoss loss) {
    double[] mean = {0.2, 0.5, 0.4};
    double[] deviation = {0.5, 0.25, 2};
    PartialConvUNet.Builder settings =
        Networks.tiny().size(16, 16).loss(loss).end(Activation.IDENTITY).dataType(DataType.DOUBLE);
    ComputationGraph plain = settings.build();
    ComputationGraph scaled = settings.colors(mean, deviation).build();
    MultiDataSet batch = Networks.batch(new Random(5), 2, 16, 16);
    INDArray image = batch.getFeatures(0).castTo(DataType.DOUBLE);
    INDArray[] masks = {batch.getFeaturesMaskArray(0)};
    INDArray m = Nd4j.create(mean).reshape(1, 3, 1, 1);
    INDArray d = Nd4j.create(deviation).reshape(1, 3, 1, 1);

    INDArray prediction = scaled.output(false, new INDArray[] {image}, masks)[0];

    INDArray normalized = image.sub(m).divi(d);
    INDArray expected = plain.output(false, new INDArray[] {normalized}, masks)[0].mul(d).addi(m);
    assertThat(prediction.equalsWithEps(expected, 1e-10)).isTrue();
    assertThat(ComputationGraphConfiguration.fromJson(scaled.getConfiguration().toJson()))
        .isEqualTo(scaled.getConfiguration());
  }

  static List<InpaintingLoss> losses() {
    return List.of(InpaintingLoss.l2(), InpaintingLoss.l1());
  }

  @ParameterizedTest
  @CsvSource({"33, 32", "32, 40", "0, 32", "-16, 16"})
  void sizesThatTheEncoderCantHalveAreRefused(int height, int width) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PartialConvUNet.table2().size(height, width).build())
        .withMessageContaining("16")
        .withMessageContaining(height + " x " + width);
  }

  static List<List<PartialConvUNet.Row>> impossibleTables() {
    return List.of(
        List.of(),
        List.of(new PartialConvUNet.Row(true, 4, 8, 3)),
        List.of(new PartialConvUNet.Row(true, -3, 8, 3)),
        List.of(new PartialConvUNet.Row(true, 3, 0, 3)),
        List.of(new PartialConvUNet.Row(true, 3, 8, 4)));
  }

  @ParameterizedTest
  @MethodSource("impossibleTables")
  void impossibleTablesAreRefused(List<PartialConvUNet.Row> rows) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PartialConvUNet.of(rows))
        .withMessageContaining("row");
  }

  @Test
  void settingsAreKept() {
    ComputationGraph network = Networks.tiny().size(8, 12).dataType(DataType.DOUBLE).build();

    assertThat(network.params().dataType()).isEqualTo(DataType.DOUBLE);
    assertThat(convolution(network, "encoder1").getKernelSize()).containsExactly(5, 5);
    assertThat(network.output(Nd4j.rand(DataType.DOUBLE, 1, 3, 8, 12))[0].shape())
        .containsExactly(1, 3, 8, 12);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Networks.tiny().dataType(DataType.INT32))
        .withMessageContaining("INT");
  }

  @Test
  void theSeedDeterminesTheParameters() {
    INDArray parameters = Networks.tiny().seed(1).build().params();

    assertThat(Networks.tiny().seed(1).build().params()).isEqualTo(parameters);
    assertThat(Networks.tiny().seed(2).build().params()).isNotEqualTo(parameters);
  }

  @Test
  void theParametersDontDependOnTheSize() {
    assertThat(Networks.tiny().size(64, 32).build().params())
        .isEqualTo(Networks.tiny().size(16, 16).build().params());
  }

  @Test
  void trainingLowersTheLoss() {
    ComputationGraph network = Networks.tiny().size(16, 16).build();
    MultiDataSet batch = Networks.batch(new Random(3), 8, 16, 16);
    network.fit(batch);
    double before = network.score();

    for (int i = 0; i < 60; i++) {
      network.fit(batch);
    }

    assertThat(network.score()).isLessThan(before / 3);
  }

  @Test
  void theLossCountsEveryPixelHolesIncluded() {
    ComputationGraph network = Networks.tiny().size(16, 16).build();
    MultiDataSet batch = Networks.batch(new Random(3), 2, 16, 16);
    batch.getFeaturesMaskArray(0).assign(0);
    INDArray error =
        network.output(false, batch.getFeatures(), batch.getFeaturesMaskArrays())[0].sub(
            batch.getLabels(0));

    double perValue = network.score(batch) / (16 * 16);

    assertThat(perValue)
        .isCloseTo(error.mul(error).meanNumber().doubleValue(), withPercentage(0.1));
  }

  @Test
  void anImageThatIsAllHoleLeavesTrainingFinite() {
    ComputationGraph network = Networks.tiny().size(16, 16).build();
    MultiDataSet batch = Networks.batch(new Random(4), 3, 16, 16);
    batch.getFeaturesMaskArray(0).tensorAlongDimension(1, 1, 2, 3).assign(0);

    for (int i = 0; i < 3; i++) {
      network.fit(batch);
    }

    assertThat(network.score()).isFinite();
    assertThat(network.params().sumNumber().doubleValue()).isFinite();
  }
}
