package dev.rollcall.edge.resp;

import dev.rollcall.broadcast.Groups;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.broadcast.Page;
import dev.rollcall.broadcast.TopicDescription;
import dev.rollcall.wire.RespWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** XINFO STREAM: how a stream stands. Thread-safe. */
final class StreamInfo {
  private static final int KEY = 2;
  private static final int FULL = 3;

  /** So many messages FULL shows where no COUNT is given. */
  private static final int COUNT = 10;

  /** So many messages Redis has in one node of its tree, whose size clients are told. */
  private static final int NODE_MESSAGES = 100;

  private static final int BYTES_MAX = 1 << 20;

  private final StreamKeys keys;
  private final Groups groups;

  StreamInfo(StreamKeys keys, Groups groups) {
    this.keys = keys;
    this.groups = groups;
  }

  CompletableFuture<?> handle(Call call) {
    String key = call.text(KEY);
    return keys.describe(key)
        .thenCompose(
            described -> {
              if (described == null) {
                throw RespError.argument("no such key");
              }
              return call.count() == KEY + 1
                  ? shortly(call, key, described)
                  : fully(call, key, described, count(call));
            });
  }

  private static long count(Call call) {
    boolean counted = call.count() == FULL + 3 && call.is(FULL + 1, "COUNT");
    if (!call.is(FULL, "FULL") || (call.count() != FULL + 1 && !counted)) {
      throw RespError.argument(
          "unknown subcommand or wrong number of arguments for '"
              + call.text(1)
              + "'. Try XINFO HELP.");
    }
    long count = counted ? call.integer(FULL + 2) : COUNT;
    return count < 0 ? COUNT : count;
  }

  private CompletableFuture<Void> shortly(Call call, String key, TopicDescription described) {
    CompletableFuture<Page> first =
        keys.topics().read(key, MessageId.NONE, MessageId.MAX, 1, BYTES_MAX);
    CompletableFuture<Page> last =
        keys.topics().readBackwards(key, null, MessageId.NONE, 1, BYTES_MAX);
    CompletableFuture<Integer> grouped = groups.describe(key).thenApply(List::size);
    return CompletableFuture.allOf(first, last, grouped)
        .thenRun(
            () -> {
              RespWriter out = call.out();
              out.map(10);
              common(out, described);
              out.bulk("groups");
              out.integer(grouped.join());
              out.bulk("first-entry");
              entry(out, first.join());
              out.bulk("last-entry");
              entry(out, last.join());
            });
  }

  private CompletableFuture<Void> fully(
      Call call, String key, TopicDescription described, long count) {
    long messages = count == 0 ? Long.MAX_VALUE : count;
    int pending = (int) Math.min(messages, Groups.DETAILS_MAX);
    CompletableFuture<StreamRange> range =
        StreamRange.after(keys, key, MessageId.NONE, messages, StreamRange.BYTES_MAX);
    CompletableFuture<List<Groups.Details>> details = groups.details(key, pending);
    return CompletableFuture.allOf(range, details)
        .thenRun(
            () -> {
              RespWriter out = call.out();
              out.map(9);
              common(out, described);
              out.bulk("entries");
              range.join().write(out);
              out.bulk("groups");
              GroupInfo.write(out, details.join());
            });
  }

  private static void common(RespWriter out, TopicDescription described) {
    long nodes = (described.count() + NODE_MESSAGES - 1) / NODE_MESSAGES;
    number(out, "length", described.count());
    number(out, "radix-tree-keys", nodes);
    number(out, "radix-tree-nodes", nodes + 1);
    id(out, "last-generated-id", described.last());
    id(out, "max-deleted-entry-id", described.maxDeleted());
    number(out, "entries-added", described.added());
    MessageId first = described.first();
    id(out, "recorded-first-entry-id", first == null ? MessageId.NONE : first);
  }

  private static void number(RespWriter out, String name, long value) {
    out.bulk(name);
    out.integer(value);
  }

  private static void id(RespWriter out, String name, MessageId id) {
    out.bulk(name);
    StreamReplies.id(out, id);
  }

  private static void entry(RespWriter out, Page page) {
    if (page.count() == 0) {
      out.nil();
      return;
    }
    Page.Entry entry = page.entries().get(0);
    StreamReplies.entry(out, entry.id(), entry.message());
  }
}
