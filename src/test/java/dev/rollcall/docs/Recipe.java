package dev.rollcall.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A shell block of a document that promises to work as written.
 *
 * <pre>
 *   &lt;!-- test: NAME [with=SERVER] [exit=N] [background] [needs=TOOL] --&gt;
 *   ```sh
 *   commands
 *   ```
 *   &lt;!-- prints --&gt;            optional
 *   ```text
 *   what standard output has, line by line in this order; … stands for anything
 *   ```
 * </pre>
 *
 * @param name unique in its document
 * @param script the commands
 * @param server the background recipe that has to be ready before, in whose directory this one runs
 * @param exit the expected exit status
 * @param background whether it runs on, and is ready when it prints the line {@code ready}
 * @param tool a program without which the recipe cannot be tried
 * @param prints the lines expected on standard output; other lines may stand between them
 */
record Recipe(
    String name,
    String script,
    Optional<String> server,
    int exit,
    boolean background,
    Optional<String> tool,
    List<String> prints) {

  private static final Pattern BLOCK =
      Pattern.compile(
          "^<!-- test: (?<head>[^\\n]*?) -->\\n+```sh\\n(?<script>.*?)^```\\n"
              + "(?:\\n*<!-- prints -->\\n+```text\\n(?<prints>.*?)^```\\n)?",
          Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern MARK = Pattern.compile("^<!-- (test|prints)", Pattern.MULTILINE);

  /**
   * The recipes of a document, in its order.
   *
   * @throws IllegalArgumentException where a mark is not followed by what it announces
   */
  static List<Recipe> in(String document) {
    List<Recipe> recipes = new ArrayList<>();
    int marks = 0;
    for (Matcher block = BLOCK.matcher(document); block.find(); ) {
      recipes.add(of(block));
      marks += block.group("prints") == null ? 1 : 2;
    }
    long announced = MARK.matcher(document).results().count();
    if (announced != marks) {
      throw new IllegalArgumentException(announced + " marks, but blocks for " + marks);
    }
    return recipes;
  }

  private static Recipe of(Matcher block) {
    String[] words = block.group("head").trim().split(" +");
    Optional<String> server = Optional.empty();
    Optional<String> tool = Optional.empty();
    int exit = 0;
    boolean background = false;
    for (String word : List.of(words).subList(1, words.length)) {
      if (word.startsWith("with=")) {
        server = Optional.of(word.substring(5));
      } else if (word.startsWith("needs=")) {
        tool = Optional.of(word.substring(6));
      } else if (word.startsWith("exit=")) {
        exit = Integer.parseInt(word.substring(5));
      } else if (word.equals("background")) {
        background = true;
      } else {
        throw new IllegalArgumentException("no such word in a test's mark: " + word);
      }
    }
    String prints = block.group("prints");
    return new Recipe(
        words[0],
        block.group("script"),
        server,
        exit,
        background,
        tool,
        prints == null ? List.of() : prints.lines().toList());
  }

  /** The first expected line that {@code output} lacks, after those before it were found. */
  Optional<String> missingIn(String output) {
    List<String> lines = output.lines().toList();
    int next = 0;
    for (String expected : prints) {
      Pattern pattern = pattern(expected);
      while (next < lines.size() && !pattern.matcher(lines.get(next)).matches()) {
        next++;
      }
      if (next++ >= lines.size()) {
        return Optional.of(expected);
      }
    }
    return Optional.empty();
  }

  private static Pattern pattern(String expected) {
    StringBuilder pattern = new StringBuilder();
    for (String part : expected.strip().split("…", -1)) {
      pattern.append(pattern.isEmpty() ? "\\s*" : ".*").append(Pattern.quote(part));
    }
    return Pattern.compile(pattern + "\\s*");
  }
}
