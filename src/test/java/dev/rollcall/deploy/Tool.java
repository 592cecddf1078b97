package dev.rollcall.deploy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs programs of the system and skips the test where one is missing. */
final class Tool {
  private static final long SECONDS_MAX = 60;

  private Tool() {}

  /** What a program printed, on both outputs, and its exit status. */
  record Outcome(long pid, int status, String output) {}

  static void require(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    boolean found =
        Stream.of(path.split(Pattern.quote(File.pathSeparator)))
            .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    assumeTrue(found, () -> program + " is not installed");
  }

  static Outcome run(Path directory, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("tool", ".out");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(command + " did not end: " + read(output));
      }
      return new Outcome(process.pid(), process.exitValue(), read(output));
    } finally {
      Files.delete(output);
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
