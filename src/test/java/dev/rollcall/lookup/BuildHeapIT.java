package dev.rollcall.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process with a heap of 256 MiB builds a source that is larger than that. */
class BuildHeapIT {
  private static final int LINES = 3_000_000;
  private static final int LINE_BYTES = 100;

  @TempDir Path directory;

  /** The process: source, set directory, number of partitions. */
  public static void main(String[] args) throws IOException, SourceChangedException {
    Generation generation =
        GenerationStore.open(Path.of(args[1]), "s", Integer.parseInt(args[2]))
            .build(Path.of(args[0]), read -> {});
    System.out.println(generation.count());
    generation.retire(false);
  }

  @BeforeEach
  void writeSource() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    byte[] line = new byte[LINE_BYTES];
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(directory.resolve("source")), 1 << 20)) {
      for (int i = 0; i < LINES; i++) {
        for (int at = 0; at < LINE_BYTES - 1; at++) {
          line[at] = (byte) ('a' + (random.nextInt() >>> 29));
        }
        line[LINE_BYTES - 1] = '\n';
        out.write(line);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void buildsWhatIsLargerThanItsHeap(int partitions) throws Exception {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                BuildHeapIT.class.getName(),
                directory.resolve("source").toString(),
                directory.resolve("set").toString(),
                Integer.toString(partitions))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(Files.readString(output, StandardCharsets.UTF_8).trim())
          .isEqualTo(Integer.toString(LINES));
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
