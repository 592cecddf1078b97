package dev.rollcall.cli;

import dev.rollcall.security.DevelopmentCertificates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a development authority and the pairs it issues, or brings them up to date. */
@Command(
    name = "certs",
    description = {
      "Makes certificates for development: an authority, a server's and a client's pair.",
      "What exists and is in order is kept; an authority is never replaced."
    },
    mixinStandardHelpOptions = true)
final class CertsCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "DIR", description = "Directory for the six PEM files.")
  private Path directory;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description =
          "Name or address of the server, besides localhost, 127.0.0.1 and ::1; repeatable.")
  private List<String> hosts = List.of();

  CertsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    DevelopmentCertificates certificates = DevelopmentCertificates.in(directory);
    List<Path> written = certificates.ensure(hosts);
    for (Path file : written) {
      console.line("wrote " + file);
    }
    if (written.isEmpty()) {
      console.line(directory + ": all in order, nothing written");
    }
    return 0;
  }
}
