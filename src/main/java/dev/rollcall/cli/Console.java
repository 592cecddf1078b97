package dev.rollcall.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The three standard streams, and which of them are a terminal. Tests put their own in place.
 *
 * @param out standard output, unbuffered; a failure to write is told, unlike {@link System#out}'s
 * @param err standard error
 */
public record Console(
    InputStream in,
    OutputStream out,
    PrintStream err,
    boolean inputIsTerminal,
    boolean outputIsTerminal,
    boolean errorIsTerminal) {

  private static final Path OPEN_FILES = Path.of("/proc/self/fd");

  /** The streams of this process. */
  public static Console ofProcess() {
    return new Console(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        System.err,
        isTerminal(0),
        isTerminal(1),
        isTerminal(2));
  }

  /** Writes one line to standard output. */
  public void line(String text) throws IOException {
    out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static boolean isTerminal(int descriptor) {
    if (Files.exists(OPEN_FILES)) {
      try {
        String target = Files.readSymbolicLink(OPEN_FILES.resolve("" + descriptor)).toString();
        return target.startsWith("/dev/pts/") || target.matches("/dev/(tty|console).*");
      } catch (IOException e) {
        return false;
      }
    }
    return isWholeConsole();
  }

  /** Elsewhere Java tells of input and output only together, and from 22 on says yes too often. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isWholeConsole() {
    return System.console() != null;
  }
}
