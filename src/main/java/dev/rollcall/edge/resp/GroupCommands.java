package dev.rollcall.edge.resp;

import dev.rollcall.broadcast.Groups;
import dev.rollcall.broadcast.Groups.PendingMessage;
import dev.rollcall.broadcast.Groups.Range;
import dev.rollcall.broadcast.Groups.Share;
import dev.rollcall.broadcast.Groups.Summary;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.edge.resp.Command.Flag;
import dev.rollcall.edge.resp.Command.Group;
import dev.rollcall.edge.resp.GroupCalls.Absent;
import dev.rollcall.store.Keys;
import dev.rollcall.wire.RespWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Commands of consumer groups: XREADGROUP, XACK, XPENDING, XCLAIM, XAUTOCLAIM and XGROUP. */
public final class GroupCommands {
  private static final int KEY = 1;
  private static final int GROUP = 2;

  private final CommandTable table;
  private final GroupCalls calls;

  /**
   * @param table that they will be in
   * @param blocking runs what waits for the store
   */
  public GroupCommands(CommandTable table, Groups groups, Keys keys, Executor blocking) {
    this.table = table;
    this.calls = new GroupCalls(groups, keys, blocking);
  }

  /** What XINFO tells of groups, for the command that has it. */
  public GroupInfo info() {
    return new GroupInfo(calls);
  }

  /** The commands. */
  public List<Command> commands() {
    return List.of(
        Command.named("xreadgroup")
            .arity(-7)
            .flags(Flag.WRITE, Flag.BLOCKING)
            .keys(GroupCommands::streams)
            .group(Group.STREAM)
            .since("5.0.0")
            .syntax(
                "GROUP <group> <consumer> [COUNT <count>] [BLOCK <milliseconds>] [NOACK]"
                    + " STREAMS <key> [<key> ...] <id> [<id> ...]")
            .complexity("O(N) with N messages read")
            .summary(
                "Reads as a consumer of a group: new messages with the ID >, those it has not"
                    + " acknowledged with any other.")
            .reply("map of keys and arrays of messages, or nil")
            .handledBy(call -> GroupReading.handle(calls, call))
            .build(),
        Command.named("xack")
            .arity(-4)
            .key()
            .flags(Flag.WRITE, Flag.FAST)
            .group(Group.STREAM)
            .since("5.0.0")
            .syntax("<key> <group> <id> [<id> ...]")
            .complexity("O(N log(M)) with N IDs and M messages pending")
            .summary("Acknowledges messages: they are not pending any more.")
            .reply("integer: how many were pending")
            .handledBy(this::acknowledge)
            .build(),
        Command.named("xpending")
            .arity(-3)
            .key()
            .flags(Flag.READONLY)
            .group(Group.STREAM)
            .since("5.0.0")
            .syntax("<key> <group> [[IDLE <milliseconds>] <start> <end> <count> [<consumer>]]")
            .complexity("O(N) with N messages looked at, or N consumers without a range")
            .summary("Tells what was delivered and not acknowledged.")
            .reply("array: a summary, or messages")
            .handledBy(this::pending)
            .build(),
        Command.named("xclaim")
            .arity(-6)
            .key()
            .flags(Flag.WRITE, Flag.FAST)
            .group(Group.STREAM)
            .since("5.0.0")
            .syntax(
                "<key> <group> <consumer> <min-idle-time> <id> [<id> ...] [IDLE <milliseconds>]"
                    + " [TIME <milliseconds>] [RETRYCOUNT <count>] [FORCE] [JUSTID] [LASTID <id>]")
            .complexity("O(N log(M)) with N IDs and M messages pending")
            .summary("Makes messages that are pending for others a consumer's own.")
            .reply("array of messages, or of IDs")
            .handledBy(call -> GroupClaiming.claim(calls, call))
            .build(),
        Command.named("xautoclaim")
            .arity(-6)
            .key()
            .flags(Flag.WRITE, Flag.FAST)
            .group(Group.STREAM)
            .since("6.2.0")
            .syntax("<key> <group> <consumer> <min-idle-time> <start> [COUNT <count>] [JUSTID]")
            .complexity("O(N) with N messages looked at, at most ten times COUNT")
            .summary("Makes what has been pending for long a consumer's own, from an ID on.")
            .reply("array: where to go on, messages or IDs, and IDs that exist no more")
            .handledBy(call -> GroupClaiming.autoClaim(calls, call))
            .build(),
        new GroupEditing(calls).command(table));
  }

