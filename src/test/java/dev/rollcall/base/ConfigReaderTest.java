package dev.rollcall.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
  private static ConfigReader reader(String block) {
    return ConfigReader.at(ConfigFactory.parseString("r {" + block + "}"), "r");
  }

  private enum Colour {
    RED,
    DARK_BLUE
  }

  @Test
  void readsEachKindOfValue() {
    ConfigReader reader =
        reader("n = 5, b = 64 KiB, d = 250ms, off = off, p = 50%, f = on, t = x, c = dark-blue");

    assertThat(reader.integer("n", 0, 10)).isEqualTo(5);
    assertThat(reader.bytes("b", 0, 1 << 20)).isEqualTo(65536);
    assertThat(reader.duration("d", Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(250));
    assertThat(reader.duration("off", Duration.ofSeconds(1))).isZero();
    assertThat(reader.percentage("p")).isEqualTo(0.5);
    assertThat(reader.flag("f")).isTrue();
    assertThat(reader.text("t")).isEqualTo("x");
    assertThat(
            reader.choice(
                "c", Colour.class, c -> c.name().toLowerCase(Locale.ROOT).replace('_', '-')))
        .isEqualTo(Colour.DARK_BLUE);
    assertThat(reader.faults()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "n = 11, r.n = 11: must be a whole number from 0 to 10",
    "n = x, r.n = x: must be a whole number from 0 to 10",
    "n = -1, r.n = -1: must be a whole number from 0 to 10",
    "n = 99999999999, r.n = 99999999999: must be a whole number from 0 to 10",
    "m = 1, r.n is missing: must be a whole number from 0 to 10",
    "n { a = 1 }, r.n = {a=1}: must be a whole number from 0 to 10",
  })
  void namesKeyValueAndRange(String block, String fault) {
    ConfigReader reader = reader(block);
    reader.integer("n", 0, 10);

    assertThat(reader.faults()).containsExactly(fault);
  }

  @Test
  void namesWhatAPercentageLooksLike() {
    ConfigReader reader = reader("p = 0.5, q = 101%");
    reader.percentage("p");
    reader.percentage("q");

    assertThat(reader.faults())
        .containsExactly(
            "r.p = 0.5: must be a percentage from 0% to 100%",
            "r.q = 101%: must be a percentage from 0% to 100%");
  }

  @Test
  void namesTheChoices() {
    ConfigReader reader = reader("c = green");
    reader.choice("c", Colour.class, c -> c.name().toLowerCase(Locale.ROOT));

    assertThat(reader.faults()).containsExactly("r.c = green: must be one of dark_blue, red");
  }

  @Test
  void gathersTheFaultsOfBlocksBelow() {
    ConfigReader reader = reader("a { n = x }, b { n = y }");
    reader.block("a").integer("n", 0, 1);
    reader.block("b").integer("n", 0, 1);

    assertThatThrownBy(reader::throwFaults)
        .isInstanceOf(UserError.class)
        .hasMessage(
            "r.a.n = x: must be a whole number from 0 to 1\n"
                + "r.b.n = y: must be a whole number from 0 to 1");
  }

  @Test
  void quotesNamesThatNeedIt() {
    ConfigReader reader = reader("\"a.b\" { n = x }");
    reader.block("a.b").integer("n", 0, 1);

    assertThat(reader.faults()).singleElement().asString().startsWith("r.\"a.b\".n = x");
  }
}
