package dev.rollcall.lookup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceScanTest {
  @TempDir Path directory;

  @Test
  void answersAsTheBuiltGenerationDoes() throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder content = new StringBuilder();
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      String line = "x".repeat(random.nextInt(12)) + random.nextInt(50_000);
      content.append(line).append(random.nextBoolean() ? "\n" : "\r\n");
      if (random.nextInt(50) == 0) {
        keys.add(line.getBytes(ISO_8859_1));
        keys.add((line + random.nextInt(10)).getBytes(ISO_8859_1));
        keys.add(line.substring(1).getBytes(ISO_8859_1));
      }
    }
    Path source = Files.writeString(directory.resolve("source"), content);
    Generation generation =
        GenerationStore.open(directory.resolve("set"), "s", 8).build(source, read -> {});
    ByteSlices batch = ByteSlices.copyOf(keys);

    Answers scanned = SourceScan.scan(source, batch);

    assertThat(scanned.generation()).isEqualTo(generation.fingerprint());
    Answers built = new Answers(0, generation.contains(batch));
    for (int i = 0; i < batch.count(); i++) {
      assertThat(scanned.contains(i))
          .as(new String(batch.copy(i), ISO_8859_1))
          .isEqualTo(built.contains(i));
    }
    generation.retire(true);
  }

  @Test
  void aKeyAskedTwiceIsAnsweredTwice() throws Exception {
    Path source = Files.writeString(directory.resolve("source"), "a\nb\n");
    byte[] key = {'b'};
    Answers answers = SourceScan.scan(source, ByteSlices.copyOf(List.of(key, new byte[0], key)));
    assertThat(answers.contains(0)).isTrue();
    assertThat(answers.contains(1)).isFalse();
    assertThat(answers.contains(2)).isTrue();
  }

  @Test
  void keysThatEndAsALineDoesAreToldApart() throws Exception {
    Path source = Files.writeString(directory.resolve("source"), "one@example.org\n");
    List<byte[]> keys = new ArrayList<>();
    for (String key : List.of("two@example.org", "e@example.org", "one@example.org")) {
      keys.add(key.getBytes(ISO_8859_1));
    }
    Answers answers = SourceScan.scan(source, ByteSlices.copyOf(keys));
    assertThat(answers.contains(0)).isFalse();
    assertThat(answers.contains(1)).isFalse();
    assertThat(answers.contains(2)).isTrue();
  }

  @Test
  void noKeysGiveTheFingerprintAlone() throws Exception {
    Path one = Files.writeString(directory.resolve("one"), "a\n");
    Path two = Files.writeString(directory.resolve("two"), "b\n");
    ByteSlices none = new ByteSlices(new byte[0]);
    assertThat(SourceScan.scan(one, none).generation())
        .isNotEqualTo(SourceScan.scan(two, none).generation());
  }

  @Test
  void refusesWhatABuildRefuses() throws Exception {
    ByteSlices key = ByteSlices.copyOf(List.of(new byte[] {'a'}));
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> SourceScan.scan(missing, key))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(missing.toString());
    Path tooLong =
        Files.writeString(directory.resolve("long"), "a\n" + "x".repeat(Lines.BYTES_MAX + 1));
    assertThatThrownBy(() -> SourceScan.scan(tooLong, key))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("line 2");
  }
}
