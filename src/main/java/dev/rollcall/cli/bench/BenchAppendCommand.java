package dev.rollcall.cli.bench;

import dev.rollcall.cli.ConnectionArguments;
import dev.rollcall.cli.Console;
import java.io.IOException;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how many durable appends a server acknowledges, how fast, and at what cost. */
@Command(
    name = "append",
    description = {
      "Appends to a topic through a message listener and checks every acknowledgement.",
      "Latency is from sending a pipeline of appends to the acknowledgement of the last. The"
          + " messages stay in the topic."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:every append was acknowledged",
      "1:some were not",
      "2:a mistake in the options"
    })
final class BenchAppendCommand implements Callable<Integer> {
  private static final int SIZE_MAX = 1 << 20;

  private final Console console;

  @Mixin private final ConnectionArguments connection = ConnectionArguments.ofMessage();

  @Mixin private final LoadOptions options = new LoadOptions();

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "50",
      description = "Connections at once (default: ${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      defaultValue = "bench",
      description = "The topic to append to (default: ${DEFAULT-VALUE}).")
  private String topic;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "100",
      description = "Length of each text (default: ${DEFAULT-VALUE}).")
  private int size;

  BenchAppendCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    options.requireSense();
    options.require(connections > 0, "--connections must be at least 1");
    options.require(topic.matches("\\S+"), "--topic must be one word");
    options.require(
        size >= 1 && size <= SIZE_MAX, "--size must be between 1 and " + SIZE_MAX + " bytes");
    Optional<ProcessorTime> server = options.server();
    Load load = AppendLoad.of(topic, size, options.pipelineMax(), new SplittableRandom(1));
    LoadSeries series = new LoadSeries(options, console);
    series.run(load, connection.options(), connections, server);
    options.plot(
        "Durable appends a second, " + connections + " connections",
        size + " bytes each",
        series.perSecond());
    return series.status();
  }
}
