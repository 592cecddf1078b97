package dev.rollcall.edge.http.api;

import dev.rollcall.broadcast.MessageId;
import dev.rollcall.broadcast.Page;
import dev.rollcall.broadcast.Topics;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a topic as JSON, {@code {"messages":[…],"next":"…"}}. It is read page by page as the
 * client takes it, the first page before anything is answered, so that whatever hinders reading is
 * answered as such. Used for one response.
 */
final class History {
  /** A page, about. */
  private static final int PAGE_BYTES = 64 << 10;

  /** A response, about: a client goes on from {@code next} for more. */
  private static final long BYTES_MAX = 8L << 20;

  /** Reads on from a place: what is there, so many messages at most. */
  private interface Reading {
    CompletableFuture<Page> from(MessageId cursor, int messagesMax);
  }

  private final Reading reading;
  private final boolean tellsTrimmed;
  private MessageId cursor;
  private int left;
  private long bytes;
  private boolean begun;
  private boolean complete;
  private Page.@Nullable Gap gap;

  private History(Reading reading, MessageId cursor, boolean tellsTrimmed, int count) {
    this.reading = reading;
    this.cursor = cursor;
    this.tellsTrimmed = tellsTrimmed;
    this.left = count;
  }

  /**
   * What comes after an ID, oldest first.
   *
   * @param from empty for the beginning of what is kept, before which nothing is missed
   */
  static History forwards(Topics topics, String topic, Optional<MessageId> from, int count) {
    return new History(
        (cursor, max) -> topics.read(topic, cursor, MessageId.MAX, max, PAGE_BYTES),
        from.orElse(MessageId.NONE),
        from.isPresent(),
        count);
  }

  /** What comes before an ID, newest first. */
  static History backwards(Topics topics, String topic, MessageId before, int count) {
    return new History(
        (cursor, max) -> topics.readBackwards(topic, cursor, MessageId.NONE, max, PAGE_BYTES),
        before,
        false,
        count);
  }

  CompletionStage<HttpResponse> response() {
    return next()
        .thenApply(
            first ->
                complete
                    ? Answer.json(first)
                    : Answer.json(
                        Source.single(first).concat(Source.unfoldAsync(this, History::unfold))));
  }

  private static CompletionStage<Optional<Pair<History, ByteString>>> unfold(History history) {
    return history.complete
        ? CompletableFuture.completedFuture(Optional.empty())
        : history.next().thenApply(piece -> Optional.of(Pair.create(history, piece)));
  }

  /** The next piece of JSON, the first or last one included. */
  private CompletableFuture<ByteString> next() {
    return reading.from(cursor, left).thenApply(this::written);
  }

  private ByteString written(Page page) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!begun) {
      out.writeBytes(utf8("{\"messages\":["));
    }
    skip(page.trimmed());
    List<Page.Entry> entries = page.entries();
    long before = bytes;
    for (Page.Entry entry : entries) {
      if (begun) {
        out.write(',');
      }
      begun = true;
      out.writeBytes(MessageJson.bytes(entry));
      cursor = entry.id();
      bytes += entry.message().bytes();
    }
    // A page that has room left has all there was; a client that goes on finds out if it had not.
    boolean last = entries.isEmpty() || bytes - before < PAGE_BYTES / 2;
    left -= entries.size();
    complete = left == 0 || bytes >= BYTES_MAX || last;
    if (complete) {
      out.writeBytes(utf8("],\"next\":\"" + cursor + '"' + trimmed() + '}'));
    }
    return ByteString.fromArrayUnsafe(out.toByteArray());
  }

  private void skip(Page.@Nullable Gap trimmed) {
    if (trimmed == null) {
      return;
    }
    cursor = trimmed.to();
    if (tellsTrimmed || begun) {
      gap = gap == null ? trimmed : new Page.Gap(gap.from(), trimmed.to());
    }
  }

  private String trimmed() {
    return gap == null
        ? ""
        : ",\"trimmed\":{\"from\":\"" + gap.from() + "\",\"to\":\"" + gap.to() + "\"}";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
