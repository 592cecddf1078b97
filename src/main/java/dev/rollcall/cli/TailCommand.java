package dev.rollcall.cli;

import dev.rollcall.app.Signals;
import dev.rollcall.base.Escape;
import dev.rollcall.client.ConnectionOptions;
import dev.rollcall.client.MessageClient;
import dev.rollcall.client.TopicFollower;
import dev.rollcall.client.TopicMessage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Follows a topic. */
@Command(
    name = "tail",
    description = {
      "Prints the messages of a topic as they come, a line each: ID, blank, text.",
      "A text with line breaks, or a message of several fields, is printed as JSON. Where the"
          + " connection is lost, it is made again, and no message is missed or printed twice."
    },
    mixinStandardHelpOptions = true,
    exitCodeOnExecutionException = 2,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:ended by Ctrl-C, or after --count messages", "2:the topic cannot be had"},
    footer = {"", "Example: rollcall tail news --from 0"})
final class TailCommand implements Callable<Integer> {
  private static final int OUTPUT_BYTES = 64 << 10;
  private static final String DIM = "\033[2m";
  private static final String PLAIN = "\033[0m";

  private final Console console;

  @Spec private CommandSpec spec;

  @Mixin private final ConnectionArguments connection = ConnectionArguments.ofMessage();

  @Mixin private final LogFileArgument logFile = new LogFileArgument();

  @Option(
      names = "--from",
      paramLabel = "ID",
      description = "Begin after this message; 0 for all that are kept (default: from now on).")
  private @Nullable String from;

  @Option(names = "--count", paramLabel = "N", description = "End after so many messages.")
  private @Nullable Long count;

  @Option(names = "--json", description = "Print one JSON object per message.")
  private boolean json;

  @Parameters(paramLabel = "TOPIC", description = "The topic to follow.")
  private String topic;

  TailCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (count != null && count < 1) {
      throw new ParameterException(spec.commandLine(), "--count must be at least 1");
    }
    String name =
        new String(RawArguments.ofProcess().bytesOf(List.of(topic)).get(0), StandardCharsets.UTF_8);
    ConnectionOptions options = connection.options();
    TopicFollower follower =
        MessageClient.create(options).follower(name, Optional.ofNullable(from));
    try (ExchangeLog log = logFile.open(options)) {
      Signals.onStop(signal -> follower.stop());
      follower.run(new Printer(log, count == null ? Long.MAX_VALUE : count));
    }
    return 0;
  }

  /** Prints what comes, and tells on standard error what stands in its way. */
  private final class Printer implements TopicFollower.Sink {
    private final OutputStream out = new BufferedOutputStream(console.out(), OUTPUT_BYTES);
    private final ExchangeLog log;
    private long left;
    private boolean lost;

    Printer(ExchangeLog log, long left) {
      this.log = log;
      this.left = left;
    }

    @Override
    public boolean messages(List<TopicMessage> messages) throws IOException {
      lost = false;
      for (TopicMessage message : messages) {
        if (left > 0) {
          left--;
          log.received(message.id() + ' ' + message.text());
          out.write((line(message) + '\n').getBytes(StandardCharsets.UTF_8));
        }
      }
      out.flush();
      return left > 0;
    }

    @Override
    public void trimmed(String from, String to) throws IOException {
      tell("messages after " + from + " and before " + to + " are no longer kept");
    }

    @Override
    public void interrupted(IOException reason) throws IOException {
      if (!lost) {
        lost = true;
        tell(reason.getMessage() + "; trying again");
      }
    }

    private void tell(String text) throws IOException {
      log.note(text);
      console.err().println("rollcall: " + Escape.controls(text));
    }
  }

  private String line(TopicMessage message) {
    if (json) {
      String id = JsonText.quoted(message.id());
      return "{\"id\":" + id + ",\"text\":" + JsonText.quoted(message.text()) + "}";
    }
    if (console.outputIsTerminal()) {
      return DIM + Escape.controls(message.id()) + PLAIN + ' ' + Escape.controls(message.text());
    }
    return message.id() + ' ' + message.text();
  }
}
