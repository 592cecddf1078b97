package dev.rollcall.cli;

import dev.rollcall.app.Signals;
import dev.rollcall.client.ConnectionOptions;
import dev.rollcall.client.StreamConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Streams messages to a {@code relay} listener until the server, the user or a count ends it. */
@Command(
    name = "relay",
    description = {
      "Sends a message headed by the process's ID to a relay listener, again and again, and tells"
          + " how much it wrote and read.",
      "Ends when the server asks it to quit."
    },
    mixinStandardHelpOptions = true,
    exitCodeOnExecutionException = 2,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:ended by the server's request, by Ctrl-C, or after --count messages",
      "2:the connection cannot be had or is lost"
    })
final class RelayCommand implements Callable<Integer> {
  private static final String TEXT =
      """
      The harbour bell rang twice before the fog came in.
      Nobody on the pier could say who had pulled the rope,
      and the boats that were out turned home by the sound of it.
      """;

  /** How long the server may take to close a connection that is at its end. */
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final Console console;

  @Spec private CommandSpec spec;

  @Mixin private final ConnectionArguments connection = ConnectionArguments.ofRelay();

  @Mixin private final LogFileArgument logFile = new LogFileArgument();

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      defaultValue = "1s",
      converter = DurationConverter.class,
      description = "Time between two messages (default: 1s).")
  private Duration interval;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "What to send behind the process's ID (default: a few lines of prose).")
  private @Nullable String text;

  @Option(names = "--count", paramLabel = "N", description = "End after so many messages.")
  private @Nullable Long count;

  RelayCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (count != null && count < 1) {
      throw new ParameterException(spec.commandLine(), "--count must be at least 1");
    }
    ConnectionOptions options = connection.options();
    try (ExchangeLog log = logFile.open(options);
        StreamConnection stream = StreamConnection.open(options)) {
      RelayReading reading = new RelayReading(stream, log);
      Signals.onStop(signal -> reading.end(RelayReading.Reason.STOPPED));
      reading.start();
      tell("running...");
      long left = count == null ? Long.MAX_VALUE : count;
      RelayReading.Reason reason = converse(stream, reading, log, left);
      if (reason == RelayReading.Reason.QUIT) {
        tell("received request to quit");
      } else if (reason == RelayReading.Reason.LOST) {
        throw reading.failure(options);
      }
      tell("stopping...");
    }
    return 0;
  }

  private RelayReading.Reason converse(
      StreamConnection stream, RelayReading reading, ExchangeLog log, long messages)
      throws IOException, InterruptedException {
    byte[] message = message();
    for (long left = messages; left > 0; left--) {
      try {
        stream.write(message);
      } catch (IOException e) {
        // What the server said last explains it: it may well have been the request to quit.
        return reading.await(FAREWELL);
      }
      log.sent(message);
      tell("write " + message.length + " bytes");
      RelayReading.Reason reason = reading.await(interval);
      if (reason != RelayReading.Reason.NONE) {
        return reason;
      }
      tell("read " + reading.takeCount() + " bytes");
    }
    return finish(stream, reading);
  }

  /** Lets the server take the last message before the connection goes. */
  private RelayReading.Reason finish(StreamConnection stream, RelayReading reading)
      throws IOException, InterruptedException {
    stream.endOutput();
    var unused = reading.await(FAREWELL);
    return RelayReading.Reason.NONE;
  }

  private byte[] message() {
    byte[] head = (ProcessHandle.current().pid() + ": ").getBytes(StandardCharsets.US_ASCII);
    byte[] body =
        text == null
            ? TEXT.getBytes(StandardCharsets.US_ASCII)
            : RawArguments.ofProcess().bytesOf(List.of(text)).get(0);
    byte[] message = new byte[head.length + body.length];
    System.arraycopy(head, 0, message, 0, head.length);
    System.arraycopy(body, 0, message, head.length, body.length);
    return message;
  }

  private void tell(String what) throws IOException {
    console.line("client(" + ProcessHandle.current().pid() + "): " + what);
  }
}
