package dev.rollcall.cli.bench;

import dev.rollcall.cli.ConnectionArguments;
import dev.rollcall.cli.Console;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how fast a server delivers what is appended to those who follow. */
@Command(
    name = "follow",
    description = {
      "Follows a topic on many connections while others append to it, and checks that every"
          + " follower gets everything once and in order.",
      "Latency is from sending a message to its delivery. The messages stay in the topic."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:every follower got everything",
      "1:some did not",
      "2:a mistake in the options"
    })
final class BenchFollowCommand implements Callable<Integer> {
  private static final int SIZE_MAX = 1 << 20;

  private final Console console;

  @Mixin private final ConnectionArguments connection = ConnectionArguments.ofMessage();

  @Mixin private final LoadOptions options = new LoadOptions();

  @Option(
      names = "--followers",
      paramLabel = "N",
      defaultValue = "100",
      description = "Connections that follow and read (default: ${DEFAULT-VALUE}).")
  private int followers;

  @Option(
      names = "--silent",
      paramLabel = "N",
      defaultValue = "0",
      description = "Connections that follow and never read (default: ${DEFAULT-VALUE}).")
  private int silent;

  @Option(
      names = "--appenders",
      paramLabel = "N",
      defaultValue = "1",
      description = "Connections that append (default: ${DEFAULT-VALUE}).")
  private int appenders;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Appends a second, of all appenders together; 0 for as fast as they are acknowledged"
              + " (default: ${DEFAULT-VALUE}).")
  private long rate;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      defaultValue = "bench",
      description = "The topic (default: ${DEFAULT-VALUE}).")
  private String topic;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "100",
      description = "Length of each text (default: ${DEFAULT-VALUE}).")
  private int size;

  BenchFollowCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireSense();
    Optional<ProcessorTime> server = options.server();
    FollowRun.Plan plan = new FollowRun.Plan(topic, followers, silent, appenders, size);
    List<FollowResult> results = new ArrayList<>();
    try (LoadClient client = new LoadClient(connection.options(), options.threads())) {
      FollowRun run = new FollowRun(client, plan);
      if (options.hasWarmUp()) {
        run.run(options.firstPipeline(), options.warmUp().perSecond(rate), Optional.empty());
      }
      options.heading(console, FollowResult.heading());
      for (int pipeline : options.pipelines()) {
        FollowResult result = run.run(pipeline, options.budget().perSecond(rate), server);
        options.row(console, result.row(), result.json());
        results.add(result);
      }
    }
    options.plot(
        "Deliveries a second to " + followers + " followers",
        size + " bytes each",
        results.stream().mapToDouble(FollowResult::perSecond).toArray());
    return results.stream().allMatch(FollowResult::isRight) ? 0 : 1;
  }

  private void requireSense() {
    options.requireSense();
    options.require(followers > 0, "--followers must be at least 1");
    options.require(silent >= 0, "--silent must be at least 0");
    options.require(appenders > 0, "--appenders must be at least 1");
    options.require(rate >= 0, "--rate must be at least 0");
    options.require(topic.matches("\\S+"), "--topic must be one word");
    options.require(
        size >= 1 && size <= SIZE_MAX, "--size must be between 1 and " + SIZE_MAX + " bytes");
  }
}
