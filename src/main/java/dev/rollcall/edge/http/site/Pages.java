package dev.rollcall.edge.http.site;

import dev.rollcall.edge.http.Faults;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * Error pages out of templates: the administrator's {@code STATUS.html}, else {@code error.html},
 * else the built-in one. Placeholders: {@code {status}}, {@code {reason}}, {@code {detail}}.
 * Immutable.
 */
public final class Pages implements Faults.Page {
  private static final HttpHeader NO_SNIFFING =
      RawHeader.create("X-Content-Type-Options", "nosniff");

  private record Made(Template template, List<HttpHeader> headers) {
    static Made of(String text) {
      return new Made(new Template(text), List.of(ContentPolicy.of(text), NO_SNIFFING));
    }
  }

  private final Made general;
  private final Map<Integer, Made> special = new HashMap<>();

  /**
   * @param directory the administrator's templates
   * @throws dev.rollcall.base.UserError if one cannot be read
   */
  public Pages(Optional<Path> directory) {
    Templates templates = new Templates(directory);
    general = Made.of(templates.of("error.html"));
    for (int status = 400; status < 600; status++) {
      Optional<String> own = templates.own(status + ".html");
      if (own.isPresent()) {
        special.put(status, Made.of(own.get()));
      }
    }
  }

  @Override
  public String html(StatusCode status, String detail) {
    return page(status)
        .template()
        .fill(
            Map.of(
                "status",
                Integer.toString(status.intValue()),
                "reason",
                status.reason(),
                "detail",
                detail));
  }

  @Override
  public List<HttpHeader> headers(StatusCode status) {
    return page(status).headers();
  }

  private Made page(StatusCode status) {
    return special.getOrDefault(status.intValue(), general);
  }
}
