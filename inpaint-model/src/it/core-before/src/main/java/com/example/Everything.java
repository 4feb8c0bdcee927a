package com.example;

import io.github.dl4jinpaint.data.InpaintingRecordReader;
import io.github.dl4jinpaint.data.cifar10.Cifar10;
import io.github.dl4jinpaint.data.cifar10.SmallArchive;
import io.github.dl4jinpaint.data.mask.IrregularMasks;
import io.github.dl4jinpaint.model.PartialConvUNet;
import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** The README's snippets, beside all of Deeplearning4j. */
public final class Everything {

  private Everything() {}

  /** Reads, trains a step, fills a picture. */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("consumer");
    byte[] records = new byte[20 * 3073];
    new Random(1).nextBytes(records);
    for (int i = 0; i < 20; i++) {
      records[i * 3073] = (byte) (i % 10);
    }
    Path images = SmallArchive.unpacked(folder, records);

    var reader =
        InpaintingRecordReader.builder()
            .images(Cifar10.files(List.of(images))).masks(IrregularMasks.withHoleRatio(0.05, 0.50)).seed(42).build();
    ComputationGraph unet = PartialConvUNet.table2().seed(42).build();
    unet.fit(reader.batches(10), 1);

    BufferedImage picture = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    BufferedImage mask = new BufferedImage(40, 30, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 30; y++) {
      for (int x = 0; x < 40; x++) {
        boolean hole = x > 15 && x < 20;
        picture.setRGB(x, y, hole ? Color.MAGENTA.getRGB() : new Color(60, 120, 180).getRGB());
        mask.setRGB(x, y, hole ? Color.BLACK.getRGB() : Color.WHITE.getRGB());
      }
    }
    BufferedImage repaired = Inpainter.pretrained().inpaint(picture, mask);
    Color filled = new Color(repaired.getRGB(17, 15));
    if (Math.abs(filled.getRed() - 60) + Math.abs(filled.getGreen() - 120) + Math.abs(filled.getBlue() - 180) > 40) {
      throw new IllegalStateException("filled with " + filled);
    }
    System.out.println("CONSUMER filled with " + filled);
  }
}
