package dev.rollcall.cli;

import dev.rollcall.app.ServerSettings;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rollcall check}: says what is wrong with a configuration without running it. */
@Command(
    mixinStandardHelpOptions = true,
    name = "check",
    description = {
      "Validates a configuration without starting a server.",
      "Prints each fault with its key, its value and what is allowed; exit status 0 or 2."
    })
final class CheckCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ServerOptions options = new ServerOptions();

  CheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    ServerSettings settings = ServerSettings.read(options.load());
    settings.checkFiles();
    console.line("configuration is valid");
    return 0;
  }
}
