package dev.rollcall.docs;

import dev.rollcall.edge.resp.Command;
import dev.rollcall.edge.resp.CommandTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The page on RESP, whose part about the commands is what the table says of them. */
public final class CommandPage {
  private static final Path PAGE = Path.of("src/site/markdown/resp.md");
  private static final String BEGIN = "<!-- The commands, from the table: begin -->\n";
  private static final String END = "<!-- The commands, from the table: end -->\n";

  private CommandPage() {}

  /** The part of the page that is about the commands. */
  public static String written() throws IOException {
    String page = Files.readString(PAGE);
    return page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END));
  }

  /** Puts another text in place of that part. */
  public static void write(String text) throws IOException {
    String page = Files.readString(PAGE);
    String before = page.substring(0, page.indexOf(BEGIN) + BEGIN.length());
    Files.writeString(PAGE, before + text + page.substring(page.indexOf(END)));
  }

  /** What that part must be. */
  public static String of(CommandTable table) {
    StringBuilder text = new StringBuilder();
    for (Command.Group group : Command.Group.values()) {
      List<Command> commands =
          table.all().stream().filter(command -> command.group() == group).toList();
      if (!commands.isEmpty()) {
        text.append("\n### ").append(heading(group)).append("\n\n");
        text.append("| Command | since | Cost | What it does | Reply |\n|---|---|---|---|---|\n");
        commands.forEach(command -> append(text, command));
      }
    }
    return text.append('\n').toString();
  }

  private static String heading(Command.Group group) {
    return switch (group) {
      case CONNECTION -> "Connections";
      case SERVER -> "The server";
      case GENERIC -> "Keys";
      case SET -> "Sets";
      case STREAM -> "Streams";
      case PUBSUB -> "Channels";
    };
  }

  private static void append(StringBuilder text, Command command) {
    Collection<Command> subcommands = command.subcommands().values();
    if (subcommands.isEmpty() || command.arity() == -1) {
      row(text, command);
    }
    subcommands.stream()
        .filter(subcommand -> !subcommand.name().endsWith("|help"))
        .forEach(subcommand -> row(text, subcommand));
  }

  private static void row(StringBuilder text, Command command) {
    String name = command.name().replace('|', ' ').toUpperCase(Locale.ROOT);
    String call = command.syntax().isEmpty() ? name : name + ' ' + command.syntax();
    text.append(
        List.of(
                '`' + call + '`',
                command.since(),
                command.complexity(),
                command.summary(),
                command.reply())
            .stream()
            .map(cell -> cell.replace("|", "\\|"))
            .collect(Collectors.joining(" | ", "| ", " |\n")));
  }
}
