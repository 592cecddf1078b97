package dev.rollcall.edge.resp;

import dev.rollcall.broadcast.Groups;
import dev.rollcall.broadcast.Groups.Item;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.edge.resp.GroupCalls.Absent;
import dev.rollcall.wire.RespWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** XCLAIM and XAUTOCLAIM. */
final class GroupClaiming {
  private static final int KEY = 1;
  private static final int GROUP = 2;
  private static final int CONSUMER = 3;
  private static final int IDLE = 4;

  /** What XAUTOCLAIM takes without COUNT. */
  private static final int COUNT = 100;

  /** The greatest COUNT that Redis takes: 64 bits of IDs. */
  private static final long COUNT_MAX = Long.MAX_VALUE / 16;

  private GroupClaiming() {}

  // ---- XCLAIM

  static CompletableFuture<?> claim(GroupCalls calls, Call call) {
    Groups.Claim claim;
    try {
      claim = claim(call);
    } catch (RespError e) {
      return calls.wrong(call, KEY, GROUP, e, Absent.EITHER);
    }
    CompletableFuture<List<Item>> claimed =
        calls.ofTopic(
            call.text(KEY),
            () ->
                calls
                    .groups()
                    .claim(
                        call.text(KEY),
                        GroupCalls.name(call, GROUP),
                        GroupCalls.name(call, CONSUMER),
                        claim));
    return calls
        .explained(claimed, call, KEY, GROUP, Absent.EITHER)
        .thenAccept(items -> write(call.out(), items, claim.justIds()));
  }

  private static Groups.Claim claim(Call call) {
    GroupCalls.name(call, CONSUMER);
    long idle =
        Numbers.integer(
            call, IDLE, RespError.argument("Invalid min-idle-time argument for XCLAIM"));
    List<MessageId> ids = new ArrayList<>();
    int next = IDLE + 1;
    while (next < call.count()) {
      try {
        ids.add(StreamIds.strict(call, next));
      } catch (RespError e) {
        // An option, perhaps.
        break;
      }
      next++;
    }
    Options options = new Options();
    while (next < call.count()) {
      next = options.read(call, next);
    }
    return new Groups.Claim(
        ids,
        Math.max(0, idle),
        options.atMillis,
        options.deliveries,
        options.force,
        options.justIds,
        options.last);
  }

  /** What stands after the IDs. */
  private static final class Options {
    private long atMillis = -1;
    private long deliveries = -1;
    private boolean force;
    private boolean justIds;
    private @Nullable MessageId last;

    /** Reads one option; gives where the next one is. */
    int read(Call call, int at) {
      boolean more = at + 1 < call.count();
      if (call.is(at, "FORCE")) {
        force = true;
        return at + 1;
      } else if (call.is(at, "JUSTID")) {
        justIds = true;
        return at + 1;
      } else if (call.is(at, "IDLE") && more) {
        atMillis = System.currentTimeMillis() - number(call, at);
      } else if (call.is(at, "TIME") && more) {
        atMillis = number(call, at);
      } else if (call.is(at, "RETRYCOUNT") && more) {
        deliveries = number(call, at);
      } else if (call.is(at, "LASTID") && more) {
        last = StreamIds.strict(call, at + 1);
      } else {
        throw RespError.argument("Unrecognized XCLAIM option '" + GroupCalls.latin(call, at) + "'");
      }
      return at + 2;
    }

    private static long number(Call call, int at) {
      return Numbers.integer(
          call,
          at + 1,
          RespError.argument("Invalid " + upper(call.text(at)) + " option argument for XCLAIM"));
    }

    private static String upper(String word) {
      return word.toUpperCase(java.util.Locale.ROOT);
    }
  }

  private static void write(RespWriter out, List<Item> items, boolean justIds) {
    out.array(items.size());
    for (Item item : items) {
      if (justIds || item.message() == null) {
        StreamReplies.id(out, item.id());
      } else {
        StreamReplies.entry(out, item.id(), item.message());
      }
    }
  }

  // ---- XAUTOCLAIM

  static CompletableFuture<?> autoClaim(GroupCalls calls, Call call) {
    String consumer = GroupCalls.name(call, CONSUMER);
    long idle =
        Numbers.integer(
            call, IDLE, RespError.argument("Invalid min-idle-time argument for XAUTOCLAIM"));
    MessageId from = StreamIds.from(call, IDLE + 1);
    int count = COUNT;
    boolean justIds = false;
    for (int at = IDLE + 2; at < call.count(); at++) {
      if (call.is(at, "COUNT") && at + 1 < call.count()) {
        count = count(call, at + 1);
        at++;
      } else if (call.is(at, "JUSTID")) {
        justIds = true;
      } else {
        throw RespError.syntax();
      }
    }
    int most = count;
    boolean ids = justIds;
    CompletableFuture<Groups.Claimed> claimed =
        calls.ofTopic(
            call.text(KEY),
            () ->
                calls
                    .groups()
                    .claimNext(
                        call.text(KEY),
                        GroupCalls.name(call, GROUP),
                        consumer,
                        Math.max(0, idle),
                        from,
                        most,
                        ids));
    return calls
        .explained(claimed, call, KEY, GROUP, Absent.EITHER)
        .thenAccept(
            done -> {
              RespWriter out = call.out();
              out.array(3);
              StreamReplies.id(out, done.next());
              write(out, done.items(), ids);
              out.array(done.deleted().size());
              done.deleted().forEach(id -> StreamReplies.id(out, id));
            });
  }

  private static int count(Call call, int argument) {
    RespError wrong = RespError.argument("COUNT must be > 0");
    long count = Numbers.integer(call, argument, wrong);
    if (count < 1 || count > COUNT_MAX) {
      throw wrong;
    }
    return (int) Math.min(count, Integer.MAX_VALUE);
  }
}
