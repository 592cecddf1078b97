package dev.rollcall.edge.resp;

import dev.rollcall.edge.resp.Command.Flag;
import dev.rollcall.edge.resp.Command.Group;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** The commands that are about the server as a whole: INFO, TIME, DBSIZE, FLUSHALL and the like. */
public final class ServerCommands {
  private final Info info;
  private final Keyspace keyspace;

  /**
   * @param listeners those that INFO is about
   * @param clients those that are connected to them
   * @param statistics what these called
   * @param registry has the meters of the whole server
   * @param connectionsMax how many connections there may be
   * @param keyspace all keys
   * @param channels how many channels somebody has subscribed to
   * @param patterns how many patterns
   */
  public ServerCommands(
      Listeners listeners,
      Clients clients,
      Statistics statistics,
      MeterRegistry registry,
      long connectionsMax,
      Keyspace keyspace,
      IntSupplier channels,
      IntSupplier patterns) {
    this.info =
        new Info(listeners, clients, statistics, registry, connectionsMax, channels, patterns);
    this.keyspace = keyspace;
  }

  /** The commands, for the table. */
  public List<Command> commands() {
    return List.of(
        server("info", -1)
            .categories("dangerous")
            .syntax("[section ...]")
            .summary("Tells what the server is, does and has done.")
            .reply("text (verbatim)")
            .handledBy(this::info)
            .build(),
        server("time", 1)
            .flags(Flag.FAST)
            .since("2.6.0")
            .summary("Gives the server's time.")
            .reply("array: seconds since 1970, microseconds of this second")
            .handledBy(this::time)
            .build(),
        Command.named("dbsize")
            .arity(1)
            .group(Group.SERVER)
            .categories("keyspace")
            .flags(Flag.READONLY, Flag.FAST)
            .summary("Gives the number of keys, sets and topics.")
            .reply("integer")
            .handledBy(this::size)
            .build(),
        server("role", 1)
            .categories("admin", "dangerous")
            .flags(Flag.NOSCRIPT, Flag.FAST)
            .since("2.8.12")
            .summary("Says that this is no replica: any node answers any key.")
            .reply("array: master, 0, empty array")
            .handledBy(this::role)
            .build(),
        flush("flushall", "Deletes all keys, but not configured sets."),
        flush("flushdb", "The same as FLUSHALL, since there is one database."));
  }

  private static Command.Builder server(String name, int arity) {
    return Command.named(name).arity(arity).group(Group.SERVER).flags(Flag.LOADING, Flag.STALE);
  }

  private Command flush(String name, String summary) {
    return Command.named(name)
        .arity(-1)
        .group(Group.SERVER)
        .categories("keyspace", "dangerous")
        .flags(Flag.WRITE)
        .syntax("[ASYNC | SYNC]")
        .complexity("O(N), N being the number of keys and of what they hold")
        .summary(summary)
        .reply("OK")
        .handledBy(this::flush)
        .build();
  }

  private CompletableFuture<?> info(Call call) {
    List<String> words = new ArrayList<>();
    for (int i = 1; i < call.count(); i++) {
      words.add(call.text(i));
    }
    Set<String> selected = info.selected(words);
    if (!selected.contains(Info.KEYSPACE)) {
      call.out().verbatim(info.text(selected, 0));
      return Call.DONE;
    }
    return keyspace.count().thenAccept(keys -> call.out().verbatim(info.text(selected, keys)));
  }

  private CompletableFuture<?> time(Call call) {
    Instant now = Instant.now();
    call.out().array(2);
    call.out().bulk(String.valueOf(now.getEpochSecond()));
    call.out().bulk(String.valueOf(TimeUnit.NANOSECONDS.toMicros(now.getNano())));
    return Call.DONE;
  }

  private CompletableFuture<?> size(Call call) {
    return keyspace.count().thenAccept(call.out()::integer);
  }

  private CompletableFuture<?> role(Call call) {
    call.out().array(3);
    call.out().bulk("master");
    call.out().integer(0);
    call.out().array(0);
    return Call.DONE;
  }

  private CompletableFuture<?> flush(Call call) {
    if (call.count() > 2 || (call.count() == 2 && !call.is(1, "ASYNC") && !call.is(1, "SYNC"))) {
      throw RespError.syntax();
    }
    return keyspace.clear().thenRun(() -> call.out().simple("OK"));
  }
}
