package dev.rollcall.edge.resp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One argument of a command as COMMAND DOCS tells it, read from the syntax in the table: a word, a
 * group between brackets, or {@code TOKEN word}. Redis' own command line shows it as a hint.
 *
 * @param name what stands for it; a group keeps its inner words
 * @param type of Redis' types the nearest
 * @param token the word in capitals that goes before it, if any
 * @param optional whether it may be left out
 * @param multiple whether there may be several
 */
record Parameter(
    String name, String type, @Nullable String token, boolean optional, boolean multiple) {

  private static final String SEVERAL = "...";

  /** The arguments of a syntax, in their order. */
  static List<Parameter> of(String syntax) {
    List<Parameter> parameters = new ArrayList<>();
    List<String> words = words(syntax);
    for (int i = 0; i < words.size(); i++) {
      boolean several = i + 1 < words.size() && words.get(i + 1).equals(SEVERAL);
      parameters.add(read(words.get(i), several));
      i += several ? 1 : 0;
    }
    return parameters;
  }

  /** Splits at blanks that are outside of all brackets. */
  private static List<String> words(String syntax) {
    List<String> words = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= syntax.length(); i++) {
      char c = i < syntax.length() ? syntax.charAt(i) : ' ';
      if (c == '[' || c == '<') {
        depth++;
      } else if (c == ']' || c == '>') {
        depth--;
      } else if (c == ' ' && depth == 0) {
        if (i > start) {
          words.add(syntax.substring(start, i));
        }
        start = i + 1;
      }
    }
    return words;
  }

  private static Parameter read(String word, boolean several) {
    boolean optional = word.startsWith("[");
    String inner = optional || word.startsWith("<") ? word.substring(1, word.length() - 1) : word;
    boolean multiple = several || inner.endsWith(' ' + SEVERAL);
    if (inner.endsWith(' ' + SEVERAL)) {
      inner = inner.substring(0, inner.length() - SEVERAL.length() - 1);
    }
    String[] parts = inner.split(" ", 2);
    if (isToken(parts[0]) && parts.length == 1) {
      return new Parameter(inner.toLowerCase(Locale.ROOT), "pure-token", inner, optional, multiple);
    }
    if (isToken(parts[0]) && isPlain(parts[1])) {
      return new Parameter(parts[1], type(parts[1]), parts[0], optional, multiple);
    }
    return new Parameter(inner, type(inner), null, optional, multiple);
  }

  private static boolean isToken(String word) {
    return word.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '-');
  }

  private static boolean isPlain(String word) {
    return word.chars().allMatch(c -> (c >= 'a' && c <= 'z') || c == '-');
  }

  private static String type(String name) {
    return switch (name) {
      case "key" -> "key";
      case "pattern" -> "pattern";
      case "count", "index", "numkeys", "cursor" -> "integer";
      default -> "string";
    };
  }
}
