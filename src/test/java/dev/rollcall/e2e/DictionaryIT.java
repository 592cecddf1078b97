package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A list nobody made for this: the words of Debian's wamerican-insane, asked whole over TLS. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.rollcall.e2e.RollcallProcess#javaHomes")
class DictionaryIT {
  private static final Path WORDS = Path.of("/usr/share/dict/american-english-insane");

  @Parameter Path javaHome = Path.of("");

  @TempDir Path directory;

  @Test
  void answersForEachWordAndEachMisspeltOneAsGrepDoes() throws Exception {
    assumeTrue(Files.isReadable(WORDS), "wamerican-insane is not installed");
    List<String> words = Files.readAllLines(WORDS);
    Path misspelt =
        Files.write(
            directory.resolve("misspelt"), words.stream().map(DictionaryIT::misspell).toList());
    List<String> arguments = new ArrayList<>(RollcallProcess.FREE_PORTS);
    arguments.addAll(0, List.of("serve", "--set", "sets.names.source=" + WORDS));
    try (RollcallProcess server =
        RollcallProcess.start(javaHome, directory, arguments.toArray(String[]::new))) {
      String port = Integer.toString(server.port("lookup"));
      RollcallProcess.Result all = ask(port, Files.readAllBytes(WORDS));
      assertThat(all.status()).as(all.err()).isZero();
      assertThat(all.out()).hasSize(words.size()).containsOnly("STRING EXISTS");

      RollcallProcess.Result wrong = ask(port, Files.readAllBytes(misspelt));
      assertThat(wrong.status()).as(wrong.err()).isEqualTo(1);
      assertThat(wrong.out()).isEqualTo(grep(misspelt));
    }
  }

  private RollcallProcess.Result ask(String port, byte[] texts) throws Exception {
    return RollcallProcess.run(javaHome, directory, texts, "lookup", "--port", port, "-");
  }

  /** The word with one letter changed, which may be another word. */
  private static String misspell(String word) {
    int at = word.length() / 2;
    char other = word.charAt(at) == 'e' ? 'a' : 'e';
    return word.substring(0, at) + other + word.substring(at + 1);
  }

  /** What grep says of each line of {@code texts}: its number is printed if it is on the list. */
  private List<String> grep(Path texts) throws Exception {
    Process grep =
        new ProcessBuilder(
                "env", "LC_ALL=C", "grep", "-n", "-Fx", "-f", WORDS.toString(), texts.toString())
            .redirectOutput(directory.resolve("grep").toFile())
            .start();
    assertThat(grep.waitFor()).isLessThan(2);
    int count = Files.readAllLines(texts).size();
    List<String> answers = new ArrayList<>(Collections.nCopies(count, "STRING NOT FOUND"));
    for (String line : Files.readAllLines(directory.resolve("grep"))) {
      answers.set(Integer.parseInt(line.substring(0, line.indexOf(':'))) - 1, "STRING EXISTS");
    }
    return answers;
  }
}
