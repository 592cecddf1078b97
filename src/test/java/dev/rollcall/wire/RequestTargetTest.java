package dev.rollcall.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
  @ParameterizedTest
  @CsvSource({
    "/, ''",
    "/a, a",
    "/a/b, a|b",
    "/a/, a|",
    "//a, |a",
    "/a%2Fb/c, a/b|c",
    "/a%20b, a b",
    "/a+b, a+b",
    "/%2e%2e/x, ..|x",
    "/%252e, %2e",
    "/..;/x, ..;|x",
  })
  void escapesAreResolvedOnceAfterThePathWasSplit(String target, String segments) {
    assertThat(segments(target)).isEqualTo(segments);
  }

  @Test
  void bytesThatAreNoTextAreKept() {
    RequestTarget target = RequestTarget.parse("/%ff%00%C3%A9").orElseThrow();
    assertThat(target.segments().get(0)).isEqualTo("\u00ff\0\u00c3\u00a9".getBytes(ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "*",
        "http://host/a",
        "/%",
        "/%1",
        "/%zz",
        "/%+1",
        "/a b",
        "/a\u0000",
        "/\u00e9",
        "/a\r\nb",
        "/a#b",
        "/a?%",
        "/a?b=%g0",
        "/a?b c"
      })
  void whatIsNoTargetIsRefused(String target) {
    assertThat(RequestTarget.parse(target)).isEmpty();
  }

  @Test
  void queryHasTheFirstValueOfEachName() {
    RequestTarget target =
        RequestTarget.parse("/a?from=1-0&x=a+b%26c&from=2-0&flag&=n&").orElseThrow();
    assertThat(target.query())
        .containsExactly(
            java.util.Map.entry("from", "1-0"),
            java.util.Map.entry("x", "a b&c"),
            java.util.Map.entry("flag", ""));
    assertThat(target.rawPath()).isEqualTo("/a");
  }

  private static String segments(String target) {
    List<byte[]> segments = RequestTarget.parse(target).orElseThrow().segments();
    return String.join("|", segments.stream().map(segment -> new String(segment, UTF_8)).toList());
  }
}
