package dev.rollcall.cli;

import dev.rollcall.app.Server;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rollcall serve}: runs the server until it is told to stop. */
@Command(
    mixinStandardHelpOptions = true,
    name = "serve",
    description = {
      "Runs the server until Ctrl-C or SIGTERM.",
      "Prints one line per listener, then 'ready'. Without -c: TLS lookups of a sample list on"
          + " 127.0.0.1:44445, with a development certificate."
    })
final class ServeCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ServerOptions options = new ServerOptions();

  ServeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    RunningServer running = RunningServer.of(Server.start(options.load()));
    running.announce(console);
    return running.awaitStop();
  }
}
