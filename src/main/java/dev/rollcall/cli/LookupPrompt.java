package dev.rollcall.cli;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.UserError;
import dev.rollcall.client.LookupClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Asks for one text after the other on a terminal, with a history for the session: what was looked
 * up may be secret, so nothing of it is kept in a file.
 */
final class LookupPrompt {
  private static final Set<String> FAREWELLS = Set.of("exit", "quit");

  private final LookupClient client;
  private final ExchangeLog log;
  private final String address;

  LookupPrompt(LookupClient client, ExchangeLog log, String address) {
    this.client = client;
    this.log = log;
    this.address = address;
  }

  void run() throws IOException {
    try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .build();
      PrintWriter out = terminal.writer();
      out.println("Lookups at " + address + "; exit, quit or Ctrl-D ends.");
      for (String line = read(reader); line != null; line = read(reader)) {
        out.println(answer(line));
        out.flush();
      }
    }
  }

  private @Nullable String read(LineReader reader) {
    try {
      String line = reader.readLine("lookup> ");
      return FAREWELLS.contains(line) ? null : line;
    } catch (EndOfFileException | UserInterruptException e) {
      return null;
    }
  }

  /** The answer, or what went wrong: the next question may work again. */
  private String answer(String line) throws IOException {
    ByteSlices asked = ByteSlices.copyOf(List.of(line.getBytes(StandardCharsets.UTF_8)));
    log.sent(asked);
    try {
      BitSet members = client.contains(asked);
      log.received(asked, members);
      return AnswerText.of(members.get(0));
    } catch (IOException | UserError e) {
      log.note(String.valueOf(e.getMessage()));
      return "rollcall: " + e.getMessage();
    }
  }
}
