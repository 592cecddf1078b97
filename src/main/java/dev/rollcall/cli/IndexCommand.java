package dev.rollcall.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rollcall index}: segments without a server. */
@Command(
    mixinStandardHelpOptions = true,
    name = "index",
    description = "Builds segments offline, or shows what is in them.",
    subcommands = {IndexBuildCommand.class, IndexInfoCommand.class})
final class IndexCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "Missing required subcommand: build or info");
  }
}
