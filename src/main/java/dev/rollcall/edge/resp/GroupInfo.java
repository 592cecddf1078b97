package dev.rollcall.edge.resp;

import dev.rollcall.broadcast.Groups;
import dev.rollcall.broadcast.Groups.Description;
import dev.rollcall.broadcast.Groups.Details;
import dev.rollcall.broadcast.Groups.Member;
import dev.rollcall.broadcast.Groups.MemberDetails;
import dev.rollcall.broadcast.Groups.PendingMessage;
import dev.rollcall.edge.resp.Command.Flag;
import dev.rollcall.edge.resp.Command.Group;
import dev.rollcall.edge.resp.GroupCalls.Absent;
import dev.rollcall.wire.RespWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What XINFO tells of consumer groups. */
public final class GroupInfo {
  private static final int KEY = 2;
  private static final int GROUP = 3;

  private final GroupCalls calls;

  GroupInfo(GroupCalls calls) {
    this.calls = calls;
  }

  /** The subcommands of XINFO that are about groups. */
  public Command.Builder[] subcommands() {
    return new Command.Builder[] {
      Command.named("consumers")
          .arity(4)
          .keys(KEY, KEY, 1)
          .flags(Flag.READONLY)
          .group(Group.STREAM)
          .since("5.0.0")
          .syntax("<key> <group>")
          .complexity("O(N) with N consumers")
          .summary("Tells who reads in a group, how much is pending for each and for how long.")
          .reply("array of maps")
          .handledBy(this::consumers),
      Command.named("groups")
          .arity(3)
          .keys(KEY, KEY, 1)
          .flags(Flag.READONLY)
          .group(Group.STREAM)
          .since("5.0.0")
          .syntax("<key>")
          .complexity("O(N) with N groups")
          .summary("Tells which groups a stream has, where they stand and what they have to read.")
          .reply("array of maps")
          .handledBy(this::groups)
    };
  }

  private CompletableFuture<?> groups(Call call) {
    String topic = call.text(KEY);
    CompletableFuture<List<Description>> described =
        calls.ofTopic(topic, () -> calls.groups().describe(topic));
    return calls
        .explained(described, call, KEY, KEY, Absent.INFORMING)
        .thenAccept(
            groups -> {
              RespWriter out = call.out();
              out.array(groups.size());
              groups.forEach(group -> write(out, group));
            });
  }

  private static void write(RespWriter out, Description group) {
    out.map(6);
    out.bulk("name");
    GroupCalls.name(out, group.name());
    number(out, "consumers", group.consumers());
    number(out, "pending", group.pending());
    cursor(out, group);
  }

  private static void cursor(RespWriter out, Description group) {
    out.bulk("last-delivered-id");
    StreamReplies.id(out, group.last());
    out.bulk("entries-read");
    if (group.entriesRead() == Groups.UNKNOWN) {
      out.nil();
    } else {
      out.integer(group.entriesRead());
    }
    out.bulk("lag");
    if (group.lagKnown()) {
      out.integer(group.lag());
    } else {
      out.nil();
    }
  }

  private CompletableFuture<?> consumers(Call call) {
    String topic = call.text(KEY);
    CompletableFuture<List<Member>> described =
        calls.ofTopic(topic, () -> calls.groups().consumers(topic, GroupCalls.latin(call, GROUP)));
    return calls
        .explained(described, call, KEY, GROUP, Absent.INFORMING)
        .thenAccept(
            consumers -> {
              RespWriter out = call.out();
              out.array(consumers.size());
              consumers.forEach(consumer -> write(out, consumer));
            });
  }

  private static void write(RespWriter out, Member consumer) {
    out.map(3);
    out.bulk("name");
    GroupCalls.name(out, consumer.name());
    number(out, "pending", consumer.pending());
    number(out, "idle", consumer.idleMillis());
  }

  /** Writes what XINFO STREAM FULL has as the value of {@code groups}. */
  public static void write(RespWriter out, List<Details> groups) {
    out.array(groups.size());
    for (Details group : groups) {
      out.map(7);
      out.bulk("name");
      GroupCalls.name(out, group.group().name());
      cursor(out, group.group());
      number(out, "pel-count", group.group().pending());
      out.bulk("pending");
      out.array(group.pending().size());
      for (PendingMessage pending : group.pending()) {
        out.array(4);
        StreamReplies.id(out, pending.id());
        GroupCalls.name(out, pending.consumer());
        delivered(out, pending);
      }
      out.bulk("consumers");
      out.array(group.consumers().size());
      group.consumers().forEach(consumer -> write(out, consumer));
    }
  }

  private static void write(RespWriter out, MemberDetails consumer) {
    out.map(4);
    out.bulk("name");
    GroupCalls.name(out, consumer.consumer().name());
    number(out, "seen-time", consumer.consumer().seenMillis());
    number(out, "pel-count", consumer.consumer().pending());
    out.bulk("pending");
    out.array(consumer.pending().size());
    for (PendingMessage pending : consumer.pending()) {
      out.array(3);
      StreamReplies.id(out, pending.id());
      delivered(out, pending);
    }
  }

  private static void delivered(RespWriter out, PendingMessage pending) {
    out.integer(pending.deliveredMillis());
    out.integer(pending.deliveries());
  }

  private static void number(RespWriter out, String name, long value) {
    out.bulk(name);
    out.integer(value);
  }
}
