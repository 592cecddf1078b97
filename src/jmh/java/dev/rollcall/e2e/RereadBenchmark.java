package dev.rollcall.e2e;

import dev.rollcall.client.ConnectionOptions;
import dev.rollcall.client.LookupClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long a query over TLS takes on a set that is re-read on query: just after its file changed,
 * and unchanged. Needs a server of its own and changes the file that it serves.
 *
 * <pre>
 *   rollcall sample list.txt --lines 250000
 *   rollcall serve --set sets.names.source=list.txt --set sets.names.reread-on-query=on
 *   java -cp target/test-classes:target/classes:$(cat target/classpath) \
 *     dev.rollcall.e2e.RereadBenchmark list.txt 44445
 * </pre>
 */
public final class RereadBenchmark {
  private static final int ROUNDS = 60;
  private static final int WARM_UP = 20;

  private RereadBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    Path source = Path.of(arguments[0]);
    int port = Integer.parseInt(arguments[1]);
    ConnectionOptions options =
        ConnectionOptions.defaults().at(ConnectionOptions.DEFAULT_HOST, port);
    List<Long> changed = new ArrayList<>();
    List<Long> unchanged = new ArrayList<>();
    try (LookupClient client = LookupClient.create(options, 1)) {
      for (int round = 0; round < ROUNDS; round++) {
        String added = "round " + round;
        replace(source, added);
        changed.add(nanosToFind(client, added));
        // The new generation is live after some queries; these find the file unchanged.
        awaitIndexed(client, added);
        unchanged.add(nanosToFind(client, added));
      }
    }
    print("changed just before", changed);
    print("unchanged", unchanged);
  }

  private static void replace(Path source, String added) throws IOException {
    List<String> lines = Files.readAllLines(source);
    lines.set(0, added);
    Path aside = source.resolveSibling(source.getFileName() + ".new");
    Files.write(aside, lines);
    Files.move(aside, source, StandardCopyOption.ATOMIC_MOVE);
  }

  private static long nanosToFind(LookupClient client, String text) throws IOException {
    long started = System.nanoTime();
    if (!client.contains(text)) {
      throw new IllegalStateException("a stale answer: " + text + " is in the file");
    }
    return System.nanoTime() - started;
  }

  /** Asks until answers are as quick as the index is, ten times in a row. */
  private static void awaitIndexed(LookupClient client, String text) throws IOException {
    int quick = 0;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (quick < 10 && System.nanoTime() < deadline) {
      quick = nanosToFind(client, text) < TimeUnit.MICROSECONDS.toNanos(500) ? quick + 1 : 0;
    }
  }

  private static void print(String what, List<Long> nanos) {
    long[] sorted =
        nanos.subList(WARM_UP, nanos.size()).stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        "%-20s median %.3f ms, slowest %.3f ms of %d%n",
        what,
        sorted[sorted.length / 2] / 1e6,
        Arrays.stream(sorted).max().orElse(0) / 1e6,
        sorted.length);
  }
}
