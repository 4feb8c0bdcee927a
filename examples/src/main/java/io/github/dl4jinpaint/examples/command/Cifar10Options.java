package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.data.cifar10.Cifar10;
import io.github.dl4jinpaint.data.image.ImageSource;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a command takes CIFAR-10 from. */
public final class Cifar10Options {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder with CIFAR-10's binary files, or with their folder cifar-10-batches-bin. Without"
              + " it, they are downloaded once (162 MB) into ~/.dl4j-inpaint.")
  private Path data;

  /** {@return all training images} */
  public ImageSource trainingImages() {
    return data == null ? Cifar10.train() : Cifar10.in(data).train();
  }

  /** {@return all test images} */
  public ImageSource testImages() {
    return data == null ? Cifar10.test() : Cifar10.in(data).test();
  }
}
