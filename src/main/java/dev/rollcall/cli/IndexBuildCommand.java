package dev.rollcall.cli;

import dev.rollcall.base.UserError;
import dev.rollcall.lookup.Generation;
import dev.rollcall.lookup.GenerationStore;
import dev.rollcall.lookup.SourceChangedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rollcall index build}: reads a list once and writes its segments. */
@Command(
    mixinStandardHelpOptions = true,
    name = "build",
    description = {
      "Builds the segments of a list into a set's directory, which a server takes over at its next"
          + " start.",
      "The directory of the set NAME is DATA-DIR/sets/NAME; its last part is the set's name."
    })
final class IndexBuildCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "SRC", description = "The list, one member a line.")
  private Path source = Path.of("");

  @Parameters(index = "1", paramLabel = "DIR", description = "The set's directory.")
  private Path directory = Path.of("");

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "64",
      description = "A power of two, as rollcall.sets.NAME.partitions has it; ${DEFAULT-VALUE}.")
  private int partitions;

  @Mixin private IndexReport report = new IndexReport();

  IndexBuildCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Path name = directory.toAbsolutePath().normalize().getFileName();
    if (name == null) {
      throw UserError.configuration(directory + " cannot be a set's directory: it has no name");
    }
    if (!Files.isRegularFile(source)) {
      throw UserError.configuration(source + ": no such file");
    }
    GenerationStore store = GenerationStore.open(directory, name.toString(), partitions);
    long started = System.nanoTime();
    long bytes = Files.size(source);
    Progress progress = new Progress(console.err(), console.errorIsTerminal(), "bytes");
    try {
      Generation built = store.build(source, done -> progress.done(done, bytes));
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
      progress.clear();
      report.print(console, built, millis);
      built.retire(false);
      return 0;
    } catch (SourceChangedException e) {
      throw UserError.configuration(source + " was changed while it was read; build it again");
    }
  }
}
