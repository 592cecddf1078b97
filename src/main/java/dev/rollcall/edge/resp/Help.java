package dev.rollcall.edge.resp;

import dev.rollcall.edge.resp.Command.Flag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** The subcommand HELP of commands that have subcommands: what the table says of each. */
final class Help {
  private final CommandTable table;

  private Help(CommandTable table) {
    this.table = table;
  }

  /** The subcommand, for a command that will be in this table. */
  static Command.Builder in(CommandTable table, Command.Group group) {
    return Command.named("help")
        .arity(2)
        .flags(Flag.LOADING, Flag.STALE)
        .group(group)
        .since("5.0.0")
        .summary("Tells what subcommands there are.")
        .reply("array of texts")
        .handledBy(new Help(table)::handle);
  }

  private CompletableFuture<?> handle(Call call) {
    String name = call.command().name();
    Command command = table.find(name.substring(0, name.indexOf('|')));
    List<String> lines = new ArrayList<>();
    if (command != null) {
      lines.add(
          upper(command.name()) + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
      command.subcommands().forEach((word, subcommand) -> addLines(lines, word, subcommand));
    }
    call.out().array(lines.size());
    lines.forEach(call.out()::simple);
    return Call.DONE;
  }

  private static void addLines(List<String> lines, String word, Command subcommand) {
    String syntax = subcommand.syntax();
    lines.add(upper(word) + (syntax.isEmpty() ? "" : ' ' + syntax));
    lines.add("    " + subcommand.summary());
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }
}
