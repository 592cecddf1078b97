package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import dev.rollcall.base.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
  @TempDir Path directory;

  private Config load(String text, String... settings) throws IOException {
    Path file = Files.writeString(directory.resolve("rollcall.conf"), text);
    return Configuration.load(Optional.of(file), List.of(settings), Map.of());
  }

  @Test
  void runsTheBuiltInListenersWithoutAFile() {
    Config config = Configuration.load(Optional.empty(), List.of(), Map.of());

    assertThat(config.getObject("rollcall.listeners").keySet())
        .containsExactlyInAnyOrder("http", "lookup", "message", "relay", "resp", "stamp");
    assertThat(config.getObject("rollcall.sets").keySet()).containsExactly("names");
  }

  @Test
  void runsOnlyTheListenersThatTheFileNames() throws IOException {
    Config config = load("rollcall.listeners { bare { protocol = echo, port = 0 } }");

    assertThat(config.getObject("rollcall.listeners").keySet()).containsExactly("bare");
    assertThat(config.getObject("rollcall.sets").keySet()).isEmpty();
  }

  @Test
  void keepsTheBuiltInListenersWhenOnlyASettingNamesOne() {
    Config config =
        Configuration.load(Optional.empty(), List.of("listeners.lookup.port=0"), Map.of());

    assertThat(config.getInt("rollcall.listeners.lookup.port")).isZero();
    assertThat(config.getString("rollcall.listeners.lookup.set")).isEqualTo("names");
  }

  @Test
  void inheritsFromTheBuiltInListenerOfTheSameName() throws IOException {
    Config config = load("rollcall.listeners.lookup.port = 1234");

    assertThat(config.getString("rollcall.listeners.lookup.protocol")).isEqualTo("lookup");
    assertThat(config.getInt("rollcall.listeners.lookup.port")).isEqualTo(1234);
  }

  @Test
  void loadsOnlyTheSetsThatTheFileNamesOrAListenerAsks() throws IOException {
    Config config =
        load(
            "rollcall { listeners.lookup.set = blocked, sets { blocked.source = a, other.source = b } }");

    assertThat(config.getObject("rollcall.sets").keySet())
        .containsExactlyInAnyOrder("blocked", "other");
  }

  @Test
  void placesTheSampleListBelowTheDataDirectory() {
    Config config = Configuration.load(Optional.empty(), List.of("data-dir=/some/where"), Map.of());

    assertThat(config.getString("rollcall.sets.names.source"))
        .isEqualTo("/some/where/sample/200k.txt");
  }

  @Test
  void putsSettingsAboveEnvironmentAboveFile() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("rollcall.conf"),
            "rollcall { data-dir = file, drain-timeout = 1s, limits.connections = 7 }");
    Config config =
        Configuration.load(
            Optional.of(file),
            List.of("data-dir=setting"),
            Map.of("ROLLCALL_DATA__DIR", "environment", "ROLLCALL_DRAIN__TIMEOUT", "2s"));

    assertThat(config.getString("rollcall.data-dir")).isEqualTo("setting");
    assertThat(config.getString("rollcall.drain-timeout")).isEqualTo("2s");
    assertThat(config.getInt("rollcall.limits.connections")).isEqualTo(7);
  }

  @Test
  void ignoresTheStartScriptsOwnVariables() {
    Config config =
        Configuration.load(Optional.empty(), List.of(), Map.of("ROLLCALL_JAVA_OPTS", "-Xmx1g"));

    assertThat(config.hasPath("rollcall.java")).isFalse();
  }

  @Test
  void takesAPathWithCommentCharactersAsItIs() {
    Config config =
        Configuration.load(
            Optional.empty(), List.of("rollcall.sets.names.source=/a//b#c d.txt"), Map.of());

    assertThat(config.getString("rollcall.sets.names.source")).isEqualTo("/a//b#c d.txt");
  }

  @ParameterizedTest
  @CsvSource({
    "rollcall.data-dirr=x, rollcall.data-dirr, rollcall.data-dir",
    "rollcall.listeners.lookup.prot=1, rollcall.listeners.lookup.prot, rollcall.listeners.lookup.port",
    "rollcall.listeners.lookup.tls.enable=on, rollcall.listeners.lookup.tls.enable, rollcall.listeners.lookup.tls.enabled",
    "rollcall.sets.names.sourc=x, rollcall.sets.names.sourc, rollcall.sets.names.source",
    "rollcal.data-dir=x, rollcall.rollcal, rollcall.",
  })
  void namesAnUnknownKeyAndTheNearestKnownOne(String setting, String unknown, String nearest) {
    assertThatThrownBy(() -> Configuration.load(Optional.empty(), List.of(setting), Map.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(unknown + ": no such key")
        .hasMessageContaining(nearest)
        .hasMessageNotContaining("\n");
  }

  @Test
  void namesEveryUnknownKey() {
    assertThatThrownBy(() -> load("rollcall { dta-dir = x, drain-timout = 1s }"))
        .hasMessageContaining("rollcall.dta-dir")
        .hasMessageContaining("rollcall.drain-timout");
  }

  @Test
  void letsPekkoBeConfigured() throws IOException {
    assertThat(load("pekko.loglevel = DEBUG").getString("pekko.loglevel")).isEqualTo("DEBUG");
  }

  @Test
  void saysWhereAFileCannotBeParsed() {
    assertThatThrownBy(() -> load("rollcall {\n data-dir = = x }"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("rollcall.conf: 2");
  }

  @Test
  void saysThatAFileIsMissing() {
    assertThatThrownBy(
            () ->
                Configuration.load(
                    Optional.of(directory.resolve("none.conf")), List.of(), Map.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("none.conf");
  }

  @Test
  void rejectsABlockGivenAsAValue() {
    assertThatThrownBy(() -> load("rollcall.listeners = 5"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("rollcall.listeners = 5: must be a block");
  }

  @Test
  void rejectsASettingWithoutAValue() {
    assertThatThrownBy(() -> Configuration.load(Optional.empty(), List.of("data-dir"), Map.of()))
        .hasMessageContaining("--set data-dir: must have the form KEY=VALUE");
  }
}
