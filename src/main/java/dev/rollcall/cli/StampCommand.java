package dev.rollcall.cli;

import dev.rollcall.base.Escape;
import dev.rollcall.client.ConnectionOptions;
import dev.rollcall.client.ServerError;
import dev.rollcall.client.StreamConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends messages to a {@code stamp} listener, each over a connection of its own. */
@Command(
    name = "stamp",
    description = {
      "Sends a message to a stamp listener, which answers with the time it came.",
      "Without TEXT, messages are asked for one after the other; quit, exit or q ends."
    },
    mixinStandardHelpOptions = true,
    exitCodeOnExecutionException = 2,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:answered", "2:no answer could be had"})
final class StampCommand implements Callable<Integer> {
  private static final Set<String> FAREWELLS = Set.of("quit", "exit", "q");
  private static final int CHUNK_BYTES = 8 << 10;

  /** Beyond the message itself: the time, or an error. */
  private static final int ANSWER_EXTRA_BYTES = 4 << 10;

  private final Console console;

  @Mixin private final ConnectionArguments connection = ConnectionArguments.ofStamp();

  @Mixin private final LogFileArgument logFile = new LogFileArgument();

  @Option(
      names = {"-v", "--verbose"},
      description = "Tell each step on standard error.")
  private boolean verbose;

  @Parameters(paramLabel = "TEXT", arity = "0..1", description = "The message.")
  private @Nullable String text;

  StampCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    ConnectionOptions options = connection.options();
    try (ExchangeLog log = logFile.open(options)) {
      if (text != null) {
        byte[] message = RawArguments.ofProcess().bytesOf(List.of(text)).get(0);
        console.line("Response: " + stamped(message, options, log));
        return 0;
      }
      return converse(options, log) ? 0 : 2;
    }
  }

  /** Returns whether everything was answered. */
  private boolean converse(ConnectionOptions options, ExchangeLog log) throws IOException {
    boolean answered = true;
    try (Dialogue dialogue = Dialogue.on(console)) {
      if (console.inputIsTerminal()) {
        dialogue.show("TCP Client - Type 'quit' to exit");
        dialogue.show("-".repeat(40));
      }
      byte[] line = dialogue.read("Enter message to send: ");
      while (line != null && !FAREWELLS.contains(new String(line, StandardCharsets.UTF_8))) {
        if (line.length > 0) {
          answered &= answer(line, dialogue, options, log);
        }
        line = dialogue.read("Enter message to send: ");
      }
    }
    return answered;
  }

  /** A message that fails is told and does not end the conversation: the next may work again. */
  private boolean answer(byte[] line, Dialogue dialogue, ConnectionOptions options, ExchangeLog log)
      throws IOException {
    String response;
    try {
      response = stamped(line, options, log);
    } catch (IOException e) {
      log.note(String.valueOf(e.getMessage()));
      console.err().println("rollcall: " + e.getMessage());
      return false;
    }
    dialogue.show("Server response: " + response);
    return true;
  }

  private String stamped(byte[] message, ConnectionOptions options, ExchangeLog log)
      throws IOException {
    StreamConnection stream = StreamConnection.open(options);
    step("Connected to server at " + options.address());
    try (stream) {
      return exchanged(message, stream, options, log);
    } finally {
      step("Connection closed");
    }
  }

  private String exchanged(
      byte[] message, StreamConnection stream, ConnectionOptions options, ExchangeLog log)
      throws IOException {
    log.sent(message);
    stream.write(message);
    step("Sent message: " + new String(message, StandardCharsets.UTF_8));
    String response = response(stream, message.length + ANSWER_EXTRA_BYTES);
    log.received(response);
    Optional<ServerError> error = ServerError.in(response);
    if (error.isPresent()) {
      throw error.get();
    }
    if (response.isEmpty()) {
      throw new IOException("connection to " + options.address() + ": closed without an answer");
    }
    step("Received response: " + response);
    return response;
  }

  /** All that the server says until it closes the connection, without a last newline. */
  private static String response(StreamConnection stream, int bytesMax) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK_BYTES];
    int count = stream.read(chunk);
    while (count >= 0 && bytes.size() <= bytesMax) {
      bytes.write(chunk, 0, count);
      count = stream.read(chunk);
    }
    String response = bytes.toString(StandardCharsets.UTF_8);
    return response.endsWith("\n") ? response.substring(0, response.length() - 1) : response;
  }

  private void step(String text) {
    if (verbose) {
      console.err().println("INFO: " + Escape.controls(text));
    }
  }
}
