package dev.rollcall.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTextTest {
  private static String quoted(byte[] utf8) {
    StringBuilder out = new StringBuilder();
    JsonText.quote(utf8, out);
    return out.toString();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "``, \"\"",
        "caf\u00e9 \ud83d\ude00, \"caf\u00e9 \ud83d\ude00\"",
        "say \"x\\y\", \"say \\\"x\\\\y\\\"\"",
        "`a\r\n\tb`, \"a\\r\\n\\tb\"",
        "a\u0001\u007f\u0085, \"a\\u0001\\u007f\\u0085\"",
        "a\u2028b\u2029, \"a\\u2028b\\u2029\"",
      })
  void isOneLineOfJson(String text, String json) {
    assertThat(quoted(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(json);
  }

  @Test
  void bytesThatAreNoTextAreReplaced() {
    assertThat(quoted(new byte[] {'a', (byte) 0xff, 'b'})).isEqualTo("\"a\ufffdb\"");
  }
}
