package dev.rollcall.edge.resp;

import dev.rollcall.edge.resp.Command.Flag;
import dev.rollcall.edge.resp.Command.Group;
import dev.rollcall.wire.Glob;
import dev.rollcall.wire.RespWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** COMMAND: what the table says of the commands that there are. */
public final class CommandCommands {
  private final CommandTable table;

  /**
   * @param table has all commands, and will have this one
   */
  public CommandCommands(CommandTable table) {
    this.table = table;
  }

  /** The command, for the table. */
  public List<Command> commands() {
    return List.of(
        Command.named("command")
            .arity(-1)
            .group(Group.CONNECTION)
            .flags(Flag.LOADING, Flag.STALE)
            .since("2.8.13")
            .complexity("O(N), N being the number of commands")
            .summary("Describes the commands that there are.")
            .reply("array of descriptions")
            .handledBy(call -> describe(call, table.all()))
            .subcommands(
                sub("count", 2)
                    .complexity("O(1)")
                    .summary("Gives the number of commands.")
                    .reply("integer")
                    .handledBy(this::count),
                sub("info", -2)
                    .syntax("[command-name ...]")
                    .summary("Describes these commands, or all.")
                    .reply("array of descriptions, nil for what is no command")
                    .handledBy(this::info),
                sub("docs", -2)
                    .since("7.0.0")
                    .syntax("[command-name ...]")
                    .summary("Gives what people want to know of these commands, or of all.")
                    .reply("map: name to map")
                    .handledBy(this::docs),
                sub("list", -2)
                    .since("7.0.0")
                    .syntax("[FILTERBY <MODULE module-name | ACLCAT category | PATTERN pattern>]")
                    .summary("Gives the names of all commands, or of those that fit.")
                    .reply("array of names")
                    .handledBy(this::list),
                sub("getkeys", -4)
                    .syntax("command [arg ...]")
                    .complexity("O(N), N being the number of arguments")
                    .summary("Gives those arguments of a call that are keys.")
                    .reply("array of keys")
                    .handledBy(this::getKeys),
                Help.in(table, Group.CONNECTION))
            .build());
  }

  private static Command.Builder sub(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .group(Group.CONNECTION)
        .since("2.8.13")
        .flags(Flag.LOADING, Flag.STALE)
        .complexity("O(N), N being the number of commands");
  }

  private CompletableFuture<?> count(Call call) {
    call.out().integer(table.all().size());
    return Call.DONE;
  }

  private CompletableFuture<?> info(Call call) {
    if (call.count() == 2) {
      return describe(call, table.all());
    }
    List<@Nullable Command> asked = new ArrayList<>();
    for (int i = 2; i < call.count(); i++) {
      asked.add(table.find(call.text(i)));
    }
    return describe(call, asked);
  }

  private static CompletableFuture<?> describe(
      Call call, Collection<? extends @Nullable Command> commands) {
    RespWriter out = call.out();
    out.array(commands.size());
    for (Command command : commands) {
      if (command == null) {
        out.nil();
      } else {
        CommandText.describe(out, command);
      }
    }
    return Call.DONE;
  }

  private CompletableFuture<?> docs(Call call) {
    List<Command> asked = new ArrayList<>();
    if (call.count() == 2) {
      asked.addAll(table.all());
    }
    for (int i = 2; i < call.count(); i++) {
      Command command = table.find(call.text(i));
      if (command != null && !asked.contains(command)) {
        asked.add(command);
      }
    }
    call.out().map(asked.size());
    asked.forEach(command -> CommandText.document(call.out(), command));
    return Call.DONE;
  }

  private CompletableFuture<?> list(Call call) {
    Predicate<Command> wanted = wanted(call);
    List<String> names = new ArrayList<>();
    for (Command command : table.all()) {
      addName(names, command, wanted);
      if (call.count() > 2) {
        command.subcommands().values().forEach(sub -> addName(names, sub, wanted));
      }
    }
    call.out().array(names.size());
    names.forEach(call.out()::bulk);
    return Call.DONE;
  }

  private static void addName(List<String> names, Command command, Predicate<Command> wanted) {
    if (wanted.test(command)) {
      names.add(command.name());
    }
  }

  private static Predicate<Command> wanted(Call call) {
    if (call.count() == 2) {
      return command -> true;
    }
    if (call.count() == 5 && call.is(2, "FILTERBY")) {
      if (call.is(3, "MODULE")) {
        return command -> false;
      }
      if (call.is(3, "ACLCAT")) {
        String category = call.text(4).toLowerCase(Locale.ROOT);
        return command -> command.categories().contains(category);
      }
      if (call.is(3, "PATTERN")) {
        Glob pattern = Glob.ofAnyCase(call.bytes(4));
        return command -> pattern.matches(command.name().getBytes(StandardCharsets.US_ASCII));
      }
    }
    throw RespError.syntax();
  }

  private CompletableFuture<?> getKeys(Call call) {
    Command called = table.find(call.text(2));
    if (called == null) {
      throw RespError.argument("Invalid command specified");
    }
    Command sub = call.count() > 3 ? called.subcommands().get(lower(call.text(3))) : null;
    Command command = sub == null ? called : sub;
    List<byte[]> arguments = call.bytesFrom(2);
    if (command.firstKey() == 0 && command.keyFinder() == null) {
      throw RespError.argument("The command has no key arguments");
    }
    if (!command.takes(arguments.size())) {
      throw RespError.argument("Invalid number of arguments specified for command");
    }
    List<Integer> keys = keys(command, arguments);
    if (keys.isEmpty()) {
      throw RespError.argument("Invalid arguments specified for command");
    }
    call.out().array(keys.size());
    keys.forEach(key -> call.out().bulk(arguments.get(key)));
    return Call.DONE;
  }

  private static String lower(String word) {
    return word.toLowerCase(Locale.ROOT);
  }

  private static List<Integer> keys(Command command, List<byte[]> arguments) {
    Command.KeyFinder finder = command.keyFinder();
    if (finder != null) {
      return finder.keys(arguments);
    }
    int last = command.lastKey() < 0 ? arguments.size() + command.lastKey() : command.lastKey();
    List<Integer> keys = new ArrayList<>();
    for (int i = command.firstKey(); i <= last; i += command.keyStep()) {
      keys.add(i);
    }
    return keys;
  }
}
