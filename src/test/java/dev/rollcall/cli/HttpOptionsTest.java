package dev.rollcall.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.app.FileServerSettings;
import dev.rollcall.base.UserError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class HttpOptionsTest {
  private static HttpOptions options(String... arguments) {
    HttpOptions options = new HttpOptions();
    CommandLine.populateCommand(options, arguments);
    return options;
  }

  @Test
  void defaultsAreThoseOfTheOriginal() {
    assertThat(options().settings(Map.of()))
        .isEqualTo(
            new FileServerSettings(
                "0.0.0.0",
                8080,
                Path.of("public"),
                true,
                10,
                5,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5)));
    assertThat(options().logLevel(Map.of())).hasToString("info");
  }

  @Test
  void variablesAreUsed() {
    Map<String, String> environment =
        Map.of(
            "SERVER_HOST", "127.0.0.2",
            "SERVER_PORT", "9999",
            "MAX_WORKERS", "3",
            "RATE_LIMIT_REQUESTS", "7",
            "RATE_LIMIT_WINDOW", "2.5",
            "CLIENT_TIMEOUT", "0.25",
            "LOG_LEVEL", "WARNING");
    assertThat(options().settings(environment))
        .isEqualTo(
            new FileServerSettings(
                "127.0.0.2",
                9999,
                Path.of("public"),
                true,
                3,
                7,
                Duration.ofMillis(2500),
                Duration.ofMillis(250)));
    assertThat(options().logLevel(environment)).hasToString("warning");
  }

  @Test
  void optionsWinOverVariables() {
    HttpOptions options =
        options("--host", "::1", "-p", "0", "--log-level", "NONE", "--directory", "x");
    Map<String, String> environment =
        Map.of("SERVER_HOST", "other", "SERVER_PORT", "x", "LOG_LEVEL", "loud");
    FileServerSettings settings = options.settings(environment);
    assertThat(settings.host()).isEqualTo("::1");
    assertThat(settings.port()).isZero();
    assertThat(settings.directory()).isEqualTo(Path.of("x"));
    assertThat(options.logLevel(environment)).hasToString("none");
  }

  @Test
  void emptyVariableIsNone() {
    assertThat(options().settings(Map.of("SERVER_PORT", "", "SERVER_HOST", "")).port())
        .isEqualTo(8080);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "0.0001", "1e9", "3601", "1,5", "abc", "999999999999"})
  void timesThatCannotBeAreTold(String seconds) {
    assertThatThrownBy(() -> options().settings(Map.of("CLIENT_TIMEOUT", seconds)))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "CLIENT_TIMEOUT = " + seconds + ": must be seconds, more than 0 and at most 3600");
  }
}
