package dev.rollcall.cli;

import dev.rollcall.app.SampleList;
import dev.rollcall.app.SampleShape;
import dev.rollcall.base.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a list of lines, all different, the same ones for the same seed. */
@Command(
    name = "sample",
    description = "Generates a list to try lookups with; no line comes twice.",
    mixinStandardHelpOptions = true)
final class SampleCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "File to write; replaced once it is complete.")
  private Path file;

  @Option(names = "--lines", paramLabel = "N", required = true, description = "How many lines.")
  private long lines;

  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      defaultValue = "semicolon",
      description = {
        "What a line looks like (default: ${DEFAULT-VALUE}): semicolon (7;0;6;28;0;23;5;0;),",
        "hex40 (as a SHA-1 hash) or words."
      })
  private SampleShape shape;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Another number gives other lines (default: ${DEFAULT-VALUE}).")
  private long seed;

  SampleCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (lines < 0 || lines > SampleShape.LINES_MAX) {
      throw new ParameterException(
          spec.commandLine(),
          "--lines " + lines + " is not between 0 and " + SampleShape.LINES_MAX);
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw UserError.configuration(file + ": is there and is no regular file");
    }
    Progress progress = new Progress(console.err(), console.errorIsTerminal(), "lines");
    new SampleList(shape, lines, seed).write(file, written -> progress.done(written, lines));
    progress.clear();
    return 0;
  }
}
