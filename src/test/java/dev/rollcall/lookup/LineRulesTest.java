package dev.rollcall.lookup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.base.ByteSlices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts as a line, for built generations and for direct scans alike. */
class LineRulesTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "''                    | ''                    | <empty>,a",
        "'a~n'                 | 'a'                   | <empty>,a~n,A,aa",
        "'a'                   | 'a'                   | <empty>",
        "'a~r~n'               | 'a'                   | a~r,<empty>",
        "'a~r'                 | 'a'                   | a~r,<empty>",
        "'a~r~r~n'             | 'a~r'                 | a,a~r~r",
        "'~n'                  | '<empty>'             | ~n",
        "'~r~n'                | '<empty>'             | ~r",
        "'~r'                  | '<empty>'             | ~r",
        "'a~n~nb'              | 'a,<empty>,b'         | ab",
        "'a~n~n'               | 'a,<empty>'           | aa",
        "'a~rb~n'              | 'a~rb'                | a,b",
        "'a~0~nb~0c~n'         | 'a~0,b~0c'            | a,b,bc",
        "' a ~n'               | ' a '                 | a, a",
        "'a~na~na'             | 'a'                   | <empty>",
        "'123456789~n12345678' | '123456789,12345678'  | 1234567,12345679,23456789",
      })
  void aLineIsWhatAPersonWouldCallOne(String content, String members, String others)
      throws Exception {
    Path source = Files.write(directory.resolve("source"), bytes(content));
    List<byte[]> present = list(members);
    List<byte[]> keys = new ArrayList<>(present);
    keys.addAll(list(others));
    ByteSlices batch = ByteSlices.copyOf(keys);
    GenerationStore store = GenerationStore.open(directory.resolve("set"), "s", 4);

    Generation built = store.build(source, read -> {});
    Answers scanned = SourceScan.scan(source, batch);

    assertThat(built.count()).isEqualTo(present.size());
    assertThat(scanned.generation()).isEqualTo(built.fingerprint());
    Answers answers = new Answers(built.fingerprint(), built.contains(batch));
    for (int i = 0; i < keys.size(); i++) {
      String key = new String(keys.get(i), ISO_8859_1);
      assertThat(answers.contains(i)).as("built <%s>", key).isEqualTo(i < present.size());
      assertThat(scanned.contains(i)).as("scanned <%s>", key).isEqualTo(i < present.size());
    }
    built.retire(true);
  }

  private static List<byte[]> list(String text) {
    List<byte[]> strings = new ArrayList<>();
    if (!text.isEmpty()) {
      for (String part : text.split(",", -1)) {
        strings.add(bytes(part.equals("<empty>") ? "" : part));
      }
    }
    return strings;
  }

  private static byte[] bytes(String text) {
    return text.replace("~n", "\n").replace("~r", "\r").replace("~0", "\0").getBytes(ISO_8859_1);
  }
}
