package dev.rollcall.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.base.UserError;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  private static boolean matches(String pattern, String text) {
    return Glob.of(pattern.getBytes(ISO_8859_1)).matches(text.getBytes(ISO_8859_1));
  }

  private static boolean matchesAnyCase(String pattern, String text) {
    return Glob.ofAnyCase(pattern.getBytes(ISO_8859_1)).matches(text.getBytes(ISO_8859_1));
  }

  /** What a redis-server says to PUBSUB CHANNELS with the pattern and to the channel. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '`',
      value = {
        "** [ true",
        "** xa true",
        "** abb true",
        "a* a true",
        "a* ax true",
        "a* aXb true",
        "a* hallo false",
        "a* c false",
        "*a ba true",
        "*a a true",
        "*a xa true",
        "*a ax false",
        "*a ab] false",
        "a*b aXb true",
        "a*b a.b true",
        "a*b aab true",
        "a*b abc false",
        "a*b dx false",
        "*a* [a true",
        "*a* a true",
        "*a* hallo true",
        "*a* * false",
        "*a* x\\ false",
        "a**b aab true",
        "a**b aXb true",
        "a**b a.b true",
        "a**b aba false",
        "a**b hello false",
        "? e true",
        "? b true",
        "? c true",
        "? ab] false",
        "? abb false",
        "?? xa true",
        "?? [a true",
        "?? x- true",
        "?? a false",
        "?? aba false",
        "a?c abc true",
        "a?c ] false",
        "a?c ax false",
        "[abc] b true",
        "[abc] a true",
        "[abc] c true",
        "[abc] aba false",
        "[abc] abb false",
        "[a-c] c true",
        "[a-c] a true",
        "[a-c] b true",
        "[a-c] ^ false",
        "[a-c] ab false",
        "[c-a] b true",
        "[c-a] c true",
        "[c-a] a true",
        "[c-a] ab] false",
        "[c-a] ba false",
        "[^a] ] true",
        "[^a] c true",
        "[^a] ^ true",
        "[^a] ax false",
        "[^a] aXbYc false",
        "[^a-c]x dx true",
        "[^a-c]x xa false",
        "[^a-c]x abc false",
        "[a a true",
        "[a x- false",
        "[a bx false",
        "[a- - true",
        "[a- a true",
        "[a- * false",
        "[a- ab] false",
        "[^ * true",
        "[^ d true",
        "[^ c true",
        "[^ abc false",
        "[^ ax false",
        "[ b false",
        "[ xa false",
        "[] d false",
        "[] b false",
        "[]a] e false",
        "[]a] x- false",
        "[] x\\ false",
        "[] a false",
        "[a] a true",
        "[a] ab false",
        "[a] ^ false",
        "[a-] ^ true",
        "[a-] a true",
        "[a-] ] true",
        "[a-] hello false",
        "[a-] aba false",
        "[-a] - true",
        "[-a] a true",
        "[-a] x\\ false",
        "[-a] a\\ false",
        "[a\\]] ] true",
        "[a\\]] a true",
        "[a\\]] d false",
        "[a\\]] bx false",
        "[\\^] ^ true",
        "[\\^] hallo false",
        "[\\^] aXb false",
        "[\\]] ] true",
        "[\\]] xa false",
        "[\\]] abb false",
        "[a\\-c] - true",
        "[a\\-c] c true",
        "[a\\-c] a true",
        "[a\\-c] * false",
        "[a\\-c] ] false",
        "\\* * true",
        "\\* bx false",
        "\\* dx false",
        "\\? ? true",
        "\\? ] false",
        "\\? aXb false",
        "\\ \\ true",
        "\\ bx false",
        "\\ aXbYc false",
        "a\\ a\\ true",
        "a\\ ab false",
        "a\\ aXb false",
        "\\[a] d false",
        "\\[a] c false",
        "[[] [ true",
        "[[] x- false",
        "[[] [a false",
        "[*] * true",
        "[*] hello false",
        "[*] x false",
        "a[^]b aXb true",
        "a[^]b a.b true",
        "a[^]b abb true",
        "a[^]b hello false",
        "a[^]b [a false",
        "[a-c-e] c true",
        "[a-c-e] b true",
        "[a-c-e] a true",
        "[a-c-e] hallo false",
        "[a-c-e] xa false",
        "[ab]*[bc] abc true",
        "[ab]*[bc] aXbYc true",
        "[ab]*[bc] aab true",
        "[ab]*[bc] ba false",
        "[ab]*[bc] x false",
        "*[a [a true",
        "*[a aba true",
        "*[a a true",
        "*[a c false",
        "*[a ab] false",
        "x[a- x- true",
        "x[a- xa true",
        "x[a- x false",
        "x[a- aXbYc false",
        "x[\\ x\\ true",
        "x[\\ a.b false",
        "x[\\ ab] false",
        "*? bx true",
        "*? a.b true",
        "*? [a true",
        "?* a\\ true",
        "?* a.b true",
        "?* d true",
        "a*b*c abc true",
        "a*b*c aXbYc true",
        "a*b*c d false",
        "a*b*c ^ false",
        "*.* a.b true",
        "*.* dx false",
        "*.* ] false",
        "h[ae]llo hello true",
        "h[ae]llo hallo true",
        "h[ae]llo [a false",
        "h[ae]llo x- false"
      })
  void matchesWhatRedisMatches(String pattern, String text, boolean match) {
    assertThat(matches(pattern, text)).isEqualTo(match);
  }

  @Test
  void anEmptyTextMatchesOnlyTheEmptyPattern() {
    assertThat(matches("", "")).isTrue();
    assertThat(matches("*", "")).isFalse();
    assertThat(matches("", "a")).isFalse();
  }

  @Test
  void bytesThatAreNoAsciiAreBytes() {
    assertThat(matches("\377?\0", "\377\200\0")).isTrue();
    assertThat(matches("[\200-\377]", "\300")).isTrue();
    assertThat(matches("[a-\377]", "\001")).isTrue();
    assertThat(matches("[^a]", "\377")).isTrue();
  }

  @Test
  void lettersAreTheSameInEitherCaseIfAskedFor() {
    assertThat(matchesAnyCase("MaX*[A-C]", "mAxmemoryB")).isTrue();
    assertThat(matchesAnyCase("[X]", "x")).isTrue();
    assertThat(matchesAnyCase("\\X", "x")).isTrue();
    assertThat(matches("MAX*", "maxmemory")).isFalse();
  }

  @Test
  void matchesAPartOfAnArray() {
    byte[] text = "xxabcxx".getBytes(ISO_8859_1);
    Glob glob = Glob.of("a*c".getBytes(ISO_8859_1));
    assertThat(glob.matches(text, 2, 5)).isTrue();
    assertThat(glob.matches(text, 2, 6)).isFalse();
  }

  @Test
  void hostilePatternsTakeNoLongerThanPatternTimesText() {
    byte[] text = "a".repeat(100_000).getBytes(ISO_8859_1);
    Glob glob = Glob.of(("a*".repeat(127) + "b").getBytes(ISO_8859_1));
    Assertions.assertTimeout(
        Duration.ofSeconds(20), () -> assertThat(glob.matches(text)).isFalse());
  }

  @Test
  void refusesPatternsBeyondTheLimit() {
    byte[] longest = "a*".repeat(128).getBytes(ISO_8859_1);
    assertThat(Glob.of(longest).matches("a".repeat(128).getBytes(ISO_8859_1))).isTrue();
    assertThatThrownBy(() -> Glob.of("a*".repeat(5000).getBytes(ISO_8859_1)))
        .isInstanceOf(UserError.class)
        .hasMessage("a pattern may have at most 256 bytes");
  }
}
