package dev.rollcall.cli;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.client.ConnectionOptions;
import dev.rollcall.client.LookupClient;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a server whether texts are on its list. */
@Command(
    name = "lookup",
    description = "Asks a server whether texts are on its list, exactly as they are written.",
    mixinStandardHelpOptions = true,
    exitCodeOnExecutionException = 2,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:every text is on the list",
      "1:at least one is not",
      "2:some answer could not be had"
    },
    footer = {
      "",
      "Without TEXT, on a terminal, texts are asked for one by one.",
      "Example: rollcall lookup --port 44445 '7;0;6;28;0;23;5;0;'"
    })
final class LookupCommand implements Callable<Integer> {
  private static final int ALL_FOUND = 0;
  private static final int SOME_NOT_FOUND = 1;
  private static final String STANDARD_INPUT = "-";
  private static final int OUTPUT_BYTES = 64 << 10;

  private final Console console;

  @Spec private CommandSpec spec;

  @Mixin private final ConnectionArguments connection = ConnectionArguments.ofLookup();

  @Option(names = "--json", description = "Print one JSON object per text.")
  private boolean json;

  @Mixin private final LogFileArgument logFile = new LogFileArgument();

  @Parameters(
      paramLabel = "TEXT",
      arity = "0..*",
      description = "Texts to look up; - alone reads them from standard input, one a line.")
  private List<String> texts = List.of();

  private boolean allFound = true;

  LookupCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    boolean interactive = texts.isEmpty();
    if (interactive && !(console.inputIsTerminal() && console.outputIsTerminal())) {
      throw new ParameterException(
          spec.commandLine(), "give a TEXT to look up, or - to read texts from standard input");
    }
    ConnectionOptions options = connection.options();
    try (LookupClient client = LookupClient.create(options, 1);
        ExchangeLog log = logFile.open(options)) {
      if (interactive) {
        askForTyped(new LookupPrompt(client, log, options.address()));
      } else if (texts.equals(List.of(STANDARD_INPUT))) {
        askForStandardInput(client, log);
      } else {
        askForArguments(client, log);
      }
    }
    return allFound ? ALL_FOUND : SOME_NOT_FOUND;
  }

  private void askForTyped(LookupPrompt prompt) throws IOException {
    try (Dialogue dialogue = Dialogue.on(console)) {
      prompt.run(dialogue);
    }
  }

  private void askForArguments(LookupClient client, ExchangeLog log) throws IOException {
    ByteSlices asked = ByteSlices.copyOf(RawArguments.ofProcess().bytesOf(texts));
    log.sent(asked);
    BitSet members = client.contains(asked);
    OutputStream out = new BufferedOutputStream(console.out(), OUTPUT_BYTES);
    print(asked, members, log, out);
    out.flush();
  }

  private void askForStandardInput(LookupClient client, ExchangeLog log) throws IOException {
    LineBatches lines = new LineBatches(console.in());
    OutputStream out = new BufferedOutputStream(console.out(), OUTPUT_BYTES);
    boolean shown = console.errorIsTerminal() && !console.inputIsTerminal();
    Progress progress = new Progress(console.err(), shown, "texts");
    long[] answered = {0};
    try {
      client.contains(
          () -> {
            ByteSlices batch = lines.next();
            if (batch != null) {
              log.sent(batch);
            }
            return batch;
          },
          (batch, members) -> {
            print(batch, members, log, out);
            out.flush();
            answered[0] += batch.count();
            progress.done(answered[0]);
          });
    } finally {
      progress.clear();
    }
  }

  private void print(ByteSlices asked, BitSet members, ExchangeLog log, OutputStream out)
      throws IOException {
    allFound &= members.cardinality() == asked.count();
    log.received(asked, members);
    for (int i = 0; i < asked.count(); i++) {
      if (json) {
        AnswerText.writeJson(asked, i, members.get(i), out);
      } else {
        AnswerText.write(members.get(i), out);
      }
    }
  }
}
