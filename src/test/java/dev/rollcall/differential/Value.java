package dev.rollcall.differential;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One reply as it came: its marker, and either its text or its parts. Two are equal exactly if the
 * bytes on the wire are. Texts have one character for each byte.
 *
 * @param marker the first byte of the reply
 * @param text what a reply without parts says; {@code -1} where it is a null of RESP2
 * @param parts those of an aggregate, keys and values by turns for a map
 */
record Value(char marker, String text, List<Value> parts) {
  static final String NULL_TEXT = "-1";

  private static final String AGGREGATES = "*%~>|";

  static Value scalar(char marker, String text) {
    return new Value(marker, text, List.of());
  }

  boolean isAggregate() {
    return AGGREGATES.indexOf(marker) >= 0 && !text.equals(NULL_TEXT);
  }

  boolean isError() {
    return marker == '-';
  }

  /** Whether it is a string of any kind. */
  boolean isString() {
    return (marker == '$' || marker == '+' || marker == '=') && !isNull();
  }

  boolean isNull() {
    return marker == '_' || (text.equals(NULL_TEXT) && (marker == '$' || marker == '*'));
  }

  /** The same with other parts. */
  Value withParts(List<Value> others) {
    return new Value(marker, text, others);
  }

  /** The same with one part changed, if there is one. */
  Value mapPart(int index, UnaryOperator<Value> change) {
    if (index >= parts.size()) {
      return this;
    }
    List<Value> others = new ArrayList<>(parts);
    others.set(index, change.apply(others.get(index)));
    return withParts(others);
  }

  /** The same with its parts in one order, whichever they came in. */
  Value sorted() {
    List<Value> others = new ArrayList<>(parts);
    Collections.sort(others, (a, b) -> a.toString().compareTo(b.toString()));
    return withParts(others);
  }

  byte[] bytes() {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The reply on one line, with all that counts. */
  @Override
  public String toString() {
    if (isAggregate()) {
      StringBuilder line = new StringBuilder().append(marker).append('[');
      parts.forEach(part -> line.append(line.length() > 2 ? " " : "").append(part));
      return line.append(']').toString();
    }
    StringBuilder line = new StringBuilder().append(marker);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '\\') {
        line.append(String.format("\\x%02x", (int) c));
      } else {
        line.append(c);
      }
    }
    return line.toString();
  }
}
