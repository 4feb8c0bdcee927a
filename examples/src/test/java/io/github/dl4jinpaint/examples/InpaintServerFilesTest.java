package io.github.dl4jinpaint.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jinpaint.data.image.ImageFormat;
import io.github.dl4jinpaint.data.image.Pictures;
import io.github.dl4jinpaint.examples.server.FillRequest;
import io.github.dl4jinpaint.examples.server.Filled;
import io.github.dl4jinpaint.examples.server.Filler;
import io.github.dl4jinpaint.examples.server.Limits;
import io.github.dl4jinpaint.examples.server.Offer;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/**
 * The page, as it reads files and writes them: large ones, their formats, what they tell, and
 * several of them.
 */
class InpaintServerFilesTest extends PageTest {

  /** So large that the server gets cut-outs. */
  private static final int LARGE_WIDTH = 2500;

  private static final int LARGE_HEIGHT = 1700;

  @Test
  void of_a_large_picture_the_server_gets_cut_outs_and_all_else_stays_as_it_was() throws Exception {
    List<BufferedImage> sent = new CopyOnWriteArrayList<>();
    serveLarge(
        request -> {
          sent.add(Pictures.read(request.picture(), "The cut-out", 10_000_000));
          return model.fill(request);
        });
    BufferedImage large = large();
    Path holiday = folder.resolve("large.png");
    Files.write(holiday, withText(Pictures.encode(large, ImageFormat.PNG)));
    open(holiday);
    assertThat(find("status").getText()).contains("2500 × 1700 pixels");
    paint(20, 100, 100, 60);
    paint(20, 2300, 1600, 40);
    paint(20, 2440, 1640, 40);
    boolean[] painted = painted();
    click("fill");
    awaitState("result");

    assertThat(sent).hasSize(2);
    assertThat(sent).allMatch(part -> part.getWidth() <= 512 && part.getHeight() <= 512);
    BufferedImage filled = download("large-inpainted.png");
    assertThat(filled.getWidth()).isEqualTo(LARGE_WIDTH);
    assertThat(changed(large, filled, painted, false)).isZero();
    assertThat(changed(large, filled, painted, true)).isGreaterThan(count(painted) * 9L / 10);
    byte[] written = Files.readAllBytes(folder.resolve("downloads/large-inpainted.png"));
    assertThat(new String(written, StandardCharsets.ISO_8859_1)).contains("Author\0A. Painter");

    click("next");
    awaitState("paint");
    long after = pixels();
    paint(20, 1200, 800, 30);
    click("fill");
    awaitState("result");
    click("next");
    awaitState("paint");
    assertThat(pixels()).isNotEqualTo(after);
    click("undo");
    await("the picture before", () -> pixels() == after);
    assertThat(complaints()).isEmpty();
  }

  @Test
  void a_wire_across_a_large_picture_is_filled_in_cut_outs_that_the_server_takes()
      throws Exception {
    List<Integer> sizes = new CopyOnWriteArrayList<>();
    serveLarge(
        request -> {
          BufferedImage part = Pictures.read(request.picture(), "The cut-out", 2_000_000);
          sizes.add(part.getWidth() * part.getHeight());
          return new Filled(request.picture(), List.of());
        });
    Path wire = folder.resolve("wire.png");
    ImageIO.write(large(), "png", wire.toFile());
    open(wire);
    browser.executeScript(
        "const p = document.getElementById('pixels'); p.value = 8; p.dispatchEvent(new"
            + " Event('change'))");
    drag(find("mask"), -0.45, -0.45, 0.45, 0.45);
    click("fill");
    awaitState("result");

    assertThat(sizes).hasSizeGreaterThan(1).allMatch(size -> size <= 2_000_000);
    assertThat(complaints()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"60, 40", "2500, 1700"})
  void a_turned_photograph_keeps_what_its_file_tells_as_far_as_it_stays_true(int width, int height)
      throws Exception {
    serveLarge(model);
    Path photo = folder.resolve("camera.jpg");
    BufferedImage lying = width > 100 ? large() : noise(width, height);
    Files.write(photo, withExif(lying, exif(6, 7, 9, 'T')));
    open(photo);
    assertThat(find("status").getText()).contains(height + " × " + width + " pixels");
    paint(4, height / 2, width / 2, 4);
    click("fill");
    awaitState("result");
    BufferedImage filled = download("camera-inpainted.jpg");

    assertThat(filled.getWidth()).isEqualTo(height);
    byte[] written = Files.readAllBytes(folder.resolve("downloads/camera-inpainted.jpg"));
    int at = indexOf(written, "Exif\0\0") + 6;
    byte[] expected = exif(1, height, width, '\0');
    assertThat(Arrays.copyOfRange(written, at, at + expected.length)).isEqualTo(expected);
    Files.delete(folder.resolve("downloads/camera-inpainted.jpg"));

    choose("saving", "png");
    download("camera-inpainted.png");
    await("what is left out", () -> find("status").getText().contains("is left out"));
    Files.delete(folder.resolve("downloads/camera-inpainted.png"));
    assertThat(complaints()).isEmpty();
  }

