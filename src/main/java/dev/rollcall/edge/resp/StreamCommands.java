package dev.rollcall.edge.resp;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.broadcast.Groups;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.broadcast.TopicDescription;
import dev.rollcall.broadcast.Topics;
import dev.rollcall.broadcast.Trim;
import dev.rollcall.edge.resp.Command.Flag;
import dev.rollcall.edge.resp.Command.Group;
import dev.rollcall.store.Keys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Commands of streams, which are the topics of the message log: XADD to XINFO. */
public final class StreamCommands {
  private static final int KEY = 1;

  /** So many IDs are removed at a time; each batch of the log has to stay small. */
  private static final int REMOVED_MAX = 10_000;

  private final CommandTable table;
  private final StreamKeys keys;
  private final StreamInfo info;
  private final GroupInfo groupInfo;

  /**
   * @param table that they will be in
   * @param groupInfo what XINFO tells of groups
   * @param blocking runs what waits for the store
   */
  public StreamCommands(
      CommandTable table,
      Topics topics,
      Groups groups,
      GroupInfo groupInfo,
      Keys keys,
      Executor blocking) {
    this.table = table;
    this.keys = new StreamKeys(topics, keys, blocking);
    this.info = new StreamInfo(this.keys, groups);
    this.groupInfo = groupInfo;
  }

  /** The commands. */
  public List<Command> commands() {
    List<Command> commands = new ArrayList<>(changing());
    commands.addAll(reading());
    commands.add(xinfo());
    return commands;
  }

  private List<Command> changing() {
    return List.of(
        of("xadd", -5, Flag.WRITE, Flag.DENYOOM, Flag.FAST)
            .syntax(
                "<key> [NOMKSTREAM] [IDMP <producer> <id>] [<MAXLEN | MINID> [= | ~] <threshold>"
                    + " [LIMIT <count>]] <* | id> <field> <value> [<field> <value> ...]")
            .complexity("O(1), or O(N) with N messages trimmed")
            .summary(
                "Appends a message, once for each producer and id after IDMP, and may trim the"
                    + " stream after that.")
            .reply("the message's ID; nil with NOMKSTREAM where there is no stream")
            .batchedBy(run -> StreamAdding.handle(keys, run))
            .build(),
        of("xdel", -3, Flag.WRITE, Flag.FAST)
            .syntax("<key> <id> [<id> ...]")
            .complexity("O(N log(M)) with N IDs and M messages")
            .summary("Removes messages; nobody sees them any more.")
            .reply("integer: how many there were")
            .handledBy(this::delete)
            .build(),
        of("xtrim", -4, Flag.WRITE)
            .syntax("<key> <MAXLEN | MINID> [= | ~] <threshold> [LIMIT <count>]")
            .complexity("O(N) with N messages removed")
            .summary("Removes a stream's oldest messages, with ~ in whole hundreds.")
            .reply("integer: how many were removed")
            .handledBy(this::trim)
            .build(),
        of("xsetid", -3, Flag.WRITE, Flag.DENYOOM, Flag.FAST)
            .syntax("<key> <last-id> [ENTRIESADDED <count>] [MAXDELETEDID <id>]")
            .summary("Sets what a stream has as its last ID, which only grows, and its counters.")
            .reply("OK")
            .handledBy(this::setLast)
            .build());
  }

  private List<Command> reading() {
    return List.of(
        of("xlen", 2, Flag.READONLY, Flag.FAST)
            .syntax("<key>")
            .summary("Tells how many messages a stream has.")
            .reply("integer")
            .handledBy(this::length)
            .build(),
        of("xrange", -4, Flag.READONLY)
            .syntax("<key> <start> <end> [COUNT <count>]")
            .complexity("O(log(M) + N) with M messages of which N are answered")
            .summary("Reads the messages between two IDs, up to 16 MiB of them.")
            .reply("array of messages")
            .handledBy(call -> StreamRange.handle(keys, call, false))
            .build(),
        of("xrevrange", -4, Flag.READONLY)
            .syntax("<key> <end> <start> [COUNT <count>]")
            .complexity("O(log(M) + N) with M messages of which N are answered")
            .summary("Reads the messages between two IDs, newest first, up to 16 MiB of them.")
            .reply("array of messages")
            .handledBy(call -> StreamRange.handle(keys, call, true))
            .build(),
        Command.named("xread")
            .arity(-4)
            .flags(Flag.READONLY, Flag.BLOCKING)
            .keys(StreamCommands::streams)
            .group(Group.STREAM)
            .since("5.0.0")
            .syntax(
                "[COUNT <count>] [BLOCK <milliseconds>] STREAMS <key> [<key> ...] <id> [<id> ...]")
            .complexity("O(N) with N messages read")
            .summary(
                "Reads what comes after IDs in one or more streams, or waits for it; $ is the last"
                    + " ID now.")
            .reply("map of keys and arrays of messages, or nil")
            .handledBy(call -> StreamReading.handle(keys, call))
            .build());
  }

