package dev.rollcall.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rollcall.base.UserError;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Scanner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartTest {
  private static final Pattern PATH =
      Pattern.compile(
          "<path fill=\"(#[0-9a-f]{6})\"( fill-opacity=\"([0-9.]+)\")?[^>]* d=\"([^\"]*)\"/>");

  @TempDir Path directory;

  @Test
  void drawsTheSameAsSvgAndAsPng() throws Exception {
    Path png = directory.resolve("chart.PNG");
    Path svg = directory.resolve("chart.svg");
    chart().write(png);
    chart().write(svg);
    BufferedImage expected = ImageIO.read(png.toFile());
    BufferedImage drawn = draw(Files.readString(svg), expected.getWidth(), expected.getHeight());
    // Lines of one pixel fall on the pixels of a screen a little differently.
    assertThat(darkness(expected)).isGreaterThan(0.01);
    assertThat(difference(expected, drawn)).isLessThan(darkness(expected) / 2);
  }

  @Test
  void refusesOtherFormatsBeforeAnythingIsMeasured() {
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> Chart.requireKnown(Path.of("chart.gif")))
        .withMessage("--plot chart.gif: its name must end in .svg or .png");
  }

  private static Chart chart() {
    Chart chart = new Chart("Title", "across", "up");
    chart.add("one", new double[] {1, 16, 64}, new double[] {1000, 20_000, 300_000});
    chart.add("two", new double[] {1, 16, 64}, new double[] {2000, 10_000, 90_000});
    return chart;
  }

  /** Draws the filled paths of a document, all that it consists of. */
  private static BufferedImage draw(String svg, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    Matcher paths = PATH.matcher(svg);
    while (paths.find()) {
      Color color = Color.decode(paths.group(1));
      String opacity = paths.group(3);
      int alpha = opacity == null ? 255 : (int) Math.round(Double.parseDouble(opacity) * 255);
      graphics.setColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha));
      graphics.fill(path(paths.group(4)));
    }
    graphics.dispose();
    return image;
  }

  private static Path2D path(String data) {
    Path2D path = new Path2D.Double();
    try (Scanner in = new Scanner(data.replaceAll("([MLQCZ])", " $1 "))) {
      while (in.hasNext()) {
        switch (in.next().charAt(0)) {
          case 'M' -> path.moveTo(number(in), number(in));
          case 'L' -> path.lineTo(number(in), number(in));
          case 'Q' -> path.quadTo(number(in), number(in), number(in), number(in));
          case 'C' ->
              path.curveTo(number(in), number(in), number(in), number(in), number(in), number(in));
          default -> path.closePath();
        }
      }
    }
    return path;
  }

  private static double number(Scanner in) {
    return Double.parseDouble(in.next());
  }

  private static double darkness(BufferedImage image) {
    return difference(image, null);
  }

  /** The mean difference of brightness, from 0 to 1; from white where there is no other. */
  private static double difference(BufferedImage image, @Nullable BufferedImage other) {
    double sum = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        double mine = brightness(image.getRGB(x, y));
        double theirs = other == null ? 1 : brightness(other.getRGB(x, y));
        sum += Math.abs(mine - theirs);
      }
    }
    return sum / image.getWidth() / image.getHeight();
  }

  private static double brightness(int rgb) {
    return ((rgb >> 16 & 255) + (rgb >> 8 & 255) + (rgb & 255)) / 765.0;
  }
}
