package dev.rollcall.edge.resp;

import dev.rollcall.broadcast.Groups;
import dev.rollcall.broadcast.Groups.Delivery;
import dev.rollcall.broadcast.Groups.Item;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.edge.resp.GroupCalls.Absent;
import dev.rollcall.wire.RespWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** One call of XREADGROUP: what it reads, and how it waits where there is nothing to read. */
final class GroupReading implements Waiting {
  /**
   * One topic to read.
   *
   * @param key which argument names it
   * @param after from where on the consumer's own messages are read; null for new ones
   */
  private record Source(int key, String topic, @Nullable MessageId after) {}

  /** What was read from a topic. */
  private record Part(int key, Delivery delivery) {}

  private final GroupCalls calls;
  private final Arguments arguments;
  private final List<Source> sources = new ArrayList<>();
  private final List<Groups.Turn> turns = new ArrayList<>();

  private GroupReading(GroupCalls calls, Arguments arguments) {
    this.calls = calls;
    this.arguments = arguments;
  }

  /** Carries the command out. */
  static CompletableFuture<?> handle(GroupCalls calls, Call call) {
    GroupReading reading = new GroupReading(calls, Arguments.of(call));
    return reading
        .resolve(call, 0)
        .thenCompose(resolved -> reading.read(call, Absent.READING))
        .thenAccept(
            answered -> {
              if (!answered) {
                reading.nothing(call);
              }
            });
  }

  private void nothing(Call call) {
    if (arguments.blockMillis < 0) {
      call.out().nilArray();
      return;
    }
    // Only now: most readers that would wait have something to read.
    for (Source source : sources) {
      turns.add(calls.groups().await(source.topic, arguments.group, call.client()::wake));
    }
    var unused = call.await(this);
  }

  // ---- Which topics, from where on

  /** Looks at one topic after the other, so that the first error is the one that Redis finds. */
  private CompletableFuture<Void> resolve(Call call, int index) {
    if (index == arguments.streams) {
      return CompletableFuture.completedFuture(null);
    }
    int key = arguments.firstKey + index;
    return calls
        .ofTopic(call.text(key), () -> checked(call, key))
        .thenCompose(
            checked -> {
              MessageId after = arguments.after(call, index);
              sources.add(
                  new Source(key, call.text(key), after.equals(MessageId.MAX) ? null : after));
              return resolve(call, index + 1);
            });
  }

  /** Reading finds out whether the group of an only topic exists, if it comes to reading. */
  private CompletableFuture<Void> checked(Call call, int key) {
    return arguments.streams == 1 && arguments.readable(call)
        ? CompletableFuture.completedFuture(null)
        : calls.explained(
            calls.groups().check(call.text(key), arguments.group),
            call,
            key,
            arguments.groupArgument,
            Absent.READING);
  }

  // ---- Reading

  /** Writes what there is to read; whether there was anything. */
  private CompletableFuture<Boolean> read(Call call, Absent absent) {
    return read(call, 0, new ArrayList<>(), absent)
        .thenApply(
            parts -> {
              if (parts.isEmpty()) {
                return false;
              }
              write(call, parts);
              return true;
            });
  }

  private CompletableFuture<List<Part>> read(
      Call call, int index, List<Part> before, Absent absent) {
    if (index == sources.size()) {
      return CompletableFuture.completedFuture(before);
    }
    Source source = sources.get(index);
    CompletableFuture<Delivery> delivery =
        source.after == null
            ? calls
                .groups()
                .take(
                    source.topic,
                    arguments.group,
                    arguments.consumer,
                    arguments.count,
                    arguments.acknowledged)
            : calls
                .groups()
                .takeAgain(
                    source.topic,
                    arguments.group,
                    arguments.consumer,
                    source.after,
                    arguments.count);
    return calls
        .explained(delivery, call, source.key, arguments.groupArgument, absent)
        .handle((part, failure) -> gathered(before, source, part, failure))
        .thenCompose(parts -> read(call, index + 1, parts, absent));
  }

