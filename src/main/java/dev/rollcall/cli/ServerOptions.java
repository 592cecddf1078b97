package dev.rollcall.cli;

import com.typesafe.config.Config;
import dev.rollcall.app.Configuration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a server's configuration comes from, as given on the command line. */
final class ServerOptions {

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Configuration file (HOCON); built-in defaults without it.")
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides one configuration key; may be repeated.")
  private List<String> settings = new ArrayList<>();

  /** The configuration of these options and the process's environment. */
  Config load() {
    return Configuration.load(Optional.ofNullable(file), settings, System.getenv());
  }
}
