package dev.rollcall.cli;

import dev.rollcall.base.UserError;
import dev.rollcall.lookup.Generation;
import dev.rollcall.lookup.GenerationStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rollcall index info}: what a set's directory holds, without changing anything in it. */
@Command(
    mixinStandardHelpOptions = true,
    name = "info",
    description = {
      "Shows the generations in a set's directory.",
      "Exit status 1 where one of them is damaged."
    })
final class IndexInfoCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "DIR", description = "The set's directory.")
  private Path directory = Path.of("");

  @Option(names = "--verify", description = "Read every byte and compare all checksums.")
  private boolean verify;

  @Mixin private IndexReport report = new IndexReport();

  IndexInfoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(directory)) {
      throw UserError.configuration(directory + ": no such directory");
    }
    List<Path> generations = GenerationStore.generations(directory);
    if (generations.isEmpty()) {
      throw UserError.configuration(
          directory + " holds no generation; a set's directory is DATA-DIR/sets/NAME");
    }
    int status = 0;
    for (Path path : generations) {
      try {
        Generation generation = Generation.open(path);
        if (verify) {
          generation.verify();
        }
        report.print(console, generation, -1);
        generation.retire(false);
      } catch (IOException e) {
        console.err().println(path + ": " + e.getMessage());
        status = 1;
      }
    }
    return status;
  }
}
