package dev.rollcall.cli.bench;

import java.awt.Color;
import java.awt.Composite;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.GraphicsConfiguration;
import java.awt.Image;
import java.awt.Paint;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.BufferedImageOp;
import java.awt.image.ImageObserver;
import java.awt.image.RenderedImage;
import java.awt.image.renderable.RenderableImage;
import java.text.AttributedCharacterIterator;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A drawing surface that becomes an SVG document. Everything, text and strokes included, becomes a
 * filled outline, so that the document looks the same wherever it is shown. Colours are plain;
 * images are not supported. The state of drawing is kept by a surface of one pixel.
 */
final class SvgGraphics extends Graphics2D {
  private final int width;
  private final int height;
  private final StringBuilder body;
  private final Graphics2D state;
  private int clips;
  private String clip = "";

  SvgGraphics(int width, int height) {
    this.width = width;
    this.height = height;
    this.body = new StringBuilder();
    this.state = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB).createGraphics();
    // Curves and outlines as they are, not fitted to the pixels of some screen.
    state.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    state.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
  }

  /** All that was drawn, as an SVG document. */
  String document() {
    return String.format(
        Locale.ROOT,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
            + " viewBox=\"0 0 %d %d\">%n%s</svg>%n",
        width,
        height,
        width,
        height,
        body);
  }

  @Override
  public void fill(Shape shape) {
    Color color = getColor();
    body.append("<path fill=\"")
        .append(String.format(Locale.ROOT, "#%06x", color.getRGB() & 0xffffff))
        .append('"');
    if (color.getAlpha() < 255) {
      body.append(String.format(Locale.ROOT, " fill-opacity=\"%.3f\"", color.getAlpha() / 255.0));
    }
    body.append(clip);
    appendPath(shape, getTransform());
  }

  @Override
  public void draw(Shape shape) {
    fill(getStroke().createStrokedShape(shape));
  }

  @Override
  public void drawGlyphVector(GlyphVector glyphs, float x, float y) {
    fill(glyphs.getOutline(x, y));
  }

  @Override
  public void drawString(String text, float x, float y) {
    if (!text.isEmpty()) {
      drawGlyphVector(getFont().createGlyphVector(getFontRenderContext(), text), x, y);
    }
  }

  @Override
  public void drawString(String text, int x, int y) {
    drawString(text, (float) x, (float) y);
  }

  @Override
  public void drawString(AttributedCharacterIterator text, int x, int y) {
    drawString(text, (float) x, (float) y);
  }

  @Override
  public void drawString(AttributedCharacterIterator text, float x, float y) {
    new TextLayout(text, getFontRenderContext()).draw(this, x, y);
  }

  @Override
  public void drawLine(int x1, int y1, int x2, int y2) {
    draw(new Line2D.Double(x1, y1, x2, y2));
  }

  @Override
  public void fillRect(int x, int y, int w, int h) {
    fill(new Rectangle(x, y, w, h));
  }

  @Override
  public void clearRect(int x, int y, int w, int h) {
    Color color = getColor();
    setColor(getBackground());
    fillRect(x, y, w, h);
    setColor(color);
  }

  @Override
  public void drawRoundRect(int x, int y, int w, int h, int arcWidth, int arcHeight) {
    draw(new RoundRectangle2D.Double(x, y, w, h, arcWidth, arcHeight));
  }

  @Override
  public void fillRoundRect(int x, int y, int w, int h, int arcWidth, int arcHeight) {
    fill(new RoundRectangle2D.Double(x, y, w, h, arcWidth, arcHeight));
  }

  @Override
  public void drawOval(int x, int y, int w, int h) {
    draw(new Ellipse2D.Double(x, y, w, h));
  }

  @Override
  public void fillOval(int x, int y, int w, int h) {
    fill(new Ellipse2D.Double(x, y, w, h));
  }

  @Override
  public void drawArc(int x, int y, int w, int h, int start, int extent) {
    draw(new Arc2D.Double(x, y, w, h, start, extent, Arc2D.OPEN));
  }

  @Override
  public void fillArc(int x, int y, int w, int h, int start, int extent) {
    fill(new Arc2D.Double(x, y, w, h, start, extent, Arc2D.PIE));
  }

  @Override
  public void drawPolyline(int[] xs, int[] ys, int count) {
    draw(path(xs, ys, count));
  }

  @Override
  public void drawPolygon(int[] xs, int[] ys, int count) {
    Path2D path = path(xs, ys, count);
    path.closePath();
    draw(path);
  }

  @Override
  public void fillPolygon(int[] xs, int[] ys, int count) {
    fill(path(xs, ys, count));
  }

  @Override
  public void setClip(@Nullable Shape shape) {
    state.setClip(shape);
    clipChanged();
  }

  @Override
  public void setClip(int x, int y, int w, int h) {
    setClip(new Rectangle(x, y, w, h));
  }

  @Override
  public void clip(Shape shape) {
    state.clip(shape);
    clipChanged();
  }

  @Override
  public void clipRect(int x, int y, int w, int h) {
    clip(new Rectangle(x, y, w, h));
  }

  @Override
  public Graphics create() {
    throw new UnsupportedOperationException("a second surface over the same document");
  }

  @Override
  public boolean drawImage(Image image, AffineTransform transform, ImageObserver observer) {
    throw images();
  }

  @Override
  public void drawImage(BufferedImage image, BufferedImageOp operation, int x, int y) {
    throw images();
  }

  @Override
  public void drawRenderedImage(RenderedImage image, AffineTransform transform) {
    throw images();
  }

  @Override
  public void drawRenderableImage(RenderableImage image, AffineTransform transform) {
    throw images();
  }

  @Override
  public boolean drawImage(Image image, int x, int y, ImageObserver observer) {
    throw images();
  }

  @Override
  public boolean drawImage(Image image, int x, int y, int w, int h, ImageObserver observer) {
    throw images();
  }

  @Override
  public boolean drawImage(Image image, int x, int y, Color background, ImageObserver observer) {
    throw images();
  }

  @Override
  public boolean drawImage(
      Image image, int x, int y, int w, int h, Color background, ImageObserver observer) {
    throw images();
  }

  @Override
  public boolean drawImage(
      Image image,
      int dx1,
      int dy1,
      int dx2,
      int dy2,
      int sx1,
      int sy1,
      int sx2,
      int sy2,
      ImageObserver observer) {
    throw images();
  }

  @Override
  public boolean drawImage(
      Image image,
      int dx1,
      int dy1,
      int dx2,
      int dy2,
      int sx1,
      int sy1,
      int sx2,
      int sy2,
      Color background,
      ImageObserver observer) {
    throw images();
  }

  @Override
  public void copyArea(int x, int y, int w, int h, int dx, int dy) {
    throw images();
  }

  @Override
  public boolean hit(Rectangle area, Shape shape, boolean onStroke) {
    return state.hit(area, shape, onStroke);
  }

  @Override
  public GraphicsConfiguration getDeviceConfiguration() {
    return state.getDeviceConfiguration();
  }

  @Override
  public void setComposite(Composite composite) {
    state.setComposite(composite);
  }

  @Override
  public Composite getComposite() {
    return state.getComposite();
  }

  @Override
  public void setPaint(Paint paint) {
    state.setPaint(paint);
  }

  @Override
  public Paint getPaint() {
    return state.getPaint();
  }

  @Override
  public void setStroke(Stroke stroke) {
    state.setStroke(stroke);
  }

  @Override
  public Stroke getStroke() {
    return state.getStroke();
  }

  @Override
  public void setRenderingHint(RenderingHints.Key key, Object value) {
    state.setRenderingHint(key, value);
  }

  @Override
  public Object getRenderingHint(RenderingHints.Key key) {
    return state.getRenderingHint(key);
  }

  @Override
  public void setRenderingHints(Map<?, ?> hints) {
    state.setRenderingHints(hints);
  }

  @Override
  public void addRenderingHints(Map<?, ?> hints) {
    state.addRenderingHints(hints);
  }

  @Override
  public RenderingHints getRenderingHints() {
    return state.getRenderingHints();
  }

  @Override
  public void translate(int x, int y) {
    state.translate(x, y);
  }

  @Override
  public void translate(double x, double y) {
    state.translate(x, y);
  }

  @Override
  public void rotate(double angle) {
    state.rotate(angle);
  }

  @Override
  public void rotate(double angle, double x, double y) {
    state.rotate(angle, x, y);
  }

  @Override
  public void scale(double x, double y) {
    state.scale(x, y);
  }

  @Override
  public void shear(double x, double y) {
    state.shear(x, y);
  }

  @Override
  public void transform(AffineTransform transform) {
    state.transform(transform);
  }

  @Override
  public void setTransform(AffineTransform transform) {
    state.setTransform(transform);
  }

  @Override
  public AffineTransform getTransform() {
    return state.getTransform();
  }

  @Override
  public void setBackground(Color color) {
    state.setBackground(color);
  }

  @Override
  public Color getBackground() {
    return state.getBackground();
  }

  @Override
  public FontRenderContext getFontRenderContext() {
    return state.getFontRenderContext();
  }

  @Override
  public Color getColor() {
    return state.getColor();
  }

  @Override
  public void setColor(Color color) {
    state.setColor(color);
  }

  @Override
  public void setPaintMode() {
    state.setPaintMode();
  }

  @Override
  public void setXORMode(Color color) {
    throw new UnsupportedOperationException("exclusive or of colours");
  }

  @Override
  public Font getFont() {
    return state.getFont();
  }

  @Override
  public void setFont(Font font) {
    state.setFont(font);
  }

  @Override
  public FontMetrics getFontMetrics(Font font) {
    return state.getFontMetrics(font);
  }

  @Override
  public Rectangle getClipBounds() {
    return state.getClipBounds();
  }

  @Override
  public Shape getClip() {
    return state.getClip();
  }

  @Override
  public void dispose() {
    state.dispose();
  }

  private void clipChanged() {
    Shape shape = state.getClip();
    if (shape == null) {
      clip = "";
      return;
    }
    String name = "clip" + clips++;
    body.append("<clipPath id=\"").append(name).append("\"><path");
    appendPath(shape, getTransform());
    body.append("</clipPath>\n");
    clip = " clip-path=\"url(#" + name + ")\"";
  }

  private void appendPath(Shape shape, AffineTransform transform) {
    PathIterator path = shape.getPathIterator(transform);
    if (path.getWindingRule() == PathIterator.WIND_EVEN_ODD) {
      body.append(" fill-rule=\"evenodd\"");
    }
    body.append(" d=\"");
    double[] points = new double[6];
    for (; !path.isDone(); path.next()) {
      switch (path.currentSegment(points)) {
        case PathIterator.SEG_MOVETO -> append('M', points, 2);
        case PathIterator.SEG_LINETO -> append('L', points, 2);
        case PathIterator.SEG_QUADTO -> append('Q', points, 4);
        case PathIterator.SEG_CUBICTO -> append('C', points, 6);
        default -> body.append('Z');
      }
    }
    body.append("\"/>\n");
  }

  private void append(char command, double[] points, int count) {
    body.append(command);
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        body.append(' ');
      }
      // A hundredth of a pixel is as fine as anybody sees.
      long hundredths = Math.round(points[i] * 100);
      body.append(hundredths / 100.0);
    }
  }

  private static Path2D path(int[] xs, int[] ys, int count) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < count; i++) {
      if (i == 0) {
        path.moveTo(xs[i], ys[i]);
      } else {
        path.lineTo(xs[i], ys[i]);
      }
    }
    return path;
  }

  private static UnsupportedOperationException images() {
    return new UnsupportedOperationException("images in a chart");
  }
}
