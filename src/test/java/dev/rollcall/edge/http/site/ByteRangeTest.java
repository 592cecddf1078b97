package dev.rollcall.edge.http.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
  private static final long SIZE = 100;

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 0",
    "bytes=99-, 99, 99",
    "bytes=-1, 99, 99",
    "bytes=-1000, 0, 99",
    "bytes=0-99999999999999999999999999, 0, 99",
    "bytes=-99999999999999999999999999, 0, 99",
    "BYTES = 000000000000000000000000005-7, 5, 7",
    "'bytes= 5-7 ', 5, 7",
  })
  void singleRangeIsRead(String value, long first, long last) {
    assertThat(ByteRange.parse(value, SIZE)).contains(List.of(new ByteRange(first, last)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bytes=100-", "bytes=-0", "bytes=100-200,-0", "bytes=9999999999999999999-"})
  void rangesBeyondTheFileAreNone(String value) {
    assertThat(ByteRange.parse(value, SIZE)).contains(List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=1",
        "bytes=5-4",
        "bytes=1-2,",
        "bytes=a-b",
        "bytes=1--2",
        "items=0-1",
        "bytes=0x1-2",
        "bytes=-1-2",
        "bytes=0-99,0-99"
      })
  void whatMakesNoSenseIsIgnored(String value) {
    assertThat(ByteRange.parse(value, SIZE)).isEmpty();
  }

  @Test
  void tooManyRangesAreIgnored() {
    String most = many(ByteRange.COUNT_MAX);
    assertThat(ByteRange.parse("bytes=" + most, SIZE).orElseThrow()).hasSize(ByteRange.COUNT_MAX);
    assertThat(ByteRange.parse("bytes=" + many(ByteRange.COUNT_MAX + 1), SIZE)).isEmpty();
  }

  private static String many(int count) {
    return IntStream.range(0, count).mapToObj(i -> i + "-" + i).collect(Collectors.joining(","));
  }

  @Test
  void emptyFileHasNoRange() {
    assertThat(ByteRange.parse("bytes=0-", 0)).contains(List.of());
    assertThat(ByteRange.parse("bytes=-5", 0)).contains(List.of());
  }
}