  /** What was read before something went wrong is answered: it has been delivered. */
  private static List<Part> gathered(
      List<Part> before, Source source, @Nullable Delivery delivery, @Nullable Throwable failure) {
    if (failure != null && before.isEmpty()) {
      throw failure instanceof CompletionException e ? e : new CompletionException(failure);
    }
    if (delivery != null && delivery.served()) {
      before.add(new Part(source.key, delivery));
    }
    return before;
  }

  private static void write(Call call, List<Part> parts) {
    RespWriter out = call.out();
    StreamReplies.streams(out, parts.size());
    for (Part part : parts) {
      StreamReplies.stream(out, call.bytes(part.key));
      out.array(part.delivery.items().size());
      part.delivery.items().forEach(item -> write(out, item));
    }
  }

  private static void write(RespWriter out, Item item) {
    if (item.message() != null) {
      StreamReplies.entry(out, item.id(), item.message());
      return;
    }
    out.array(2);
    StreamReplies.id(out, item.id());
    out.nilArray();
  }

  // ---- Waiting

  @Override
  public Duration timeout() {
    return Duration.ofMillis(arguments.blockMillis);
  }

  @Override
  public CompletableFuture<Boolean> attempt(Call call) {
    return read(call, Absent.WAITING)
        .thenApply(
            found -> {
              turns.forEach(turn -> turn.taken(found));
              return found;
            });
  }

  @Override
  public void timedOut(Call call) {
    call.out().nilArray();
  }

  @Override
  public void close() {
    turns.forEach(Groups.Turn::close);
  }

  /** The arguments but for the IDs. */
  private static final class Arguments {
    private int groupArgument;
    private String group = "";
    private String consumer = "";
    private int count = Integer.MAX_VALUE;
    private long blockMillis = -1;
    private boolean acknowledged;
    private int firstKey;
    private int streams;

    static Arguments of(Call call) {
      Arguments arguments = new Arguments();
      int next = 1;
      while (next < call.count() && arguments.firstKey == 0) {
        next = arguments.option(call, next);
      }
      if (arguments.firstKey == 0) {
        throw RespError.syntax();
      }
      if (arguments.groupArgument == 0) {
        throw RespError.argument("Missing GROUP option for XREADGROUP");
      }
      return arguments;
    }

    /** Reads one option; gives where the next one is. */
    private int option(Call call, int at) {
      int more = call.count() - at - 1;
      if (call.is(at, "BLOCK") && more > 0) {
        blockMillis =
            Numbers.integer(
                call, at + 1, RespError.argument("timeout is not an integer or out of range"));
        if (blockMillis < 0) {
          throw RespError.argument("timeout is negative");
        }
        return at + 2;
      } else if (call.is(at, "COUNT") && more > 0) {
        long wanted = call.integer(at + 1);
        count = wanted <= 0 ? Integer.MAX_VALUE : (int) Math.min(wanted, Integer.MAX_VALUE);
        return at + 2;
      } else if (call.is(at, "GROUP") && more > 1) {
        groupArgument = at + 1;
        group = GroupCalls.name(call, at + 1);
        consumer = GroupCalls.name(call, at + 2);
        return at + 3;
      } else if (call.is(at, "NOACK")) {
        acknowledged = true;
        return at + 1;
      } else if (call.is(at, "STREAMS") && more > 0) {
        streams(at + 1, more);
        return at + 1;
      }
      throw RespError.syntax();
    }

    private void streams(int first, int arguments) {
      if (arguments % 2 != 0) {
        throw RespError.argument(
            "Unbalanced XREAD list of streams: for each stream key an ID or '$' must be"
                + " specified.");
      }
      firstKey = first;
      streams = arguments / 2;
    }

    /** Where to read from; the greatest ID for new messages, as in Redis. */
    MessageId after(Call call, int index) {
      int id = firstKey + streams + index;
      if (call.is(id, "$")) {
        throw RespError.argument(
            "The $ ID is meaningless in the context of XREADGROUP: you want to read the history of"
                + " this consumer by specifying a proper ID, or use the > ID to get new messages."
                + " The $ ID would just return an empty result set.");
      }
      return call.is(id, ">") ? MessageId.MAX : StreamIds.strict(call, id);
    }

    /** Whether the first ID makes sense. */
    boolean readable(Call call) {
      try {
        after(call, 0);
        return true;
      } catch (RespError e) {
        return false;
      }
    }
  }
}
