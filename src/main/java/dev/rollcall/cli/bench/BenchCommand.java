package dev.rollcall.cli.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The heading of what measures. */
@Command(
    name = "bench",
    description = "Measures a server, or the ways to keep a list.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BenchLookupCommand.class,
      BenchAppendCommand.class,
      BenchFollowCommand.class,
      BenchIndexCommand.class
    })
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to measure");
  }
}
