package dev.rollcall.base;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads settings out of a configuration and gathers every fault instead of stopping at the first: a
 * faulty key yields its fallback and a line that names key, value and what is allowed. Whoever
 * started the reading asks {@link #faults()} at the end. Not thread-safe.
 */
public final class ConfigReader {
  private final Config config;
  private final String path;
  private final List<String> faults;

  private ConfigReader(Config config, String path, List<String> faults) {
    this.config = config;
    this.path = path;
    this.faults = faults;
  }

  /** Reads the block at {@code path} of {@code root}, which must exist. */
  public static ConfigReader at(Config root, String path) {
    return new ConfigReader(root.getConfig(path), path, new ArrayList<>());
  }

  /** What was wrong so far, a line each, in the order it was found. */
  public List<String> faults() {
    return List.copyOf(faults);
  }

  /** Throws one {@link UserError} with all faults, if there are any. */
  public void throwFaults() {
    if (!faults.isEmpty()) {
      throw UserError.configuration(String.join("\n", faults));
    }
  }

  /** The full name of a key of this block. */
  public String key(String name) {
    return path + "." + ConfigUtil.joinPath(name);
  }

  /** Notes a fault found by somebody who knows more than the reader. */
  public void fault(String name, Object value, String allowed) {
    faults.add(key(name) + " = " + value + ": " + allowed);
  }

  public boolean has(String name) {
    return config.hasPath(quoted(name));
  }

  /** A block below this one; its faults are gathered here too. */
  public ConfigReader block(String name) {
    return new ConfigReader(config.getConfig(quoted(name)), key(name), faults);
  }

  /** The names of the blocks below {@code name}, sorted. */
  public List<String> names(String name) {
    ConfigObject object = config.getObject(quoted(name));
    return object.keySet().stream().sorted().toList();
  }

  public String text(String name) {
    return read(name, "must be a text", "", () -> config.getString(quoted(name)));
  }

  /** A list of texts, or one text in which commas part them. */
  public List<String> texts(String name) {
    return read(
        name,
        "must be a list of texts",
        List.of(),
        () ->
            config.getValue(quoted(name)).unwrapped() instanceof String text
                ? Stream.of(text.split(",", -1))
                    .map(String::trim)
                    .filter(t -> !t.isEmpty())
                    .toList()
                : config.getStringList(quoted(name)));
  }

  public boolean flag(String name) {
    return read(name, "must be on or off", false, () -> config.getBoolean(quoted(name)));
  }

  public int integer(String name, int min, int max) {
    return (int) wholeNumber(name, min, max);
  }

  public long wholeNumber(String name, long min, long max) {
    String allowed = "must be a whole number from " + min + " to " + max;
    long value = read(name, allowed, min, () -> config.getLong(quoted(name)));
    return within(name, value, min, max, min, allowed);
  }

  /** A size such as {@code 1 MiB}. */
  public long bytes(String name, long min, long max) {
    String allowed = "must be a size from " + min + " to " + max + " bytes, such as 64 KiB";
    long value = read(name, allowed, min, () -> config.getBytes(quoted(name)));
    return within(name, value, min, max, min, allowed);
  }

  /** A duration such as {@code 5s}; {@code off} and {@code 0} are {@link Duration#ZERO}. */
  public Duration duration(String name, Duration max) {
    String allowed =
        "must be a duration up to " + inWords(max) + ", such as 500ms, 5s or 2m; 0 for none";
    Duration value =
        read(
            name,
            allowed,
            Duration.ZERO,
            () ->
                config.getValue(quoted(name)).unwrapped().toString().matches("off|false")
                    ? Duration.ZERO
                    : config.getDuration(quoted(name)));
    return within(name, value, Duration.ZERO, max, Duration.ZERO, allowed);
  }

  /** A share such as {@code 50%}, as a number from 0 to 1. */
  public double percentage(String name) {
    String allowed = "must be a percentage from 0% to 100%";
    double value =
        read(name, allowed, 0.0, () -> parsePercentage(config.getString(quoted(name)).trim()));
    return within(name, value, 0.0, 1.0, 0.0, allowed);
  }

  public <E extends Enum<E>> E choice(String name, Class<E> type, Function<E, String> spelling) {
    List<E> values = List.of(type.getEnumConstants());
    String allowed =
        "must be one of " + String.join(", ", values.stream().map(spelling).sorted().toList());
    String text = read(name, allowed, "", () -> config.getString(quoted(name)));
    for (E value : values) {
      if (spelling.apply(value).equals(text)) {
        return value;
      }
    }
    if (!text.isEmpty()) {
      fault(name, text, allowed);
    }
    return values.get(0);
  }

  /** A path of the file system; whether it exists is the reader's user's business. */
  public Path path(String name) {
    Path none = Path.of("");
    return read(name, "must be a path", none, () -> Path.of(config.getString(quoted(name))));
  }

  private static double parsePercentage(String text) {
    if (!text.endsWith("%")) {
      throw new NumberFormatException(text);
    }
    return Double.parseDouble(text.substring(0, text.length() - 1).trim()) / 100;
  }

  private <T> T read(String name, String allowed, T fallback, Supplier<T> value) {
    try {
      return value.get();
    } catch (ConfigException.Missing e) {
      faults.add(key(name) + " is missing: " + allowed);
    } catch (ConfigException | NumberFormatException | InvalidPathException e) {
      fault(name, config.getValue(quoted(name)).unwrapped(), allowed);
    }
    return fallback;
  }

  private <T extends Comparable<T>> T within(
      String name, T value, T min, T max, T fallback, String allowed) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      fault(name, config.getValue(quoted(name)).unwrapped(), allowed);
      return fallback;
    }
    return value;
  }

  private static String inWords(Duration duration) {
    return duration.toSeconds() + "s";
  }

  private static String quoted(String name) {
    return ConfigUtil.joinPath(name);
  }
}
