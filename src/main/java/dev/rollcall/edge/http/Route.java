package dev.rollcall.edge.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpMethod;

/**
 * One thing that can be asked of the server. In a template a segment in braces, {@code {set}},
 * stands for any segment that is not empty; the last one may be {@code {string*}}, which stands for
 * all that is left, slashes included.
 */
public record Route(HttpMethod method, String template, Handler handler) {

  private static final byte[] SLASH = {'/'};

  /** What the template's parameters stand for in a path, if it is of this form. */
  Optional<Map<String, byte[]>> match(List<byte[]> segments) {
    String[] pattern = template.substring(1).split("/", -1);
    boolean open = pattern[pattern.length - 1].endsWith("*}");
    if (open ? segments.size() < pattern.length : segments.size() != pattern.length) {
      return Optional.empty();
    }
    Map<String, byte[]> found = new HashMap<>();
    for (int i = 0; i < pattern.length; i++) {
      boolean rest = open && i == pattern.length - 1;
      byte[] segment = rest ? joined(segments.subList(i, segments.size())) : segments.get(i);
      if (pattern[i].startsWith("{")) {
        if (segment.length == 0) {
          return Optional.empty();
        }
        found.put(pattern[i].replaceAll("[{}*]", ""), segment);
      } else if (!Arrays.equals(pattern[i].getBytes(StandardCharsets.UTF_8), segment)) {
        return Optional.empty();
      }
    }
    return Optional.of(found);
  }

  private static byte[] joined(List<byte[]> segments) {
    byte[] all = segments.get(0);
    for (byte[] segment : segments.subList(1, segments.size())) {
      byte[] longer = Arrays.copyOf(all, all.length + 1 + segment.length);
      System.arraycopy(SLASH, 0, longer, all.length, 1);
      System.arraycopy(segment, 0, longer, all.length + 1, segment.length);
      all = longer;
    }
    return all;
  }
}