  /** The keys of XREADGROUP: the first half of what follows the word STREAMS. */
  private static List<Integer> streams(List<byte[]> arguments) {
    for (int i = 1; i < arguments.size(); i++) {
      String word = new String(arguments.get(i), java.nio.charset.StandardCharsets.ISO_8859_1);
      if (word.equalsIgnoreCase("GROUP")) {
        i += 2;
      } else if (word.equalsIgnoreCase("STREAMS")) {
        List<Integer> keys = new ArrayList<>();
        int count = (arguments.size() - i - 1) / 2;
        for (int key = i + 1; key <= i + count; key++) {
          keys.add(key);
        }
        return keys;
      }
    }
    return List.of();
  }

  private CompletableFuture<?> acknowledge(Call call) {
    List<MessageId> ids = new ArrayList<>();
    RespError wrong = null;
    try {
      for (int i = GROUP + 1; i < call.count(); i++) {
        ids.add(StreamIds.strict(call, i));
      }
    } catch (RespError e) {
      wrong = e;
    }
    String topic = call.text(KEY);
    String group = GroupCalls.latin(call, GROUP);
    RespError found = wrong;
    return calls
        .ofTopic(
            topic,
            () ->
                found == null
                    ? calls.groups().acknowledge(topic, group, ids)
                    : nothing(topic, group, found))
        .thenAccept(call.out()::integer);
  }

  /** Where there is no group, whatever is wrong with the IDs goes unnoticed. */
  private CompletableFuture<Long> nothing(String topic, String group, RespError wrong) {
    return calls
        .groups()
        .check(topic, group)
        .handle(
            (there, failure) -> {
              if (dev.rollcall.broadcast.GroupRefused.in(failure) == null) {
                throw wrong;
              }
              return 0L;
            });
  }

  private CompletableFuture<?> pending(Call call) {
    Range range = call.count() == GROUP + 1 ? null : range(call);
    String topic = call.text(KEY);
    String group = GroupCalls.latin(call, GROUP);
    if (range == null) {
      CompletableFuture<Summary> summary =
          calls.ofTopic(topic, () -> calls.groups().pending(topic, group));
      return calls
          .explained(summary, call, KEY, GROUP, Absent.EITHER)
          .thenAccept(all -> write(call.out(), all));
    }
    CompletableFuture<List<PendingMessage>> some =
        calls.ofTopic(topic, () -> calls.groups().pending(topic, group, range));
    return calls
        .explained(some, call, KEY, GROUP, Absent.EITHER)
        .thenAccept(all -> write(call.out(), all));
  }

  private static Range range(Call call) {
    int at = GROUP + 1;
    if (call.count() < 6 || call.count() > 9) {
      throw RespError.syntax();
    }
    long idle = 0;
    if (call.is(at, "IDLE")) {
      idle = call.integer(at + 1);
      if (call.count() < 8) {
        throw RespError.syntax();
      }
      at += 2;
    }
    long count = Math.max(0, call.integer(at + 2));
    MessageId from = StreamIds.from(call, at);
    MessageId to = StreamIds.to(call, at + 1);
    @Nullable String consumer = at + 3 < call.count() ? GroupCalls.latin(call, at + 3) : null;
    return new Range(from, to, count, idle, consumer);
  }

  private static void write(RespWriter out, Summary summary) {
    out.array(4);
    out.integer(summary.count());
    if (summary.first() == null || summary.last() == null) {
      out.nil();
      out.nil();
      out.nilArray();
      return;
    }
    StreamReplies.id(out, summary.first());
    StreamReplies.id(out, summary.last());
    out.array(summary.consumers().size());
    for (Share share : summary.consumers()) {
      out.array(2);
      GroupCalls.name(out, share.consumer());
      out.bulk(Long.toString(share.count()));
    }
  }

  private static void write(RespWriter out, List<PendingMessage> pending) {
    out.array(pending.size());
    for (PendingMessage message : pending) {
      out.array(4);
      StreamReplies.id(out, message.id());
      GroupCalls.name(out, message.consumer());
      out.integer(message.idleMillis());
      out.integer(message.deliveries());
    }
  }
}
