package dev.rollcall.cli;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.client.BatchSource;
import dev.rollcall.client.ConnectionOptions;
import dev.rollcall.client.MessageClient;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Appends texts to a topic. */
@Command(
    name = "send",
    description = {
      "Appends texts to a topic, each as a message, and prints their IDs.",
      "An ID is printed when the message is durable."
    },
    mixinStandardHelpOptions = true,
    exitCodeOnExecutionException = 2,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:every text is in the log",
      "2:some are not, or nobody knows; those whose IDs were printed are"
    },
    footer = {
      "",
      "A text that is refused stops the reading of standard input; texts that were on their way",
      "already are still appended, and their IDs printed.",
      "Example: rollcall send news 'the bridge is closed'"
    })
final class SendCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";
  private static final int OUTPUT_BYTES = 64 << 10;

  private final Console console;

  @Mixin private final ConnectionArguments connection = ConnectionArguments.ofMessage();

  @Mixin private final LogFileArgument logFile = new LogFileArgument();

  @Option(names = "--json", description = "Print one JSON object per text.")
  private boolean json;

  @Parameters(paramLabel = "TOPIC", index = "0", description = "The topic to append to.")
  private String topic;

  @Parameters(
      paramLabel = "TEXT",
      index = "1..*",
      arity = "1..*",
      description =
          "Texts to append, none with a newline; - alone reads them from standard input, one a"
              + " line.")
  private List<String> texts;

  SendCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    List<String> words = new ArrayList<>(List.of(topic));
    words.addAll(texts);
    List<byte[]> bytes = RawArguments.ofProcess().bytesOf(words);
    String name = new String(bytes.get(0), StandardCharsets.UTF_8);
    boolean piped = texts.equals(List.of(STANDARD_INPUT));
    boolean shown = piped && console.errorIsTerminal() && !console.inputIsTerminal();
    Progress progress = new Progress(console.err(), shown, "texts");
    ConnectionOptions options = connection.options();
    try (ExchangeLog log = logFile.open(options)) {
      BatchSource source =
          piped ? new LineBatches(console.in())::next : once(bytes.subList(1, bytes.size()));
      OutputStream out = new BufferedOutputStream(console.out(), OUTPUT_BYTES);
      long[] sent = {0};
      MessageClient.create(options)
          .send(
              name,
              () -> logged(source.next(), log),
              (batch, ids) -> {
                print(ids, out);
                log.received(ids);
                sent[0] += ids.size();
                progress.done(sent[0]);
              });
    } finally {
      progress.clear();
    }
    return 0;
  }

  private static BatchSource once(List<byte[]> texts) {
    List<ByteSlices> left = new ArrayList<>(List.of(ByteSlices.copyOf(texts)));
    return () -> left.isEmpty() ? null : left.remove(0);
  }

  private static @Nullable ByteSlices logged(@Nullable ByteSlices batch, ExchangeLog log)
      throws IOException {
    if (batch != null) {
      log.sent(batch);
    }
    return batch;
  }

  private void print(List<String> ids, OutputStream out) throws IOException {
    for (String id : ids) {
      String line = json ? "{\"id\":" + JsonText.quoted(id) + "}\n" : id + "\n";
      out.write(line.getBytes(StandardCharsets.UTF_8));
    }
    out.flush();
  }
}
