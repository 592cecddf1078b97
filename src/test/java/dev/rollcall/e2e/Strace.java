package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The system calls of a running process, watched or made to fail by {@code strace}. */
final class Strace implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Pattern LINE = Pattern.compile("(\\d+) +(.*)");
  private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. \\w+ resumed>(.*)");
  private static final String UNFINISHED = " <unfinished ...>";

  private final Process process;
  private final Path trace;

  private Strace(Process process, Path trace) {
    this.process = process;
    this.trace = trace;
  }

  /**
   * One system call.
   *
   * @param text as strace writes it, with arguments and result
   * @param begin its place among the beginnings and ends of all calls
   * @param end likewise
   */
  record Call(String text, int begin, int end) {}

  /** Watches a process, all its threads included, once this returns. */
  static Strace attach(long pid, Path directory, String... options) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "strace is not installed");
    Path trace = directory.resolve("strace.out");
    Path said = directory.resolve("strace.err");
    List<String> command = new ArrayList<>(List.of("/usr/bin/strace", "-f", "-y", "-s", "256"));
    command.addAll(List.of("-o", trace.toString()));
    command.addAll(List.of(options));
    command.addAll(List.of("-p", Long.toString(pid)));
    Process process = new ProcessBuilder(command).redirectError(said.toFile()).start();
    Strace strace = new Strace(process, trace);
    await()
        .atMost(LIMIT)
        .until(() -> !process.isAlive() || Files.readString(said).contains(" attached"));
    assertThat(process.isAlive()).as(Files.readString(said)).isTrue();
    return strace;
  }

  /**
   * Lets go of the process, if it is still there; all calls until then, in the order of their
   * beginnings.
   */
  List<Call> detach() throws Exception {
    if (process.isAlive()) {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return calls(Files.readAllLines(trace, StandardCharsets.ISO_8859_1));
  }

  /** Brings the two halves together of calls that others came between. */
  static List<Call> calls(List<String> lines) {
    List<Call> calls = new ArrayList<>();
    Map<String, Call> unfinished = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher line = LINE.matcher(lines.get(i));
      if (!line.matches()) {
        continue;
      }
      String thread = line.group(1);
      String text = line.group(2);
      Matcher resumed = RESUMED.matcher(text);
      Call begun = unfinished.remove(thread);
      if (text.endsWith(UNFINISHED)) {
        String start = text.substring(0, text.length() - UNFINISHED.length());
        unfinished.put(thread, new Call(start, i, i));
      } else if (resumed.matches() && begun != null) {
        calls.add(new Call(begun.text() + resumed.group(1), begun.begin(), i));
      } else {
        calls.add(new Call(text, i, i));
      }
    }
    calls.sort(java.util.Comparator.comparingInt(Call::begin));
    return calls;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
  }
}
