package dev.rollcall.cli;

import dev.rollcall.client.ConnectionOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for a file with what a client sent and received. */
final class LogFileArgument {
  @Option(
      names = "--log-file",
      paramLabel = "FILE",
      description = "Append what was sent and received to FILE, with times.")
  private @Nullable Path file;

  /** The log, which begins with the server's address; it keeps nothing where no file is given. */
  ExchangeLog open(ConnectionOptions server) throws IOException {
    ExchangeLog log = file == null ? ExchangeLog.none() : ExchangeLog.to(file);
    log.note("server " + server.address());
    return log;
  }
}
