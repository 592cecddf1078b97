package dev.rollcall.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageIdTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"0-0", "1-0", "1795261994614-7", "18446744073709551615-18446744073709551615"})
  void readsWhatItWrites(String text) {
    assertThat(MessageId.parse(text).map(MessageId::toString)).contains(text);
  }

  @Test
  void readsMillisecondsAlone() {
    assertThat(MessageId.parse("5")).contains(new MessageId(5, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "1-",
        "-1",
        "+1",
        "a",
        "1-a",
        "1-1-1",
        " 1",
        "18446744073709551616",
        "1-+2"
      })
  void refusesWhatIsNoId(String text) {
    assertThat(MessageId.parse(text)).isEqualTo(Optional.empty());
  }

  @Test
  void growsWithTheClockAndWithoutIt() {
    MessageId id = new MessageId(1000, 5);
    assertThat(id.next(1001)).isEqualTo(new MessageId(1001, 0));
    assertThat(id.next(1000)).isEqualTo(new MessageId(1000, 6));
    assertThat(id.next(3)).isEqualTo(new MessageId(1000, 6));
    assertThat(new MessageId(1000, -1).next(1000)).isEqualTo(new MessageId(1001, 0));
  }

  @Test
  void comparesUnsigned() {
    assertThat(MessageId.MAX).isGreaterThan(new MessageId(Long.MAX_VALUE, Long.MAX_VALUE));
    assertThat(new MessageId(1, -1)).isGreaterThan(new MessageId(1, 1));
    assertThat(MessageId.NONE.isAfter(MessageId.NONE)).isFalse();
  }
}
