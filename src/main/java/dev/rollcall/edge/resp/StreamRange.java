package dev.rollcall.edge.resp;

import dev.rollcall.broadcast.MessageId;
import dev.rollcall.broadcast.Page;
import dev.rollcall.wire.RespWriter;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a stream between two IDs, gathered page by page into one reply of bounded length.
 * Used by one call.
 */
final class StreamRange {
  /** The longest reply; a client that wants more asks for it in parts. */
  static final int BYTES_MAX = 16 << 20;

  private static final int PAGE_MESSAGES_MAX = 10_000;
  private static final int PAGE_BYTES_MAX = 1 << 20;

  private final StreamKeys keys;
  private final String key;
  private final boolean reverse;
  private final RespWriter entries = new RespWriter();
  private final int bytesMax;
  private long left;
  private int count;
  private boolean cut;

  /**
   * @param messagesMax how many messages at most
   * @param bytesMax about how long a reply at most
   */
  private StreamRange(
      StreamKeys keys, String key, boolean reverse, long messagesMax, int bytesMax) {
    this.keys = keys;
    this.key = key;
    this.reverse = reverse;
    this.left = messagesMax;
    this.bytesMax = bytesMax;
  }

  /** Carries XRANGE or XREVRANGE out. */
  static CompletableFuture<?> handle(StreamKeys keys, Call call, boolean reverse) {
    MessageId from = StreamIds.from(call, reverse ? 3 : 2);
    MessageId to = StreamIds.to(call, reverse ? 2 : 3);
    long count = count(call);
    StreamRange range = new StreamRange(keys, call.text(1), reverse, count, BYTES_MAX);
    return keys.read(
            range.key,
            false,
            () ->
                count == 0
                    ? keys.topics().describe(range.key).thenApply(described -> described.exists())
                    : range.gather(from, to).thenApply(gathered -> true))
        .thenAccept(
            exists -> {
              if (count == 0 && exists) {
                call.out().nilArray();
              } else {
                range.write(call.out());
              }
            });
  }

  private static long count(Call call) {
    long count = Long.MAX_VALUE;
    for (int i = 4; i < call.count(); i += 2) {
      if (!call.is(i, "COUNT") || i + 1 == call.count()) {
        throw RespError.syntax();
      }
      count = Math.max(0, call.integer(i + 1));
    }
    return count;
  }

  /** What comes after an ID, at most so many messages, and no more than one reply may have. */
  static CompletableFuture<StreamRange> after(
      StreamKeys keys, String key, MessageId after, long messagesMax, int bytesMax) {
    StreamRange range = new StreamRange(keys, key, false, messagesMax, bytesMax);
    return range.forwards(after, MessageId.MAX).thenApply(read -> range);
  }

  /** How many messages were found. */
  int count() {
    return count;
  }

  /** How long the messages are in the reply. */
  int bytes() {
    return entries.size();
  }

  /** Writes the array of messages. */
  void write(RespWriter out) {
    if (cut) {
      throw RespError.argument(
          "the range has more than "
              + (bytesMax >> 20)
              + " MiB of messages: ask for fewer at a time with COUNT");
    }
    writePart(out);
  }

  /** Writes the array of messages, though there may be more. */
  void writePart(RespWriter out) {
    out.array(count);
    out.append(entries);
  }

  private CompletableFuture<Void> gather(MessageId from, MessageId to) {
    if (from.isAfter(to)) {
      return CompletableFuture.completedFuture(null);
    }
    return reverse
        ? backwards(to.equals(MessageId.MAX) ? null : to.plus(1), from)
        : forwards(from.minusOne(), to);
  }

  private CompletableFuture<Void> forwards(MessageId after, MessageId upTo) {
    return keys.topics()
        .read(key, after, upTo, messages(), PAGE_BYTES_MAX)
        .thenCompose(
            page -> {
              MessageId last = take(page);
              return last == null ? done() : forwards(last, upTo);
            });
  }

  private CompletableFuture<Void> backwards(@Nullable MessageId before, MessageId downTo) {
    return keys.topics()
        .readBackwards(key, before, downTo, messages(), PAGE_BYTES_MAX)
        .thenCompose(
            page -> {
              MessageId last = take(page);
              return last == null ? done() : backwards(last, downTo);
            });
  }

  private static CompletableFuture<Void> done() {
    return CompletableFuture.completedFuture(null);
  }

  private int messages() {
    return (int) Math.min(left, PAGE_MESSAGES_MAX);
  }

  /** Takes a page over; gives its last ID, null where there is no more to take. */
  private @Nullable MessageId take(Page page) {
    MessageId last = null;
    for (Page.Entry entry : page.entries()) {
      if (entries.size() >= bytesMax) {
        cut = true;
        return null;
      }
      StreamReplies.entry(entries, entry.id(), entry.message());
      last = entry.id();
      count++;
      left--;
    }
    return left == 0 ? null : last;
  }
}
