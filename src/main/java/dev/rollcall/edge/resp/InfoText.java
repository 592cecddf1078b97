package dev.rollcall.edge.resp;

import java.util.Locale;

/** The text of INFO: sections of lines {@code name:value}. Not thread-safe. */
final class InfoText {
  private static final String[] UNITS = {"B", "K", "M", "G", "T", "P"};
  private static final int STEP = 1024;

  private final StringBuilder text = new StringBuilder();

  /** Begins a section. */
  void section(String name) {
    if (!text.isEmpty()) {
      text.append("\r\n");
    }
    text.append("# ").append(name).append("\r\n");
  }

  /** Adds a line; line breaks in the value become blanks. */
  void field(String name, Object value) {
    String line = String.valueOf(value).replace('\r', ' ').replace('\n', ' ');
    text.append(name).append(':').append(line).append("\r\n");
  }

  /** Adds two lines: a number of bytes, and the same for people. */
  void bytes(String name, long bytes) {
    field(name, bytes);
    field(name + "_human", human(bytes));
  }

  private static String human(long bytes) {
    if (bytes < STEP) {
      return bytes + "B";
    }
    double value = bytes;
    int unit = 0;
    while (value >= STEP && unit < UNITS.length - 1) {
      value /= STEP;
      unit++;
    }
    return decimals(value, 2) + UNITS[unit];
  }

  /** A number with so many decimals, whatever the machine's language. */
  static String decimals(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
