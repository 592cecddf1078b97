package dev.rollcall.cli;

import dev.rollcall.base.Nearest;
import dev.rollcall.base.UserError;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Tells on standard error why a command did not do what it should. A user's mistake and a fault of
 * the surroundings take one line each; only a fault of the program itself has a stack trace.
 */
final class Failures {
  private static final int USER_MISTAKE = 2;

  private final PrintStream err;

  Failures(PrintStream err) {
    this.err = err;
  }

  /** What was wrong with an option or argument, and what may have been meant. */
  int misused(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    StringBuilder text = new StringBuilder(String.valueOf(e.getMessage()).replace('\n', ' '));
    if (e instanceof UnmatchedArgumentException unmatched) {
      String wrong = unmatched.getUnmatched().get(0);
      Nearest.to(wrong, names(command))
          .ifPresent(meant -> text.append("; did you mean ").append(meant).append('?'));
    }
    String name = command.getCommandSpec().qualifiedName();
    err.println("rollcall: " + text + " (see " + name + " --help)");
    return USER_MISTAKE;
  }

  /** Why a command that was called rightly failed; a user's mistake found later is 2 as well. */
  int failed(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof UserError) {
      err.println("rollcall: " + e.getMessage());
      return USER_MISTAKE;
    }
    if (e instanceof IOException failure) {
      err.println("rollcall: " + describe(failure));
    } else {
      err.println("rollcall: a fault of the program itself, please report it:");
      e.printStackTrace(err);
    }
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  private static Set<String> names(CommandLine command) {
    Set<String> names = new TreeSet<>(command.getSubcommands().keySet());
    names.addAll(command.getCommandSpec().optionsMap().keySet());
    return names;
  }

  /** An exception of input or output in words; those of the file system say only a name. */
  static String describe(IOException e) {
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + ": no such file or directory";
    }
    if (e instanceof AccessDeniedException denied) {
      return denied.getFile() + ": permission denied";
    }
    if (e instanceof FileSystemException && e.getMessage() != null) {
      return e.getMessage();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
