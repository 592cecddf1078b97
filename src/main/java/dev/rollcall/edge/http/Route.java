package dev.rollcall.edge.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be asked of the server. In a template a segment in braces, {@code {set}},
 * stands for any segment that is not empty; the last one may be {@code {string*}}, which stands for
 * all that is left, slashes included. Immutable.
 */
public final class Route {
  private final HttpMethod method;
  private final String template;
  private final Handler handler;
  private final List<Part> parts;
  private final boolean open;

  /** A template's segment: a parameter, or what a path has to have there. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never given out.
  private record Part(@Nullable String parameter, byte[] literal) {
    static Part of(String segment) {
      boolean parameter = segment.startsWith("{");
      return new Part(
          parameter ? segment.replaceAll("[{}*]", "") : null,
          segment.getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * @param template begins with a slash
   */
  public Route(HttpMethod method, String template, Handler handler) {
    this.method = method;
    this.template = template;
    this.handler = handler;
    this.parts = Arrays.stream(template.substring(1).split("/", -1)).map(Part::of).toList();
    this.open = template.endsWith("*}");
  }

  /** What a request has to ask for; a HEAD asks for what GET does. */
  public HttpMethod method() {
    return method;
  }

  /** The form of the paths. */
  public String template() {
    return template;
  }

  /** Who answers. */
  public Handler handler() {
    return handler;
  }

  /** What the template's parameters stand for in a path, if it is of this form. */
  Optional<Map<String, byte[]>> match(List<byte[]> segments) {
    int count = parts.size();
    if (open ? segments.size() < count : segments.size() != count) {
      return Optional.empty();
    }
    Map<String, byte[]> found = new HashMap<>();
    for (int i = 0; i < count; i++) {
      byte[] segment =
          open && i == count - 1 ? joined(segments.subList(i, segments.size())) : segments.get(i);
      Part part = parts.get(i);
      if (part.parameter() == null) {
        if (!Arrays.equals(part.literal(), segment)) {
          return Optional.empty();
        }
      } else if (segment.length == 0) {
        return Optional.empty();
      } else {
        found.put(part.parameter(), segment);
      }
    }
    return Optional.of(found);
  }

  private static byte[] joined(List<byte[]> segments) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(segments.get(0));
    for (byte[] segment : segments.subList(1, segments.size())) {
      all.write('/');
      all.writeBytes(segment);
    }
    return all.toByteArray();
  }
}
