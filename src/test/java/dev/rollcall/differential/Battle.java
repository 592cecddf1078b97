package dev.rollcall.differential;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A run of random requests against two servers, and what it found. */
final class Battle {
  private static final int PIPELINE_MAX = 20;
  private static final int CONTEXT = 20;

  /** How many of what is written at once are single requests that take others to be compared. */
  private static final int ALONE_PERCENT = 25;

  /** Some families have no such requests. */
  private static final int TRIES_MAX = 500;

  private final SocketAddress expected;
  private final SocketAddress actual;

  Battle(SocketAddress expected, SocketAddress actual) {
    this.expected = expected;
    this.actual = actual;
  }

  /**
   * Sends so many requests; gives what there is to say about the first difference, null if there is
   * none.
   *
   * @param families the names of those to send requests of; all where empty
   */
  @Nullable String run(long seed, int count, List<String> families) throws IOException {
    Random random = new Random(seed);
    Universe universe = new Universe(random);
    List<Family> chosen =
        Family.all(universe).stream()
            .filter(family -> families.isEmpty() || families.contains(family.name()))
            .toList();
    try (Duel duel = new Duel(expected, actual, "r" + System.nanoTime() + ":")) {
      while (duel.sent().size() < count) {
        List<Request> pipeline = pipeline(random, universe, chosen, duel.sent().size());
        Duel.Difference difference = pipeline.isEmpty() ? null : duel.exchange(pipeline);
        if (difference != null) {
          return report(duel, difference);
        }
      }
      return null;
    }
  }

  static List<Request> pipeline(
      Random random, Universe universe, List<Family> families, int number) {
    int connection = random.nextInt(Target.CONNECTIONS);
    boolean alone = random.nextInt(100) < ALONE_PERCENT;
    int length = alone ? 1 : random.nextInt(PIPELINE_MAX) + 1;
    List<Request> pipeline = new ArrayList<>();
    for (int tries = 0; pipeline.size() < length && tries < TRIES_MAX; tries++) {
      Request next = families.get(random.nextInt(families.size())).next();
      if (next.comparison().takesMore() == alone) {
        boolean inline = random.nextInt(10) == 0 && !isEmptyLine(next);
        pipeline.add(next.sent(number + pipeline.size(), connection, inline));
      }
    }
    pipeline.forEach(universe::sent);
    return pipeline;
  }

  /** A line of one empty word is a request, but an odd one. */
  private static boolean isEmptyLine(Request request) {
    return request.arguments().get(0).equals(Argument.of(""));
  }

  private String report(Duel duel, Duel.Difference difference) throws IOException {
    List<Request> sent = duel.sent();
    List<Request> until = sent.subList(0, difference.request().number() + 1);
    StringBuilder text = new StringBuilder("request " + difference.request().number() + ": ");
    text.append(difference).append("\nthe requests about its keys before it:\n");
    List<Request> related =
        until.stream()
            .filter(r -> r.keys().stream().anyMatch(difference.request().keys()::contains))
            .toList();
    related
        .subList(Math.max(0, related.size() - CONTEXT), related.size())
        .forEach(request -> text.append("  ").append(duel.line(request)).append('\n'));
    text.append("the shortest run found that differs:\n");
    return text.append(new Shrinking(expected, actual).shrink(until, difference)).toString();
  }
}
