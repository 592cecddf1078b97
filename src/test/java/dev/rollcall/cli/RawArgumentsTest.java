package dev.rollcall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RawArgumentsTest {
  @Test
  void givesBytesThatTheLocaleLost() {
    RawArguments raw = raw("java\0-jar\0x.jar\0lookup\0plain\0Ångström\0x\u00e9\0");
    assertThat(
            texts(raw.bytesOf(List.of("plain", "\ufffd\ufffdngstr\ufffd\ufffdm", "x\ufffd\ufffd"))))
        .containsExactly("plain", "Ångström", "xé");
  }

  @Test
  void keepsTextsThatAreNotAmongTheArguments() {
    assertThat(texts(raw("").bytesOf(List.of("a", "é")))).containsExactly("a", "é");
  }

  private static RawArguments raw(String commandLine) {
    return new RawArguments(commandLine.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> texts(List<byte[]> bytes) {
    return bytes.stream().map(b -> new String(b, StandardCharsets.UTF_8)).toList();
  }
}
