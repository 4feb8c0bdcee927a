import io.github.dl4jinpaint.model.inpainting.Inpainter;
import java.nio.file.Path;

public class Fill {
  public static void main(String[] args) throws Exception {
    Inpainter.pretrained().inpaint(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]));
  }
}
