package dev.rollcall.cli;

import dev.rollcall.lookup.Generation;
import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How a generation is shown: in lines for people, or as JSON. */
final class IndexReport {

  @Option(names = "--json", description = "Print one JSON object a generation.")
  private boolean json;

  /**
   * Shows {@code generation}, and how long it took to build where {@code millis} is not negative.
   */
  void print(Console console, Generation generation, long millis) throws IOException {
    console.line(json ? asJson(generation, millis) : asLines(generation, millis));
  }

  private static String asLines(Generation generation, long millis) {
    double each = generation.count() == 0 ? 0 : (double) generation.bytes() / generation.count();
    String lines =
        String.format(
            Locale.ROOT,
            "generation  %d%nmembers     %,d%nbytes       %,d (%.1f a member)%npartitions  %d%n"
                + "fingerprint %016x%nbuilt       %s%ndirectory   %s",
            generation.id(),
            generation.count(),
            generation.bytes(),
            each,
            generation.partitions(),
            generation.fingerprint(),
            generation.built(),
            generation.directory());
    return millis < 0
        ? lines
        : lines
            + String.format(
                Locale.ROOT,
                "%ntook        %,d ms (%,d members a second)",
                millis,
                generation.count() * 1000 / Math.max(1, millis));
  }

  private static String asJson(Generation generation, long millis) {
    String object =
        String.format(
            Locale.ROOT,
            "{\"generation\":%d,\"members\":%d,\"bytes\":%d,\"partitions\":%d,"
                + "\"fingerprint\":\"%016x\",\"built\":\"%s\"",
            generation.id(),
            generation.count(),
            generation.bytes(),
            generation.partitions(),
            generation.fingerprint(),
            generation.built());
    return object + (millis < 0 ? "}" : ",\"millis\":" + millis + "}");
  }
}