  private Command xinfo() {
    return Command.named("xinfo")
        .arity(-2)
        .group(Group.STREAM)
        .since("5.0.0")
        .summary("Tells how a stream, its groups and their consumers stand.")
        .reply("depends on the subcommand")
        .subcommands(groupInfo.subcommands())
        .subcommands(
            of("stream", -3, Flag.READONLY)
                .keys(2, 2, 1)
                .syntax("<key> [FULL [COUNT <count>]]")
                .complexity("O(1), with FULL O(N) with N messages and pending messages shown")
                .summary("Tells how a stream stands, with FULL also its messages and groups.")
                .reply("map")
                .handledBy(info::handle),
            Help.in(table, Group.STREAM))
        .build();
  }

  private static Command.Builder of(String name, int arity, Flag... flags) {
    return Command.named(name).arity(arity).key().flags(flags).group(Group.STREAM).since("5.0.0");
  }

  /** The keys of XREAD: the first half of what follows the word STREAMS. */
  private static List<Integer> streams(List<byte[]> arguments) {
    List<Integer> found = new ArrayList<>();
    for (int i = 1; i < arguments.size() && found.isEmpty(); i++) {
      String word = new String(arguments.get(i), StandardCharsets.ISO_8859_1);
      if (word.equalsIgnoreCase("STREAMS")) {
        int count = (arguments.size() - i - 1) / 2;
        for (int key = i + 1; key <= i + count; key++) {
          found.add(key);
        }
      }
    }
    return found;
  }

  // ---- The shorter ones

  private CompletableFuture<?> length(Call call) {
    return keys.describe(call.text(KEY))
        .thenAccept(described -> call.out().integer(described == null ? 0 : described.count()));
  }

  private CompletableFuture<?> delete(Call call) {
    String key = call.text(KEY);
    return keys.read(
            key,
            0L,
            () -> {
              List<MessageId> ids = new ArrayList<>();
              for (int i = KEY + 1; i < call.count(); i++) {
                ids.add(StreamIds.strict(call, i));
              }
              return delete(key, ids, 0, 0);
            })
        .thenAccept(call.out()::integer);
  }

  private CompletableFuture<Long> delete(String key, List<MessageId> ids, int from, long before) {
    if (from >= ids.size()) {
      return CompletableFuture.completedFuture(before);
    }
    int to = Math.min(ids.size(), from + REMOVED_MAX);
    return keys.topics()
        .remove(key, List.copyOf(ids.subList(from, to)))
        .thenCompose(count -> delete(key, ids, to, before + count));
  }

  private CompletableFuture<?> trim(Call call) {
    Trim trim = StreamOptions.ofTrim(call);
    String key = call.text(KEY);
    return keys.read(key, 0L, () -> keys.topics().trim(key, trim)).thenAccept(call.out()::integer);
  }

  // ---- XSETID

  private CompletableFuture<?> setLast(Call call) {
    MessageId id = StreamIds.strict(call, KEY + 1);
    Long added = null;
    MessageId maxDeleted = null;
    for (int i = KEY + 2; i < call.count(); i += 2) {
      boolean value = i + 1 < call.count();
      if (value && call.is(i, "ENTRIESADDED")) {
        added = call.integer(i + 1);
        if (added < 0) {
          throw RespError.argument("entries_added must be positive");
        }
      } else if (value && call.is(i, "MAXDELETEDID")) {
        MessageId greatest = StreamIds.strict(call, i + 1);
        if (greatest.isAfter(id)) {
          throw RespError.argument(
              "The ID specified in XSETID is smaller than the provided max_deleted_entry_id");
        }
        maxDeleted = greatest.equals(MessageId.NONE) ? null : greatest;
      } else {
        throw RespError.syntax();
      }
    }
    String key = call.text(KEY);
    Long count = added;
    MessageId deleted = maxDeleted;
    return keys.describe(key)
        .thenCompose(
            described -> {
              check(described, id, count);
              return keys.topics().setLast(key, id, count, deleted);
            })
        .exceptionally(
            failure -> {
              throw explained(failure);
            })
        .thenRun(() -> call.out().simple("OK"));
  }

  private static void check(
      @Nullable TopicDescription described, MessageId id, @Nullable Long added) {
    if (described == null) {
      throw RespError.argument("no such key");
    }
    if (described.last().isAfter(id)) {
      throw tooSmall();
    }
    if (added != null && added < described.count()) {
      throw RespError.argument(
          "The entries_added specified in XSETID is smaller than the target stream length");
    }
  }

  /** What changed between the check and the change is said as if it had been there before. */
  private static CompletionException explained(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof UserError error && error.code() == ErrorCode.OLD_ID) {
      return new CompletionException(tooSmall());
    }
    if (cause instanceof UserError error && error.code() == ErrorCode.NO_SUCH_TOPIC) {
      return new CompletionException(RespError.argument("no such key"));
    }
    return new CompletionException(cause);
  }

  private static RespError tooSmall() {
    return RespError.argument(
        "The ID specified in XSETID is smaller than the target stream top item");
  }
}
