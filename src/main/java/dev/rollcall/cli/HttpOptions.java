package dev.rollcall.cli;

import dev.rollcall.app.FileServerSettings;
import dev.rollcall.base.UserError;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What {@code rollcall http} serves and how: options, where they are not given environment
 * variables, and where these are not set the defaults of the server it takes the place of.
 */
final class HttpOptions {
  /** How much is logged, least first. */
  enum LogLevel {
    NONE,
    ERROR,
    WARNING,
    INFO,
    DEBUG;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private enum Switch {
    ENABLED,
    DISABLED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

  private static final Duration TIME_MAX = Duration.ofHours(1);

  @Option(
      names = {"-d", "--dir", "--directory"},
      paramLabel = "DIR",
      defaultValue = "public",
      description = "Directory to serve (default: public).")
  private Path directory;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      description = "Port to listen on; 0 for a free one (default: SERVER_PORT, else 8080).")
  private @Nullable Integer port;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "Address to bind (default: SERVER_HOST, else 0.0.0.0, all of this machine's).")
  private @Nullable String host;

  @Option(
      names = "--dir-listing",
      paramLabel = "enabled|disabled",
      defaultValue = "enabled",
      description = "Whether directories without an index file are listed (default: enabled).")
  private Switch listing;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description =
          "How much to log: debug, info, warning, error or none (default: LOG_LEVEL, else info).")
  private @Nullable LogLevel logLevel;

  /**
   * The settings of these options and an environment.
   *
   * @throws UserError where a value cannot be used
   */
  FileServerSettings settings(Map<String, String> environment) {
    Variables variables = new Variables(environment);
    return new FileServerSettings(
        host == null ? variables.text("SERVER_HOST", "0.0.0.0") : host,
        port == null
            ? variables.number("SERVER_PORT", 8080, 0, 65535)
            : within("--port", port, 0, 65535),
        directory,
        listing == Switch.ENABLED,
        variables.number("MAX_WORKERS", 10, 1, 1_000),
        variables.number("RATE_LIMIT_REQUESTS", 5, 0, 100_000),
        variables.seconds("RATE_LIMIT_WINDOW", Duration.ofSeconds(1)),
        variables.seconds("CLIENT_TIMEOUT", Duration.ofSeconds(5)));
  }

  LogLevel logLevel(Map<String, String> environment) {
    return logLevel == null ? new Variables(environment).logLevel() : logLevel;
  }

  private static int within(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw fault(name, Integer.toString(value), "must be a number from " + min + " to " + max);
    }
    return value;
  }

  private static UserError fault(String name, String value, String allowed) {
    return UserError.configuration(name + " = " + value + ": " + allowed);
  }

  /** Environment variables; one that is empty is as good as none. */
  private record Variables(Map<String, String> values) {
    String text(String name, String otherwise) {
      String value = values.getOrDefault(name, "").trim();
      return value.isEmpty() ? otherwise : value;
    }

    int number(String name, int otherwise, int min, int max) {
      String allowed = "must be a number from " + min + " to " + max;
      int value = read(name, Integer.toString(otherwise), allowed, Integer::valueOf);
      return within(name, value, min, max);
    }

    Duration seconds(String name, Duration otherwise) {
      String allowed = "must be seconds, more than 0 and at most " + TIME_MAX.toSeconds();
      Duration value =
          read(
              name,
              Long.toString(otherwise.toSeconds()),
              allowed,
              text -> Duration.ofMillis(millis(text)));
      if (value.isZero() || value.isNegative() || value.compareTo(TIME_MAX) > 0) {
        throw fault(name, text(name, ""), allowed);
      }
      return value;
    }

    private static long millis(String seconds) {
      if (!SECONDS.matcher(seconds).matches()) {
        throw new NumberFormatException(seconds);
      }
      return new BigDecimal(seconds).movePointRight(3).longValue();
    }

    LogLevel logLevel() {
      return read(
          "LOG_LEVEL",
          "info",
          "must be debug, info, warning, error or none",
          text -> LogLevel.valueOf(text.toUpperCase(Locale.ROOT)));
    }

    private <T> T read(String name, String otherwise, String allowed, Function<String, T> reading) {
      String text = text(name, otherwise);
      try {
        return reading.apply(text);
      } catch (IllegalArgumentException e) {
        throw fault(name, text, allowed);
      }
    }
  }
}
