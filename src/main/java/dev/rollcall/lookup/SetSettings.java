package dev.rollcall.lookup;

import dev.rollcall.base.ConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the administrator says of one set.
 *
 * @param name the set's name, part of directory and actor names
 * @param source the file whose lines are the members
 * @param rereadOnQuery whether each answer must be that of the file at the time of the query
 * @param checkInterval how often the file's identity is looked at; zero for never
 * @param shrinkMax the share of its members that a new list may lack, from 0 to 1
 * @param partitions a power of two, fixed when the set is first built
 */
public record SetSettings(
    String name,
    Path source,
    boolean rereadOnQuery,
    Duration checkInterval,
    double shrinkMax,
    int partitions) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /** Beyond this, files and actors cost more than partitions gain. */
  private static final int PARTITIONS_MAX = 4096;

  /** Reads the block of the set called {@code name}, whose absent keys have been filled in. */
  public static SetSettings read(String name, ConfigReader config) {
    if (!NAME.matcher(name).matches()) {
      config.fault("source", name, "a set's name is letters, digits, '.', '_' and '-', up to 100");
    }
    Path source = config.path("source");
    if (source.toString().isEmpty()) {
      config.fault("source", "\"\"", "must name the file whose lines are the members");
    }
    int partitions = config.integer("partitions", 1, PARTITIONS_MAX);
    if (Integer.bitCount(partitions) > 1) {
      config.fault("partitions", partitions, "must be a power of two from 1 to " + PARTITIONS_MAX);
    }
    return new SetSettings(
        name,
        source,
        config.flag("reread-on-query"),
        config.duration("check-interval", Duration.ofDays(1)),
        config.percentage("shrink-max"),
        partitions);
  }

  /** What keeps the source from being read, if anything does; names key and file. */
  public Optional<String> sourceFault() {
    String fault =
        !Files.exists(source)
            ? "no such file"
            : Files.isDirectory(source)
                ? "is a directory; name a file with one member a line"
                : !Files.isReadable(source) ? "permission denied" : "";
    return fault.isEmpty()
        ? Optional.empty()
        : Optional.of(key("source") + " = " + source + ": " + fault);
  }

  /** The configuration key of one of this set's settings. */
  String key(String setting) {
    return "rollcall.sets." + name + "." + setting;
  }
}
