package dev.rollcall.edge.resp;

import dev.rollcall.edge.resp.Command.Flag;
import dev.rollcall.wire.RespWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Writes what the table says of a command, in the shapes of COMMAND INFO and COMMAND DOCS. */
final class CommandText {
  private CommandText() {}

  /** The ten elements of COMMAND INFO. */
  static void describe(RespWriter out, Command command) {
    out.array(10);
    out.bulk(command.name());
    out.integer(command.arity());
    simples(out, flags(command));
    out.integer(command.firstKey());
    out.integer(command.lastKey());
    out.integer(command.keyStep());
    simples(out, command.categories().stream().map(category -> '@' + category).toList());
    out.set(0);
    keys(out, command);
    out.set(command.subcommands().size());
    command.subcommands().values().forEach(subcommand -> describe(out, subcommand));
  }

  /** What only Rollcall's own dispatch needs is no flag of Redis'. */
  private static List<String> flags(Command command) {
    return command.flags().stream()
        .filter(flag -> flag != Flag.SUBSCRIBED)
        .map(Flag::spelling)
        .toList();
  }

  private static void simples(RespWriter out, Collection<String> texts) {
    out.set(texts.size());
    texts.forEach(out::simple);
  }

  /** Where the keys are, for those who do not go by the three numbers. */
  private static void keys(RespWriter out, Command command) {
    if (command.firstKey() == 0) {
      out.set(0);
      return;
    }
    out.set(1);
    out.map(3);
    out.bulk("flags");
    simples(out, List.of(command.is(Flag.WRITE) ? "RW" : "RO"));
    out.bulk("begin_search");
    out.map(2);
    pair(out, "type", "index");
    out.bulk("spec");
    out.map(1);
    pair(out, "index", command.firstKey());
    out.bulk("find_keys");
    out.map(2);
    pair(out, "type", "range");
    out.bulk("spec");
    out.map(3);
    int last = command.lastKey();
    pair(out, "lastkey", last < 0 ? last : last - command.firstKey());
    pair(out, "keystep", command.keyStep());
    pair(out, "limit", 0);
  }

  /** A name and the map of COMMAND DOCS. */
  static void document(RespWriter out, Command command) {
    List<Parameter> parameters = Parameter.of(command.syntax());
    Collection<Command> subcommands = command.subcommands().values();
    out.bulk(command.name());
    out.map(4 + (parameters.isEmpty() ? 0 : 1) + (subcommands.isEmpty() ? 0 : 1));
    pair(out, "summary", command.summary());
    pair(out, "since", command.since());
    pair(out, "group", command.group().spelling());
    pair(out, "complexity", command.complexity());
    if (!parameters.isEmpty()) {
      out.bulk("arguments");
      out.array(parameters.size());
      parameters.forEach(parameter -> write(out, parameter));
    }
    if (!subcommands.isEmpty()) {
      out.bulk("subcommands");
      out.map(subcommands.size());
      subcommands.forEach(subcommand -> document(out, subcommand));
    }
  }

  private static void write(RespWriter out, Parameter parameter) {
    List<String> flags = new ArrayList<>();
    if (parameter.optional()) {
      flags.add("optional");
    }
    if (parameter.multiple()) {
      flags.add("multiple");
    }
    String token = parameter.token();
    out.map(2 + (token == null ? 0 : 1) + (flags.isEmpty() ? 0 : 1));
    pair(out, "name", parameter.name());
    pair(out, "type", parameter.type());
    if (token != null) {
      pair(out, "token", token);
    }
    if (!flags.isEmpty()) {
      out.bulk("flags");
      simples(out, flags);
    }
  }

  private static void pair(RespWriter out, String key, String value) {
    out.bulk(key);
    out.bulk(value);
  }

  private static void pair(RespWriter out, String key, int value) {
    out.bulk(key);
    out.integer(value);
  }
}
