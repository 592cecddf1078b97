package dev.rollcall.cli;

import dev.rollcall.app.FileServer;
import dev.rollcall.app.FileServerSettings;
import dev.rollcall.app.LogThreshold;
import dev.rollcall.app.Serving;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rollcall http}: serves one directory until it is told to stop. */
@Command(
    name = "http",
    description = {
      "Serves the files of one directory over HTTP until Ctrl-C or SIGTERM, and nothing else.",
      "Prints what it serves and where, then 'ready'."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:stopped as it was told to",
      "1:ended by a fault, which its log tells",
      "2:the directory, the port or a value cannot be used"
    },
    footerHeading = "%nEnvironment variables, over which options win:%n",
    footer = {
      "  SERVER_HOST, SERVER_PORT, LOG_LEVEL  as --host, --port, --log-level",
      "  MAX_WORKERS          requests answered at once (10)",
      "  RATE_LIMIT_REQUESTS  requests of one address in a window; 0 for any number (5)",
      "  RATE_LIMIT_WINDOW    seconds of a window, with decimals (1.0)",
      "  CLIENT_TIMEOUT       seconds that a client may keep the server waiting (5)"
    })
final class HttpCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private HttpOptions options = new HttpOptions();

  HttpCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Map<String, String> environment = System.getenv();
    FileServerSettings settings = options.settings(environment);
    HttpOptions.LogLevel level = options.logLevel(environment);
    LogThreshold.set(level.toString());
    Serving server = FileServer.start(settings);
    announce(settings, level);
    RunningServer running = RunningServer.of(server);
    running.announce(console);
    return running.awaitStop();
  }

  private void announce(FileServerSettings settings, HttpOptions.LogLevel level)
      throws IOException {
    console.line("Starting HTTP server...");
    console.line("  Host: " + settings.host());
    console.line("  Port: " + settings.port());
    console.line("  Directory: " + settings.directory().toAbsolutePath().normalize());
    console.line("  Directory Listing: " + (settings.listing() ? "Enabled" : "Disabled"));
    console.line("  Log Level: " + level);
    console.line("");
  }
}
