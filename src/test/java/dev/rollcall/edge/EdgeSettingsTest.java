package dev.rollcall.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import dev.rollcall.base.ConfigReader;
import dev.rollcall.broadcast.TopicName;
import dev.rollcall.cluster.NodeConfig;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeSettingsTest {
  private final Config defaults = NodeConfig.defaults().resolve();

  /** The built-in listeners but for lookup are left out. */
  private ConfigReader reader(String overrides) {
    Config merged =
        ConfigFactory.parseString(overrides)
            .withFallback(
                defaults
                    .withoutPath("rollcall.listeners.relay")
                    .withoutPath("rollcall.listeners.stamp")
                    .withoutPath("rollcall.listeners.message")
                    .withoutPath("rollcall.listeners.resp")
                    .withoutPath("rollcall.listeners.http"));
    ConfigValue filler = merged.getValue("rollcall.listener-defaults");
    for (String name : merged.getObject("rollcall.listeners").keySet()) {
      String path = "rollcall.listeners." + name;
      merged = merged.withValue(path, merged.getValue(path).withFallback(filler));
    }
    return ConfigReader.at(merged, "rollcall");
  }

  private List<String> faults(String overrides, Consumer<ConfigReader> reading) {
    ConfigReader reader = reader(overrides);
    reading.accept(reader);
    return reader.faults();
  }

  @Test
  void theBuiltInListenerIsTheOriginals() {
    ConfigReader reader = reader("");
    assertThat(ListenerSettings.readAll(reader))
        .containsExactly(
            new ListenerSettings(
                "lookup",
                Protocol.LOOKUP,
                "127.0.0.1",
                44445,
                1024,
                true,
                "names",
                "",
                true,
                Framing.QUIET,
                0,
                1 << 20,
                Duration.ofMillis(20),
                Duration.ofMinutes(5),
                false));
    assertThat(LimitSettings.read(reader))
        .isEqualTo(
            new LimitSettings(
                0,
                0,
                64,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                0.25));
    assertThat(reader.faults()).isEmpty();
  }

  @Test
  void readsAnyNumberOfListenersAndLeavesOutSilencedOnes() {
    ConfigReader reader =
        reader(
            """
            rollcall.listeners {
              lookup.enabled = off
              second { protocol = echo, port = 0 }
              third { protocol = lookup, set = words, port = 7, idle-timeout = 0 }
            }
            """);
    assertThat(ListenerSettings.readAll(reader))
        .extracting(ListenerSettings::name)
        .containsExactly("second", "third");
    assertThat(reader.faults()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          protocol = gopher             | protocol = gopher: must be one of echo, http, lookup, message, relay, resp, stamp
          port = 65536                  | port = 65536: must be a whole number from 0 to 65535
          port = web                    | port = web: must be a whole number from 0 to 65535
          port = null                   | port is missing: must be a whole number from 0 to 65535
          backlog = 0                   | backlog = 0: must be a whole number from 1 to 65535
          tls.enabled = perhaps         | tls.enabled = perhaps: must be on or off
          set = ""                      | set = "": must be the name of a set, since the protocol is lookup
          frame-bytes-max = 0           | frame-bytes-max = 0: must be a size from 1 to 67108864 bytes, such as 64 KiB
          frame-bytes-max = 1 GiB       | frame-bytes-max = 1 GiB: must be a size from 1 to 67108864 bytes, such as 64 KiB
          flush-partial-after = 2m      | flush-partial-after = 2m: must be a duration up to 60s, such as 500ms, 5s or 2m; 0 for none
          idle-timeout = soon           | idle-timeout = soon: must be a duration up to 86400s, such as 500ms, 5s or 2m; 0 for none
          framing = torn                | framing = torn: must be one of line, protobuf, quiet
          broadcast = 3                 | broadcast = 3: must be on or off
          max-connections = -1          | max-connections = -1: must be a whole number from 0 to 2147483647
          """)
  void namesKeyValueAndWhatIsAllowed(String setting, String fault) {
    assertThat(faults("rollcall.listeners.lookup." + setting, ListenerSettings::readAll))
        .containsExactly("rollcall.listeners.lookup." + fault);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "ACK", "TRIMMED", "a\\tb"})
  void relayAndMessageNeedATopicThatStandsOnALine(String topic) {
    for (String protocol : List.of("relay", "message")) {
      String listener = "{ port = 0, protocol = " + protocol + ", topic = \"" + topic + "\" }";
      assertThat(faults("rollcall.listeners.mine " + listener, ListenerSettings::readAll))
          .singleElement()
          .asString()
          .startsWith("rollcall.listeners.mine.topic = ")
          .endsWith(": must be a topic's name: " + TopicName.RULE);
    }
    String stamp =
        "rollcall.listeners.mine { port = 0, protocol = stamp, topic = \"" + topic + "\" }";
    assertThat(faults(stamp, ListenerSettings::readAll)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          handshakes = 0           | handshakes = 0: must be a whole number from 1 to 10000
          frame-timeout = 0        | frame-timeout = 0: must be longer than zero
          write-timeout = off      | write-timeout = 0: must be longer than zero
          unfinished-frames = 101% | unfinished-frames = 101%: must be a percentage from 0% to 100%
          """)
  void namesFaultyLimits(String setting, String fault) {
    assertThat(faults("rollcall.limits." + setting, LimitSettings::read))
        .containsExactly("rollcall.limits." + fault);
  }

  @Test
  void aListenerThatIsNoBlockIsAFault() {
    assertThat(faults("rollcall.listeners.lookup.tls = on", ListenerSettings::readAll))
        .singleElement()
        .asString()
        .startsWith("rollcall.listeners.lookup");
  }
}
