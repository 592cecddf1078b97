package dev.rollcall.edge.resp;

import dev.rollcall.edge.resp.Command.Flag;
import dev.rollcall.edge.resp.Command.Group;
import dev.rollcall.wire.RespWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** SLOWLOG: the calls that took long. */
public final class SlowLogCommands {
  private static final int SHOWN = 10;

  private final CommandTable table;
  private final SlowLog log;

  /**
   * @param table will have the command
   * @param statistics has the log
   */
  public SlowLogCommands(CommandTable table, Statistics statistics) {
    this.table = table;
    this.log = statistics.slowLog();
  }

  /** The command, for the table. */
  public List<Command> commands() {
    return List.of(
        Command.named("slowlog")
            .arity(-2)
            .group(Group.SERVER)
            .since("2.2.12")
            .complexity("Depends on the subcommand.")
            .summary("Tells of calls that took long.")
            .subcommands(
                sub("get", -2)
                    .syntax("[count]")
                    .complexity("O(N), N being the number of entries shown")
                    .summary("Gives the newest entries, 10 unless told otherwise; -1 for all.")
                    .reply("array of: ID, time, microseconds, arguments, client's address, name")
                    .handledBy(this::get),
                sub("len", 2)
                    .summary("Gives the number of entries.")
                    .reply("integer")
                    .handledBy(this::length),
                sub("reset", 2).summary("Forgets all entries.").reply("OK").handledBy(this::reset),
                Help.in(table, Group.SERVER))
            .build());
  }

  private static Command.Builder sub(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .group(Group.SERVER)
        .since("2.2.12")
        .flags(Flag.ADMIN, Flag.LOADING, Flag.STALE);
  }

  private CompletableFuture<?> get(Call call) {
    if (call.count() > 3) {
      throw RespError.argument(
          "unknown subcommand or wrong number of arguments for '"
              + call.text(1)
              + "'. Try SLOWLOG HELP.");
    }
    long count = call.count() == 2 ? SHOWN : count(call);
    List<SlowLog.Entry> entries = log.newest(count == -1 ? Long.MAX_VALUE : count);
    call.out().array(entries.size());
    entries.forEach(entry -> write(call.out(), entry));
    return Call.DONE;
  }

  private static long count(Call call) {
    RespError wrong = RespError.argument("count should be greater than or equal to -1");
    long count = Numbers.integer(call, 2, wrong);
    if (count < -1) {
      throw wrong;
    }
    return count;
  }

  private static void write(RespWriter out, SlowLog.Entry entry) {
    out.array(6);
    out.integer(entry.id());
    out.integer(entry.seconds());
    out.integer(entry.micros());
    out.array(entry.arguments().size());
    entry.arguments().forEach(out::bulk);
    out.bulk(entry.address());
    out.bulk(entry.name());
  }

  private CompletableFuture<?> length(Call call) {
    call.out().integer(log.length());
    return Call.DONE;
  }

  private CompletableFuture<?> reset(Call call) {
    log.clear();
    call.out().simple("OK");
    return Call.DONE;
  }
}
