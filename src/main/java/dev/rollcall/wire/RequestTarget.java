package dev.rollcall.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an HTTP request asks for, in origin form: a path and a query. Percent escapes are resolved
 * once, after the path was split at its slashes, so that an escaped slash is a part of a name.
 * Nothing else is changed: {@code ..} and empty segments are kept for whoever has to judge them.
 * Immutable; the arrays are not to be changed.
 *
 * @param rawPath the path as it was sent
 * @param segments what is between the path's slashes, without the empty one before the first
 * @param query the query's names and their first values
 */
public record RequestTarget(String rawPath, List<byte[]> segments, Map<String, String> query) {

  /**
   * Reads a request target; empty where it is none: it does not begin with a slash, or has an
   * escape that is not two hexadecimal digits, or a character that has to be escaped.
   */
  public static Optional<RequestTarget> parse(String target) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    if (!path.startsWith("/")) {
      return Optional.empty();
    }
    List<byte[]> segments = new ArrayList<>();
    for (String segment : path.substring(1).split("/", -1)) {
      byte[] resolved = resolve(segment, false);
      if (resolved == null) {
        return Optional.empty();
      }
      segments.add(resolved);
    }
    Map<String, String> query = mark < 0 ? Map.of() : query(target.substring(mark + 1));
    return query == null
        ? Optional.empty()
        : Optional.of(new RequestTarget(path, List.copyOf(segments), query));
  }

  private static @Nullable Map<String, String> query(String text) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      byte[] name = resolve(equals < 0 ? pair : pair.substring(0, equals), true);
      byte[] value = resolve(equals < 0 ? "" : pair.substring(equals + 1), true);
      if (name == null || value == null) {
        return null;
      }
      if (name.length > 0) {
        query.putIfAbsent(text(name), text(value));
      }
    }
    return query;
  }

  private static byte @Nullable [] resolve(String escaped, boolean plusIsSpace) {
    ByteArrayOutputStream resolved = new ByteArrayOutputStream(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      char character = escaped.charAt(i);
      if (character == '%') {
        int high = i + 1 < escaped.length() ? Character.digit(escaped.charAt(i + 1), 16) : -1;
        int low = i + 2 < escaped.length() ? Character.digit(escaped.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        resolved.write(high << 4 | low);
        i += 2;
      } else if (character <= ' ' || character >= 0x7f || character == '#') {
        return null;
      } else {
        resolved.write(character == '+' && plusIsSpace ? ' ' : character);
      }
    }
    return resolved.toByteArray();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
