package io.github.dl4jinpaint.examples.command;

import io.github.dl4jinpaint.data.mask.HoleColor;
import java.awt.Color;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Options that say how holes are told: by masks, or by the pictures themselves. */
public final class HoleOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--holes",
      paramLabel = "COLOUR",
      completionCandidates = HoleColors.class,
      description = "The colour of the holes in --masks: ${COMPLETION-CANDIDATES}.")
  private HoleColor holes;

  @Option(
      names = "--mask-color",
      paramLabel = "RRGGBB",
      converter = Paint.class,
      description =
          "Instead of --masks: holes are painted over the pictures in this colour, such as FF00FF.")
  private Color paint;

  @Option(
      names = "--tolerance",
      paramLabel = "N",
      description =
          "How far red, green and blue may each be from --mask-color, of 255. 0, unless given, is"
              + " for PNG and sharp brushes; JPEG changes paint and lets it run over: try 60 with"
              + " --grow 4.")
  private Integer tolerance;

  @Option(
      names = "--mask-alpha",
      description =
          "Instead of --masks: holes are what is transparent in the pictures, less than half"
              + " opaque. The filled picture has no transparency.")
  private boolean alpha;

  @Option(
      names = "--grow",
      paramLabel = "PIXELS",
      description = "Let all holes grow, for what shows at their edges.")
  private int grow;

  /** A colour as web pages have it. */
  static final class Paint implements ITypeConverter<Color> {
    @Override
    public Color convert(String value) {
      if (!value.matches("(#|0x)?[0-9a-fA-F]{6}")) {
        throw new TypeConversionException(
            "'%s' is no colour of six hexadecimal digits, such as FF00FF".formatted(value));
      }
      return new Color(Integer.parseInt(value.substring(value.length() - 6), 16));
    }
  }

  /**
   * How holes are told.
   *
   * @param masks whether there are masks
   * @throws ParameterException where that is not told in just one way
   */
  Holes holes(boolean masks) {
    int ways = (masks ? 1 : 0) + (paint == null ? 0 : 1) + (alpha ? 1 : 0);
    require(
        ways == 1,
        (ways == 0 ? "What is a hole? " : "What is a hole is told in %d ways: ".formatted(ways))
            + "Give --masks with --holes, or --mask-color, or --mask-alpha");
    require(!masks || holes != null, "--holes has to tell the colour of the holes in --masks");
    require(masks || holes == null, "--holes is for --masks, which aren't given");
    require(tolerance == null || paint != null, "--tolerance is for --mask-color");
    require(
        tolerance == null || tolerance >= 0 && tolerance <= 255,
        "--tolerance must be 0 to 255, got " + tolerance);
    Commands.requireNotNegative(command, "--grow", grow);
    return new Holes(holes, paint, tolerance == null ? 0 : tolerance, grow);
  }

  private void require(boolean holds, String message) {
    if (!holds) {
      throw new ParameterException(command.commandLine(), message);
    }
  }
}
