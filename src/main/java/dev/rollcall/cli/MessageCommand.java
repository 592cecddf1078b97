package dev.rollcall.cli;

import dev.rollcall.client.ConnectionOptions;
import dev.rollcall.client.MessageConversation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Talks to a {@code message} listener, a line at a time. */
@Command(
    name = "message",
    description = {
      "Sends what is typed to a message listener, a line as a message, and shows what it answers.",
      "Lines that begin with / are commands: /help lists them. Messages of joined topics are shown"
          + " as they come. exit ends, as does Ctrl-D."
    },
    mixinStandardHelpOptions = true,
    exitCodeOnExecutionException = 2,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:ended by exit or the end of the input", "2:the connection cannot be had"},
    footer = {"", "Where standard input is no terminal, its lines are sent without prompts."})
final class MessageCommand implements Callable<Integer> {
  private static final byte[] EXIT = "exit".getBytes(StandardCharsets.US_ASCII);

  /** What the server says to this client, as against messages and the lines of a listing. */
  private static final Pattern ANSWER = Pattern.compile("(ACK|OK|ERROR)( .*)?", Pattern.DOTALL);

  private final Console console;

  @Mixin private final ConnectionArguments connection = ConnectionArguments.ofMessage();

  @Mixin private final LogFileArgument logFile = new LogFileArgument();

  MessageCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    ConnectionOptions options = connection.options();
    try (ExchangeLog log = logFile.open(options);
        MessageConversation conversation = MessageConversation.open(options);
        Dialogue dialogue = Dialogue.on(console)) {
      Typing typing = new Typing(conversation, dialogue, log);
      typing.start();
      for (String line = conversation.receive(); line != null; line = conversation.receive()) {
        log.received(line);
        dialogue.show(ANSWER.matcher(line).matches() ? "Server: " + line : line);
      }
      if (!typing.left) {
        throw new IOException("connection to " + options.address() + ": closed by the server");
      }
    }
    return 0;
  }

  /**
   * Sends what is typed, on a thread of its own: waiting for the user must not keep messages from
   * being shown, nor the command from ending when the connection does.
   */
  private static final class Typing extends Thread {
    private final MessageConversation conversation;
    private final Dialogue dialogue;
    private final ExchangeLog log;
    private volatile boolean left;

    Typing(MessageConversation conversation, Dialogue dialogue, ExchangeLog log) {
      super("rollcall-typing");
      setDaemon(true);
      this.conversation = conversation;
      this.dialogue = dialogue;
      this.log = log;
    }

    @Override
    public void run() {
      try {
        while (!left) {
          byte[] line = readOrLeave();
          log.sent(line);
          conversation.send(line);
        }
      } catch (IOException e) {
        // The connection is lost: who receives from it knows why.
        conversation.close();
      }
    }

    private byte[] readOrLeave() throws IOException {
      byte @Nullable [] typed = dialogue.read("Enter message: ");
      byte[] line = typed == null ? EXIT : typed;
      left = new String(line, StandardCharsets.ISO_8859_1).equalsIgnoreCase("exit");
      return line;
    }
  }
}