  @Test
  void a_result_is_saved_in_the_format_and_quality_that_the_user_wants() throws Exception {
    open(file);
    drag(find("mask"), -0.3, 0, 0.3, 0);
    click("fill");
    awaitState("result");
    WebElement quality = find("saving").findElement(By.tagName("input"));
    assertThat(quality.isDisplayed()).isFalse();
    choose("saving", "webp");
    click("download");
    Path webp = downloaded("holiday-inpainted.webp");
    assertThat(new String(Files.readAllBytes(webp), StandardCharsets.ISO_8859_1))
        .startsWith("RIFF");
    choose("saving", "jpeg");
    click("download");
    long fine = Files.size(downloaded("holiday-inpainted.jpg"));
    Files.delete(folder.resolve("downloads/holiday-inpainted.jpg"));
    quality.sendKeys(Keys.chord(Keys.CONTROL, "a"), "20", Keys.TAB);
    click("download");
    assertThat(Files.size(downloaded("holiday-inpainted.jpg"))).isLessThan(fine / 2);
    Files.delete(folder.resolve("downloads/holiday-inpainted.jpg"));
  }

  @Test
  void a_webp_file_keeps_what_it_tells_and_other_programs_read_it() throws Exception {
    byte[] exif = exif(6, 7, 9, 'T');
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
    String webp =
        (String)
            browser.executeAsyncScript(
                """
                const [exif, profile] = [Uint8Array.from(arguments[0]), Uint8Array.from(arguments[1])];
                const told = arguments[2];
                const { withNotes } = await import("/files.js");
                const { intoWebp, profileOfWebp } = await import("/webp.js");
                const canvas = new OffscreenCanvas(40, 30);
                canvas.getContext("2d").fillRect(0, 0, 20, 30);
                const plain = await canvas.convertToBlob({ type: "image/webp", quality: 0.9 });
                const original = intoWebp(new Uint8Array(await plain.arrayBuffer()), null, { exif }, canvas);
                const result = await withNotes(plain, "webp", profile, new Blob([original]), canvas);
                const bytes = new Uint8Array(await result.arrayBuffer());
                const { width } = await createImageBitmap(result);
                told(profileOfWebp(bytes).length + " " + width + " " + btoa(String.fromCharCode(...bytes)));
                """,
                numbers(exif),
                numbers(profile));
    String[] told = webp.split(" ");
    byte[] file = Base64.getDecoder().decode(told[2]);

    assertThat(told).startsWith(Integer.toString(profile.length), "40");
    assertThat(new String(file, StandardCharsets.ISO_8859_1))
        .contains(new String(exif(1, 40, 30, '\0'), StandardCharsets.ISO_8859_1));
    assertThat(Pictures.read(file, "The file", 10_000).getHeight()).isEqualTo(30);
  }

  @Test
  void what_the_server_would_refuse_is_told_or_mended_when_it_is_opened() throws Exception {
    Path cmyk = folder.resolve("print.jpg");
    writeCmyk(cmyk);
    open(cmyk);
    assertThat(find("status").getText()).contains("CMYK");
    drag(find("mask"), -0.3, 0, 0.3, 0);
    click("fill");
    awaitState("result");

    byte[] whole = withExif(noise(WIDTH, HEIGHT), exif(1, 1, 1, 'T'));
    Path half = Files.write(folder.resolve("half.jpg"), Arrays.copyOf(whole, whole.length / 2));
    find("file").sendKeys(half.toString());
    await("what is wrong", () -> find("error").isDisplayed());
    assertThat(find("error").getText()).matches("(?s)half\\.jpg is (cut off|not a picture).*");
  }

