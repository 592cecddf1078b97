package dev.rollcall.cli;

import dev.rollcall.base.Escape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A dialogue on a terminal, with line editing and a history for the session: what was typed may be
 * secret, so nothing of it is kept in a file.
 */
final class TerminalDialogue implements Dialogue {
  private final Terminal terminal;
  private final LineReader reader;

  private TerminalDialogue(Terminal terminal) {
    this.terminal = terminal;
    this.reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .build();
  }

  static TerminalDialogue open() throws IOException {
    return new TerminalDialogue(TerminalBuilder.builder().system(true).build());
  }

  @Override
  public byte @Nullable [] read(String prompt) {
    try {
      return reader.readLine(prompt).getBytes(StandardCharsets.UTF_8);
    } catch (EndOfFileException | UserInterruptException e) {
      return null;
    }
  }

  @Override
  public void show(String line) {
    reader.printAbove(Escape.controls(line));
    terminal.flush();
  }

  @Override
  public void close() throws IOException {
    terminal.close();
  }
}
