package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordLineTest {
  private static final String BIDI_OVERRIDE = Character.toString(0x202e);
  private static final String LINE_SEPARATOR = Character.toString(0x2028);
  private static final String ESCAPE = Character.toString(0x1b);
  private static final String NEXT_LINE = Character.toString(0x85);

  @Test
  void leavesOrdinaryTextAsItIs() {
    assertThat(line("häuser 'don't' C:\\x {\"a\":1} 日本", null))
        .isEqualTo("häuser 'don't' C:\\x {\"a\":1} 日本");
  }

  @Test
  void writesLineBreaksAsTwoCharacters() {
    assertThat(line("query a\r\n12:00 INFO forged\tb", null))
        .isEqualTo("query a\\r\\n12:00 INFO forged\\tb");
  }

  @Test
  void escapesWhatMovesTheCursorOrReordersText() {
    assertThat(line("a" + ESCAPE + "[2Jb" + NEXT_LINE + LINE_SEPARATOR + BIDI_OVERRIDE, null))
        .isEqualTo("a\\x1b[2Jb\\x85\\u2028\\u202e");
  }

  @Test
  void noControlCharacterIsLeftAlone() {
    for (int character = 0; character < 0x20; character++) {
      String line = line("a" + (char) character + "b", null);
      assertThat(line).matches("a\\\\[ -~]+b");
    }
  }

  @Test
  void keepsAnExceptionOnTheSameLine() {
    String line = line("failed", new IllegalStateException("first\nsecond"));
    assertThat(line)
        .startsWith("failed | java.lang.IllegalStateException: first | second | at dev.rollcall.")
        .doesNotContain("\n");
  }

  private static String line(String message, @Nullable Throwable thrown) {
    LoggerContext context = new LoggerContext();
    LoggingEvent event =
        new LoggingEvent("test", context.getLogger("test"), Level.INFO, message, thrown, null);
    return new RecordLine().convert(event);
  }
}
