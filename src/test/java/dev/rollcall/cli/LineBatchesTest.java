package dev.rollcall.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.UserError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineBatchesTest {
  @Test
  void givesLinesAsListFilesHaveThem() throws IOException {
    assertThat(lines("a\nb\r\n\nc\r\r\n\r\nlast", 100))
        .containsExactly("a", "b", "", "c\r", "", "last");
    assertThat(lines("", 100)).isEmpty();
    assertThat(lines("\n", 100)).containsExactly("");
    assertThat(lines("a\r", 100)).containsExactly("a\r");
  }

  @Test
  void givesSameLinesHoweverTheStreamIsCut() throws IOException {
    String text = "first\r\n\nsecond line\nx\r\nend\r";
    List<String> whole = lines(text, text.length());
    for (int cut = 1; cut < text.length(); cut++) {
      assertThat(lines(text, cut)).isEqualTo(whole);
    }
  }

  @Test
  void refusesEndlessLine() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }

          @Override
          public int read(byte[] buffer, int start, int length) {
            return length;
          }
        };
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> new LineBatches(endless).next())
        .withMessageContaining("16 MiB");
  }

  private static List<String> lines(String text, int chunk) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    InputStream in =
        new ByteArrayInputStream(bytes) {
          @Override
          public int read(byte[] buffer, int start, int length) {
            return super.read(buffer, start, Math.min(length, chunk));
          }
        };
    LineBatches batches = new LineBatches(in);
    List<String> lines = new ArrayList<>();
    for (ByteSlices batch = batches.next(); batch != null; batch = batches.next()) {
      for (int i = 0; i < batch.count(); i++) {
        lines.add(new String(batch.copy(i), StandardCharsets.US_ASCII));
      }
    }
    return lines;
  }
}
