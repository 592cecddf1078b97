package dev.rollcall.edge.resp;

import dev.rollcall.broadcast.Follower;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.broadcast.TopicName;
import dev.rollcall.wire.RespWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One call of XREAD: what it reads, and how it waits where there is nothing to read. */
final class StreamReading implements Waiting {
  /** Bounds what one client can make the topics of all nodes remember. */
  private static final int WAITED_FOR_MAX = 1_000;

  /** Enough to learn that there is something. */
  private static final int PEEK_BYTES = 1;

  /** One stream to read, by the argument that names it. */
  private record Source(int key, String topic, MessageId after) {}

  /** What was read of a stream. */
  private record Part(int key, StreamRange messages) {}

  private final StreamKeys keys;
  private final List<Source> sources = new ArrayList<>();
  private final List<Follower> followers = new ArrayList<>();
  private long count = Long.MAX_VALUE;
  private long blockMillis = -1;
  private int firstKey;
  private int streams;

  private StreamReading(StreamKeys keys, Call call) {
    this.keys = keys;
    int next = 1;
    while (next < call.count() && firstKey == 0) {
      next = option(call, next);
    }
    if (firstKey == 0) {
      throw RespError.syntax();
    }
  }

  /** Carries the command out. */
  static CompletableFuture<?> handle(StreamKeys keys, Call call) {
    StreamReading reading = new StreamReading(keys, call);
    return reading
        .resolve(call, 0)
        .thenCompose(resolved -> reading.read(call))
        .thenAccept(
            answered -> {
              if (!answered) {
                reading.nothing(call);
              }
            });
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
      count = wanted <= 0 ? Long.MAX_VALUE : wanted;
      return at + 2;
    } else if (call.is(at, "STREAMS") && more > 0) {
      if (more % 2 != 0) {
        throw RespError.argument(
            "Unbalanced XREAD list of streams: for each stream key an ID or '$' must be"
                + " specified.");
      }
      firstKey = at + 1;
      streams = more / 2;
      return call.count();
    } else if (call.is(at, "GROUP") && more > 1) {
      throw onlyInGroups("GROUP");
    } else if (call.is(at, "NOACK")) {
      throw onlyInGroups("NOACK");
    }
    throw RespError.syntax();
  }

  private static RespError onlyInGroups(String option) {
    return RespError.argument(
        "The " + option + " option is only supported by XREADGROUP. You called XREAD instead.");
  }

  // ---- Which streams, from where on

  /** Looks at one stream after the other, so that the first error is the one that Redis finds. */
  private CompletableFuture<Void> resolve(Call call, int index) {
    int next = index;
    while (next < streams) {
      int key = firstKey + next;
      CompletableFuture<MessageId> after = after(call, key, key + streams);
      next++;
      if (!after.isDone() || after.isCompletedExceptionally()) {
        int rest = next;
        return after.thenCompose(
            id -> {
              sources.add(new Source(key, call.text(key), id));
              return resolve(call, rest);
            });
      }
      sources.add(new Source(key, call.text(key), after.join()));
    }
    return CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<MessageId> after(Call call, int key, int id) {
    String topic = call.text(key);
    if (call.is(id, "$")) {
      return keys.read(
          topic,
          MessageId.NONE,
          () -> keys.topics().describe(topic).thenApply(described -> described.last()));
    }
    return keys.read(topic, MessageId.NONE, () -> CompletableFuture.completedFuture(MessageId.NONE))
        .thenApply(
            checked -> {
              if (call.is(id, ">")) {
                throw RespError.argument(
                    "The > ID can be specified only when calling XREADGROUP using the GROUP"
                        + " <group> <consumer> option.");
              }
              return StreamIds.strict(call, id);
            });
  }

  // ---- Reading

  /** Writes what there is to read; whether there was anything. */
  private CompletableFuture<Boolean> read(Call call) {
    return read(0, new ArrayList<>(), StreamRange.BYTES_MAX)
        .thenApply(
            parts -> {
              if (parts.isEmpty()) {
                return false;
              }
              write(call, parts);
              return true;
            });
  }

  private CompletableFuture<List<Part>> read(int index, List<Part> before, int bytesMax) {
    if (index == sources.size() || bytesMax <= 0) {
      return CompletableFuture.completedFuture(before);
    }
    Source source = sources.get(index);
    return keys.read(
            source.topic,
            List.<Part>of(),
            () ->
                StreamRange.after(keys, source.topic, source.after, count, bytesMax)
                    .thenApply(
                        range ->
                            range.count() == 0
                                ? List.<Part>of()
                                : List.of(new Part(source.key, range))))
        .thenCompose(
            found -> {
              before.addAll(found);
              int bytes = found.stream().mapToInt(part -> part.messages.bytes()).sum();
              return read(index + 1, before, bytesMax - bytes);
            });
  }

  private static void write(Call call, List<Part> parts) {
    RespWriter out = call.out();
    StreamReplies.streams(out, parts.size());
    for (Part part : parts) {
      StreamReplies.stream(out, call.bytes(part.key));
      part.messages.writePart(out);
    }
  }

  // ---- Waiting

  private void nothing(Call call) {
    if (blockMillis < 0) {
      call.out().nilArray();
      return;
    }
    if (streams > WAITED_FOR_MAX) {
      throw RespError.argument("at most " + WAITED_FOR_MAX + " streams can be waited for at once");
    }
    for (Source source : sources) {
      if (TopicName.isValid(source.topic)) {
        followers.add(keys.topics().follow(source.topic, source.after, () -> call.client().wake()));
      }
    }
    var unused = call.await(this);
  }

  @Override
  public Duration timeout() {
    return Duration.ofMillis(blockMillis);
  }

  /** What comes after nothing was found wakes, or is found by looking once more. */
  @Override
  public CompletableFuture<Boolean> attempt(Call call) {
    return read(call)
        .thenCompose(
            answered ->
                answered
                    ? CompletableFuture.completedFuture(true)
                    : armed(call).thenApply(armed -> false));
  }

  private CompletableFuture<Void> armed(Call call) {
    List<CompletableFuture<?>> looks = new ArrayList<>();
    for (Follower follower : followers) {
      looks.add(
          follower
              .next(PEEK_BYTES)
              .thenAccept(
                  page -> {
                    if (!page.isEmpty()) {
                      call.client().wake();
                    }
                  }));
    }
    return CompletableFuture.allOf(looks.toArray(CompletableFuture<?>[]::new));
  }

  @Override
  public void timedOut(Call call) {
    call.out().nilArray();
  }

  @Override
  public void close() {
    followers.forEach(Follower::close);
  }
}