  @Test
  void several_files_are_filled_by_one_mask_where_it_fits() throws Exception {
    Path second = folder.resolve("second.png");
    ImageIO.write(picture, "png", second.toFile());
    Path other = folder.resolve("other.png");
    ImageIO.write(noise(5, 7), "png", other.toFile());
    Path broken = Files.writeString(folder.resolve("broken.png"), "no picture");
    find("file")
        .sendKeys(
            Stream.of(file, second, other, broken)
                .map(Path::toString)
                .collect(Collectors.joining("\n")));
    awaitState("paint");
    assertThat(find("status").getText()).contains("3 more pictures wait");
    drag(find("mask"), -0.3, 0, 0.3, 0);
    click("fill-all");
    await(
        "all are done",
        () -> find("series-status").getText().equals("2 of 4 pictures are filled."));

    assertThat(
            browser.findElements(By.cssSelector("#series-list span")).stream()
                .map(WebElement::getText))
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo("Filled."),
            next -> assertThat(next).isEqualTo("Filled."),
            third -> assertThat(third).contains("it has 5 × 7 pixels, the mask 97 × 61"),
            fourth -> assertThat(fourth).contains("broken.png is not a picture"));
    Files.deleteIfExists(folder.resolve("downloads/holiday-inpainted.png"));
    click("series-save");
    assertThat(Files.readAllBytes(downloaded("holiday-inpainted.png")))
        .isEqualTo(Files.readAllBytes(downloaded("second-inpainted.png")));
    Files.delete(folder.resolve("downloads/holiday-inpainted.png"));
    click("series-back");
    awaitState("paint");
    assertThat(count(painted())).isPositive();
    assertThat(complaints()).isEmpty();
  }

  @Test
  void a_user_who_waits_is_told_how_many_pictures_come_before() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    serveLarge(waiting(goOn));
    open(file);
    drag(find("mask"), -0.3, 0, 0.3, 0);
    browser.executeScript(
        """
        const form = new FormData();
        form.append("holes", "white");
        for (const part of ["image", "mask"]) form.append(part, new Blob(["x"]), part);
        fetch("api/inpaint", { method: "POST", body: form });
        """);
    await("another picture is filled", () -> health().contains("\"running\":1"));
    click("fill");
    await("it waits", () -> find("status").getText().startsWith("Waiting: 1 picture is before"));
    goOn.countDown();
    awaitState("result");
  }

  @Test
  void models_and_texture_begin_as_the_server_says_and_are_the_users_choice() throws Exception {
    site.close();
    List<String> asked = new CopyOnWriteArrayList<>();
    serve(
        new Filler() {
          @Override
          public Filled fill(FillRequest request) {
            asked.add(request.model() + " " + request.texture());
            return new Filled(request.picture(), List.of());
          }

          @Override
          public Offer offer() {
            return new Offer(
                false,
                List.of(new Offer.Model("a", "The usual", true), new Offer.Model("b", "B", false)));
          }
        });
    open(file);
    drag(find("mask"), -0.3, 0, 0.3, 0);
    assertThat(find("smooth").getDomAttribute("aria-pressed")).isEqualTo("true");
    click("fill");
    awaitState("result");
    click("back");
    choose("model", "b");
    click("texture");
    click("fill");
    awaitState("result");

    assertThat(asked).containsExactly("a false", "b true");
  }

  // ---- server

  private void serveLarge(Filler filler) throws IOException {
    site.close();
    site = start(filler, 0, new Limits(20_000_000, 2_000_000, PATIENCE, 1, 4));
    goTo(site.port());
  }

  private String health() {
    return (String)
        browser.executeAsyncScript(
            "fetch('api/health').then(a => a.text()).then(arguments[arguments.length - 1])");
  }

  // ---- what a user does

  /** Paints a stroke to the right, of a width, from a place. */
  private void paint(int width, int x, int y, int length) {
    browser.executeScript(
        """
        const [width, x, y, length] = arguments;
        const pixels = document.getElementById("pixels");
        pixels.value = width;
        pixels.dispatchEvent(new Event("change"));
        const mask = document.getElementById("mask");
        const at = mask.getBoundingClientRect();
        const event = (type, x) => mask.dispatchEvent(new PointerEvent(type, {
          pointerId: 1, pointerType: "mouse", button: 0, bubbles: true,
          clientX: at.left + x * at.width / mask.width, clientY: at.top + y * at.height / mask.height }));
        mask.setPointerCapture = () => {};
        event("pointerdown", x);
        event("pointermove", x + length);
        event("pointerup", x + length);
        """,
        width,
        x,
        y,
        length);
  }

  private static void choose(String among, String value) {
    find(among).findElement(By.cssSelector("option[value=" + value + "]")).click();
  }

  // ---- pictures

  private static BufferedImage large() {
    BufferedImage large = new BufferedImage(LARGE_WIDTH, LARGE_HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = large.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(noise(250, 170), 0, 0, LARGE_WIDTH, LARGE_HEIGHT, null);
    graphics.dispose();
    return large;
  }

  private static long changed(
      BufferedImage before, BufferedImage after, boolean[] painted, boolean which) {
    int[] a = before.getRGB(0, 0, LARGE_WIDTH, LARGE_HEIGHT, null, 0, LARGE_WIDTH);
    int[] b = after.getRGB(0, 0, LARGE_WIDTH, LARGE_HEIGHT, null, 0, LARGE_WIDTH);
    long changed = 0;
    for (int i = 0; i < a.length; i++) {
      changed += painted[i] == which && a[i] != b[i] ? 1 : 0;
    }
    return changed;
  }

  /** A PNG file that tells its author. */
  private static byte[] withText(byte[] png) {
    byte[] body = "tEXtAuthor\0A. Painter".getBytes(StandardCharsets.ISO_8859_1);
    CRC32 checksum = new CRC32();
    checksum.update(body);
    int header = 33;
    return ByteBuffer.allocate(png.length + body.length + 8)
        .put(png, 0, header)
        .putInt(body.length - 4)
        .put(body)
        .putInt((int) checksum.getValue())
        .put(png, header, png.length - header)
        .array();
  }

  /** EXIF data of a camera's: maker, orientation, size, and a thumbnail of four bytes. */
  private static byte[] exif(int orientation, int width, int height, char thumbnail) {
    ByteBuffer exif = ByteBuffer.allocate(160).order(ByteOrder.LITTLE_ENDIAN);
    exif.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8);
    exif.putShort((short) 3);
    entry(
        exif,
        0x010F,
        2,
        4,
        ByteBuffer.wrap(new byte[] {'A', 'c', 'e', 0}).order(ByteOrder.LITTLE_ENDIAN).getInt());
    entry(exif, 0x0112, 3, 1, orientation);
    entry(exif, 0x8769, 4, 1, 60);
    exif.putInt(thumbnail == '\0' ? 0 : 100);
    exif.position(60).putShort((short) 2);
    entry(exif, 0xA002, 4, 1, width);
    entry(exif, 0xA003, 4, 1, height);
    exif.putInt(0);
    exif.position(100).putShort((short) 2);
    entry(exif, 0x0201, 4, 1, 140);
    entry(exif, 0x0202, 4, 1, 4);
    exif.putInt(0);
    for (int i = 0; i < 4; i++) {
      exif.put(140 + i, (byte) thumbnail);
    }
    return exif.array();
  }

  private static void entry(ByteBuffer exif, int tag, int type, int count, int value) {
    exif.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
  }

  private static byte[] withExif(BufferedImage picture, byte[] exif) throws IOException {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(picture, "jpg", jpeg);
    byte[] file = jpeg.toByteArray();
    return ByteBuffer.allocate(file.length + 10 + exif.length)
        .put(file, 0, 2)
        .putShort((short) 0xFFE1)
        .putShort((short) (8 + exif.length))
        .put("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1))
        .put(exif)
        .put(file, 2, file.length - 2)
        .array();
  }

  private static List<Integer> numbers(byte[] bytes) {
    return IntStream.range(0, bytes.length).mapToObj(i -> bytes[i] & 0xFF).toList();
  }

  private static int indexOf(byte[] file, String text) {
    return new String(file, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  private static void writeCmyk(Path file) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.write(
          new IIOImage(
              Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, WIDTH, HEIGHT, 4, null),
              null,
              null));
    } finally {
      writer.dispose();
    }
  }
}
