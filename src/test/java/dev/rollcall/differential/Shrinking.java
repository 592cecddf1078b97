package dev.rollcall.differential;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks for fewer requests after which two servers still differ. */
final class Shrinking {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final SocketAddress expected;
  private final SocketAddress actual;
  private final long deadline = System.nanoTime() + PATIENCE.toNanos();
  private int attempts;

  Shrinking(SocketAddress expected, SocketAddress actual) {
    this.expected = expected;
    this.actual = actual;
  }

  /** The shortest run found, as it can be typed, with the replies to its last request. */
  String shrink(List<Request> run, Duel.Difference difference) throws IOException {
    Set<String> keys = difference.request().keys();
    List<Request> related =
        run.stream()
            .filter(r -> r.keys().isEmpty() || r.keys().stream().anyMatch(keys::contains))
            .toList();
    List<Request> whole = differing(related);
    if (whole == null) {
      whole = differing(run);
    }
    if (whole == null) {
      return "(does not come again when the requests are sent one by one)\n" + last(run);
    }
    List<Request> shortest = whole;
    for (int chunk = Math.max(1, shortest.size() / 2); chunk > 0; chunk /= 2) {
      shortest = without(shortest, chunk);
    }
    return replayed(shortest);
  }

  private List<Request> without(List<Request> run, int chunk) throws IOException {
    List<Request> shortest = run;
    for (int from = 0; from < shortest.size() && System.nanoTime() < deadline; ) {
      List<Request> fewer = new ArrayList<>(shortest.subList(0, from));
      fewer.addAll(shortest.subList(Math.min(shortest.size(), from + chunk), shortest.size()));
      List<Request> differing = differing(fewer);
      if (differing == null) {
        from += chunk;
      } else {
        shortest = differing;
      }
    }
    return shortest;
  }

  /** The beginning of a run up to where the servers differ; null if they do not. */
  private @Nullable List<Request> differing(List<Request> run) throws IOException {
    try (Duel duel = duel()) {
      for (int i = 0; i < run.size(); i++) {
        if (duel.exchange(List.of(run.get(i))) != null) {
          return List.copyOf(run.subList(0, i + 1));
        }
      }
      return null;
    }
  }

  private String replayed(List<Request> run) throws IOException {
    try (Duel duel = duel()) {
      StringBuilder text = new StringBuilder();
      for (Request request : run) {
        Duel.Difference difference = duel.exchange(List.of(request));
        text.append(difference == null ? duel.line(request) : difference).append('\n');
      }
      return text.toString();
    }
  }

  private Duel duel() throws IOException {
    attempts++;
    return new Duel(expected, actual, "shrink" + System.nanoTime() + attempts + ":");
  }

  private static String last(List<Request> run) {
    StringBuilder text = new StringBuilder();
    run.subList(Math.max(0, run.size() - 20), run.size())
        .forEach(request -> text.append(request.arguments()).append('\n'));
    return text.toString();
  }
}
