package dev.rollcall.cli;

import dev.rollcall.base.Escape;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Lines from whoever uses a command, and lines shown to them: with line editing on a terminal,
 * plainly elsewhere. One thread reads, any may show.
 */
interface Dialogue extends AutoCloseable {

  /** The dialogue that suits the console. */
  static Dialogue on(Console console) throws IOException {
    return console.inputIsTerminal() && console.outputIsTerminal()
        ? TerminalDialogue.open()
        : new PlainDialogue(console);
  }

  /**
   * Waits for the next line, without its line end; null at the end, or where the user has had
   * enough.
   *
   * @param prompt shown on a terminal only
   */
  byte @Nullable [] read(String prompt) throws IOException;

  /** Shows a line; on a terminal above the one that is being typed. */
  void show(String line) throws IOException;

  @Override
  void close() throws IOException;

  /** Lines of standard input, which may be a file or a pipe. */
  final class PlainDialogue implements Dialogue {
    private final Console console;
    private final LineStream lines;

    PlainDialogue(Console console) {
      this.console = console;
      this.lines = new LineStream(console.in());
    }

    @Override
    public byte @Nullable [] read(String prompt) throws IOException {
      return lines.next();
    }

    @Override
    public synchronized void show(String line) throws IOException {
      console.line(console.outputIsTerminal() ? Escape.controls(line) : line);
    }

    @Override
    public void close() {}
  }
}
