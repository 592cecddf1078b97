package dev.rollcall.cli.bench;

import dev.rollcall.base.UserError;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A chart of lines over two logarithmic axes, written as SVG or PNG. Not thread-safe. */
final class Chart {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 600;

  /** Dark enough on white, and told apart by people who see few colours. */
  private static final Color[] COLORS = {
    new Color(0x0072b2),
    new Color(0xd55e00),
    new Color(0x009e73),
    new Color(0xa0407f),
    new Color(0x806000),
    new Color(0x202020)
  };

  /** Not dashed: each dash would be an outline of its own in an SVG document. */
  private static final BasicStroke GRID = new BasicStroke(1);

  private static final Marker[] MARKERS = {
    SeriesMarkers.CIRCLE,
    SeriesMarkers.SQUARE,
    SeriesMarkers.DIAMOND,
    SeriesMarkers.TRIANGLE_UP,
    SeriesMarkers.TRIANGLE_DOWN,
    SeriesMarkers.CROSS
  };

  private final XYChart chart;

  Chart(String title, String across, String up) {
    // Without it Java looks for a display.
    System.setProperty("java.awt.headless", "true");
    chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(across)
            .yAxisTitle(up)
            .build();
    chart
        .getStyler()
        .setPlotGridLinesStroke(GRID)
        .setPlotGridLinesColor(new Color(0xe0e0e0))
        .setXAxisLogarithmic(true)
        .setYAxisLogarithmic(true)
        .setXAxisDecimalPattern("#,##0.###")
        .setYAxisDecimalPattern("#,##0.###")
        .setChartBackgroundColor(Color.WHITE)
        .setSeriesColors(COLORS)
        .setSeriesMarkers(MARKERS);
  }

  /** Says at once what {@link #write} could not do later. */
  static void requireKnown(Path file) {
    if (!isSvg(file) && !isPng(file)) {
      throw UserError.configuration("--plot " + file + ": its name must end in .svg or .png");
    }
  }

  /** Adds a line through points; both coordinates above 0. */
  void add(String name, double[] across, double[] up) {
    chart.addSeries(name, across, up);
  }

  /** Writes the chart in the format that the file's name ends in. */
  void write(Path file) throws IOException {
    requireKnown(file);
    if (isSvg(file)) {
      SvgGraphics graphics = new SvgGraphics(WIDTH, HEIGHT);
      chart.paint(graphics, WIDTH, HEIGHT);
      Files.writeString(file, graphics.document(), StandardCharsets.UTF_8);
      return;
    }
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    chart.paint(graphics, WIDTH, HEIGHT);
    graphics.dispose();
    ImageIO.write(image, "png", file.toFile());
  }

  private static boolean isSvg(Path file) {
    return endsIn(file, ".svg");
  }

  private static boolean isPng(Path file) {
    return endsIn(file, ".png");
  }

  private static boolean endsIn(Path file, String ending) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(ending);
  }
}
