package dev.rollcall.lookup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.base.ByteSlices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten million questions, the answers compared with those of a HashSet. */
class MembershipDifferenceTest {
  private static final int LOOKUPS = 10_000_000;
  private static final int LINES = 200_000;
  private static final long SEED = 20_117;

  @TempDir Path directory;

  private final SplittableRandom random = new SplittableRandom(SEED);

  @Test
  void fixedLengthsAnswerAsAHashSetDoes() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      lines.add(hex(40));
    }
    assertSameAnswers(lines, 64, LOOKUPS / 4);
  }

  @Test
  void wordsAnswerAsAHashSetDoes() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      lines.add(word(1 + random.nextInt(12)));
    }
    assertSameAnswers(lines, 64, LOOKUPS / 2);
  }

  @Test
  void linesOfAllKindsAnswerAsAHashSetDoes() throws Exception {
    List<String> lines = new ArrayList<>();
    lines.add("");
    for (int i = 0; i < LINES / 10; i++) {
      lines.add(anyBytes(random.nextInt(20)));
      lines.add(word(120 + random.nextInt(20)));
      lines.add(word(1) + " ".repeat(random.nextInt(9)) + word(1));
    }
    for (int i = 0; i < 50; i++) {
      lines.add(word(16_380 + random.nextInt(8)));
    }
    assertSameAnswers(lines, 8, LOOKUPS / 4);
  }

  private void assertSameAnswers(List<String> lines, int partitions, int lookups)
      throws IOException, SourceChangedException {
    Path source = directory.resolve("source");
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (String line : lines) {
      content.writeBytes(line.getBytes(ISO_8859_1));
      content.writeBytes(random.nextInt(5) == 0 ? new byte[] {'\r', '\n'} : new byte[] {'\n'});
    }
    Files.write(source, content.toByteArray());
    Set<String> members = new HashSet<>(lines);
    Generation generation =
        GenerationStore.open(directory.resolve("set"), "s", partitions).build(source, read -> {});

    assertThat(generation.count()).isEqualTo(members.size());
    int asked = 0;
    int hits = 0;
    while (asked < lookups) {
      List<String> keys = keys(lines, 1 + random.nextInt(200));
      long[] answers = generation.contains(slices(keys));
      for (int i = 0; i < keys.size(); i++) {
        boolean member = members.contains(keys.get(i));
        hits += member ? 1 : 0;
        if ((answers[i >>> 6] >>> i & 1) != 0 != member) {
          assertThat(keys.get(i)).as("key %d of %d, seed %d", i, keys.size(), SEED).isNull();
        }
      }
      asked += keys.size();
    }
    assertThat(hits).isBetween(lookups / 5, lookups * 4 / 5);
    generation.retire(true);
  }

  /** Members and what nearly is one. */
  private List<String> keys(List<String> lines, int count) {
    List<String> keys = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String line = lines.get(random.nextInt(lines.size()));
      int middle = line.length() / 2;
      keys.add(
          switch (random.nextInt(16)) {
            case 0 -> line.substring(0, Math.max(0, line.length() - 1));
            case 1 -> line.substring(Math.min(1, line.length()));
            case 2 -> line + "\r";
            case 3 -> line + "\0";
            case 4 -> "\0" + line;
            case 5 -> line + word(1);
            case 6 -> otherCase(line);
            case 7 -> line.substring(0, middle) + word(1) + line.substring(middle);
            case 8 ->
                line.substring(0, middle)
                    + word(1)
                    + line.substring(Math.min(middle + 1, line.length()));
            case 9 -> anyBytes(line.length());
            default -> line;
          });
    }
    return keys;
  }

  /** The keys one after the other between other bytes, as they lie in a chunk off the network. */
  private ByteSlices slices(List<String> keys) {
    String chunk = "\n" + String.join("\n", keys) + "\n".repeat(random.nextInt(3));
    ByteSlices slices = new ByteSlices(chunk.getBytes(ISO_8859_1));
    int start = 1;
    for (String key : keys) {
      slices.add(start, start + key.length());
      start += key.length() + 1;
    }
    return slices;
  }

  private static String otherCase(String line) {
    StringBuilder text = new StringBuilder(line);
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      text.setCharAt(i, c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c);
    }
    return text.toString();
  }

  private String hex(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(Character.forDigit(random.nextInt(16), 16));
    }
    return text.toString();
  }

  private String word(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  /** Any bytes but a newline, the last of them no carriage return. */
  private String anyBytes(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = (char) random.nextInt(256);
      text.append(c == '\n' || c == '\r' ? 'n' : c);
    }
    return text.toString();
  }
}
