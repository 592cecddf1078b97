package dev.rollcall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollcallTest {
  @TempDir Path directory;

  @Test
  void tellsMistakesInOneLineWithWhatMayBeMeant() {
    assertMistake("a command is missing (see rollcall --help)");
    assertMistake("'lokup'; did you mean lookup?", "lokup");
    assertMistake("'--prot'; did you mean --port?", "lookup", "--prot", "1", "x");
    assertMistake("--port 0 is not between 1 and 65535", "lookup", "--port", "0", "x");
    assertMistake("'soon' is not a duration such as 500ms", "lookup", "--timeout", "soon", "x");
    assertMistake("give a TEXT to look up, or -", "lookup");
    assertMistake("Missing required option: '--lines=N'", "sample", "f");
    assertMistake(
        "neither a host name nor an IP address", "certs", "" + directory, "--host", "a b");
  }

  @Test
  void tellsVersionAndCommit() throws IOException {
    assertThat(Version.text()).matches("\\d+\\.\\d+\\.\\d+ \\(commit [0-9a-z]+\\)");
  }

  @Test
  void makesCertificatesOnce() {
    assertThat(CommandRun.of("certs", directory + "/certs", "--host", "a.example").out())
        .contains("wrote " + directory + "/certs/server.key\n")
        .hasLineCount(6);
    assertThat(CommandRun.of("certs", directory + "/certs"))
        .isEqualTo(new CommandRun(0, directory + "/certs: all in order, nothing written\n", ""));
  }

  @Test
  void generatesListsWithoutDuplicates() throws IOException {
    for (String shape : List.of("semicolon", "hex40", "words")) {
      Path file = directory.resolve(shape);
      assertThat(CommandRun.of("sample", "" + file, "--lines", "20000", "--shape", shape))
          .isEqualTo(new CommandRun(0, "", ""));
      List<String> lines = Files.readAllLines(file);
      assertThat(lines).hasSize(20_000).doesNotHaveDuplicates();
      assertThat(Files.readString(file)).endsWith("\n");
    }
    assertThat(Files.readAllLines(directory.resolve("semicolon")))
        .allMatch(line -> line.matches("(\\d{1,2};){8}"));
    assertThat(Files.readAllLines(directory.resolve("hex40")))
        .allMatch(line -> line.matches("[0-9a-f]{40}"));
    assertThat(Files.readAllLines(directory.resolve("words"))).allMatch(l -> l.matches("[a-z]+"));
    assertThat(directory).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void generatesSameListForSameSeed() throws IOException {
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    Path other = directory.resolve("other");
    CommandRun.of("sample", "" + first, "--lines", "1000", "--seed", "7");
    CommandRun.of("sample", "" + second, "--lines", "1000", "--seed", "7");
    CommandRun.of("sample", "" + other, "--lines", "1000", "--seed", "8");
    assertThat(first).hasSameTextualContentAs(second);
    assertThat(Files.readString(first)).isNotEqualTo(Files.readString(other));
  }

  @Test
  void refusesToReplaceWhatIsNoFile() {
    CommandRun run = CommandRun.of("sample", "" + directory, "--lines", "1");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo("rollcall: " + directory + ": is there and is no regular file\n");
    assertThat(CommandRun.of("sample", directory + "/none/f", "--lines", "1").err())
        .matches("rollcall: .*no such file or directory\n");
  }

  private static void assertMistake(String part, String... args) {
    CommandRun run = CommandRun.of(args);
    assertThat(run.err()).startsWith("rollcall: ").contains(part).hasLineCount(1);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }
}
