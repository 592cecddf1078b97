package dev.rollcall.edge.http.site;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTML with placeholders, {@code {name}}. Whatever stands for one is escaped. Braces around
 * anything else, as in a style sheet, stay. Immutable.
 */
final class Template {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+(?:\\.[a-z]+)?)}");

  private final String text;

  Template(String text) {
    this.text = text;
  }

  /** The page with values in place of the placeholders that have one. */
  String fill(Map<String, String> values) {
    Matcher placeholders = PLACEHOLDER.matcher(text);
    StringBuilder filled = new StringBuilder(text.length() + 256);
    while (placeholders.find()) {
      String value = values.get(placeholders.group(1));
      String shown = value == null ? placeholders.group() : Html.escape(value);
      placeholders.appendReplacement(filled, Matcher.quoteReplacement(shown));
    }
    return placeholders.appendTail(filled).toString();
  }
}
