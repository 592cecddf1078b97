package dev.rollcall.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RespWriterTest {
  private static String written(int protocol, Consumer<RespWriter> replies) {
    RespWriter writer = new RespWriter();
    writer.protocol(protocol);
    replies.accept(writer);
    return text(writer.take());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static void expect(String resp2, String resp3, Consumer<RespWriter> replies) {
    assertThat(written(2, replies)).isEqualTo(resp2);
    assertThat(written(3, replies)).isEqualTo(resp3);
  }

  private static void expect(String both, Consumer<RespWriter> replies) {
    expect(both, both, replies);
  }

  @Test
  void writesEachKindOfReplyInBothVersions() {
    expect("+OK\r\n", w -> w.simple("OK"));
    expect("-ERR no such key\r\n", w -> w.error("ERR no such key"));
    expect(":7\r\n:-12\r\n", w -> integers(w, 7, -12));
    expect("$3\r\na\0\r\r\n", w -> w.bulk(new byte[] {'a', 0, '\r'}));
    expect("$2\r\nbc\r\n", w -> w.bulk(new byte[] {'a', 'b', 'c', 'd'}, 1, 2));
    expect("$2\r\n\303\244\r\n", w -> w.bulk("ä"));
    expect("$0\r\n\r\n", w -> w.bulk(""));
    expect("$-1\r\n", "_\r\n", RespWriter::nil);
    expect("*-1\r\n", "_\r\n", RespWriter::nilArray);
    expect("*12\r\n", w -> w.array(12));
    expect("*6\r\n", "%3\r\n", w -> w.map(3));
    expect("*5\r\n", "~5\r\n", w -> w.set(5));
    expect("*3\r\n", ">3\r\n", w -> w.push(3));
    expect("$2\r\n\303\244\r\n", "=6\r\ntxt:\303\244\r\n", w -> w.verbatim("ä"));
    expect(":1\r\n", "#t\r\n", w -> w.bool(true));
    expect(":0\r\n", "#f\r\n", w -> w.bool(false));
  }

  @Test
  void writesNumbersAsRedisDoes() {
    expect("$3\r\n1.5\r\n", ",1.5\r\n", w -> w.number(1.5));
    expect("$2\r\n-3\r\n", ",-3\r\n", w -> w.number(-3));
    expect("$3\r\ninf\r\n", ",inf\r\n", w -> w.number(Double.POSITIVE_INFINITY));
    expect("$4\r\n-inf\r\n", ",-inf\r\n", w -> w.number(Double.NEGATIVE_INFINITY));
    expect("$3\r\nnan\r\n", ",nan\r\n", w -> w.number(Double.NaN));
    expect("$7\r\n1.0e-10\r\n", ",1.0e-10\r\n", w -> w.number(1e-10));
  }

  @Property
  void anyIntegerIsWrittenInDecimal(@ForAll long value) {
    assertThat(written(2, w -> w.integer(value))).isEqualTo(":" + value + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 9, 10, 99, 100, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1})
  void outermostIntegersAreWrittenInDecimal(long value) {
    assertThat(written(3, w -> integers(w, value, value)))
        .isEqualTo((":" + value + "\r\n").repeat(2));
  }

  @Test
  void noTextForgesAReply() {
    expect("+a  +b\r\n", w -> w.simple("a\r\n+b"));
    expect("-ERR  :1 \r\n", w -> w.error("ERR\r\n:1\n"));
  }

  @Test
  void errorsQuoteBytesOfAnyEncoding() {
    expect("-ERR '\377\303\244'\r\n", w -> w.error("ERR '\377\303\244'"));
    expect("-ERR \342\202\254\r\n", w -> w.error("ERR €"));
  }

  @Test
  void growsWithWhatIsWritten() {
    byte[] large = new byte[100_000];
    Arrays.fill(large, (byte) 'x');
    String expected = "$100000\r\n" + "x".repeat(100_000) + "\r\n";
    RespWriter writer = new RespWriter();
    for (int i = 0; i < 3; i++) {
      writer.bulk(large);
    }
    assertThat(writer.size()).isEqualTo(3 * expected.length());
    assertThat(text(writer.take())).isEqualTo(expected.repeat(3));
    assertThat(writer.size()).isZero();
    writer.simple("a");
    assertThat(text(writer.take())).isEqualTo("+a\r\n");
  }

  @Property
  void everyLengthFits(@ForAll @IntRange(max = 600) int length) {
    String text = "x".repeat(length);
    String bulk = "$" + length + "\r\n" + text + "\r\n";
    String verbatim = "=" + (length + 4) + "\r\ntxt:" + text + "\r\n";
    assertThat(written(3, w -> texts(w, text)))
        .isEqualTo(bulk + verbatim + "+" + text + "\r\n-" + text + "\r\n");
  }

  @Test
  void whatWasTakenIsNotWrittenToAnyMore() {
    RespWriter writer = new RespWriter();
    writer.bulk(new byte[505]);
    byte[] full = writer.take();
    assertThat(full).hasSize(513);
    writer.bulk("x".repeat(504));
    writer.simple("overwrites?");
    byte[] first = writer.take();
    byte[] copy = first.clone();
    writer.bulk("y".repeat(504));
    assertThat(first).isEqualTo(copy);
  }

  @Test
  void forgetsWhatWasWrittenTooEarly() {
    RespWriter writer = new RespWriter();
    writer.integer(1);
    int size = writer.size();
    writer.array(3);
    writer.truncate(size);
    writer.error("ERR no");
    assertThatThrownBy(() -> writer.truncate(100)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(text(writer.take())).isEqualTo(":1\r\n-ERR no\r\n");
  }

  @Test
  void addsWhatAnotherHasWritten() {
    RespWriter other = new RespWriter();
    other.integer(2);
    RespWriter writer = new RespWriter();
    writer.integer(1);
    writer.append(other);
    writer.append(other);
    writer.raw(other.take());
    assertThat(text(writer.take())).isEqualTo(":1\r\n:2\r\n:2\r\n:2\r\n");
  }

  @Test
  void knowsTwoVersions() {
    assertThatThrownBy(() -> new RespWriter().protocol(4))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new RespWriter().protocol()).isEqualTo(2);
  }

  private static void integers(RespWriter writer, long one, long other) {
    writer.integer(one);
    writer.integer(other);
  }

  private static void texts(RespWriter writer, String text) {
    writer.bulk(text);
    writer.verbatim(text);
    writer.simple(text);
    writer.error(text);
  }
}
