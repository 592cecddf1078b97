package dev.rollcall.edge.line;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.broadcast.Page;
import dev.rollcall.broadcast.Topics;
import dev.rollcall.wire.ErrorLine;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A topic's messages between two IDs, a page at a time, then their number: the answer to {@code
 * /history}. What is appended meanwhile does not belong to it.
 */
final class History implements LongAnswer {
  private static final int PAGE_MESSAGES_MAX = 1_000;

  private final Topics topics;
  private final String topic;
  private final MessageId upTo;
  private final boolean fromAnId;
  private final Consumer<ErrorCode> failed;
  private MessageId after;
  private long count;

  /**
   * @param after what comes after this ID, all if it is {@link MessageId#NONE}
   * @param upTo the last one
   * @param failed told where the answer ends with an error
   */
  History(
      Topics topics, String topic, MessageId after, MessageId upTo, Consumer<ErrorCode> failed) {
    this.topics = topics;
    this.topic = topic;
    this.after = after;
    this.upTo = upTo;
    this.failed = failed;
    this.fromAnId = !after.equals(MessageId.NONE);
  }

  @Override
  public CompletableFuture<Boolean> write(ByteArrayOutputStream out) {
    if (after.compareTo(upTo) >= 0) {
      return CompletableFuture.completedFuture(end(out));
    }
    return topics
        .read(topic, after, upTo, PAGE_MESSAGES_MAX, LineSession.PUSH_BYTES)
        .handle(
            (page, failure) -> {
              if (failure == null) {
                return write(page, out);
              }
              UserError error = Failure.userError(failure);
              failed.accept(error.code());
              out.writeBytes(ErrorLine.of(error.code(), String.valueOf(error.getMessage())));
              return false;
            });
  }

  private boolean write(Page page, ByteArrayOutputStream out) {
    Page.Gap gap = page.trimmed();
    if (gap != null && (fromAnId || count > 0)) {
      out.writeBytes(MessageLine.trimmed(gap, topic));
    }
    out.writeBytes(page.render(MessageLine.OF_ENTRY, null).toArrayUnsafe());
    int messages = page.count();
    if (messages > 0) {
      after = page.entries().get(messages - 1).id();
      count += messages;
    }
    boolean complete = messages == 0 || after.compareTo(upTo) >= 0;
    return complete ? end(out) : true;
  }

  private boolean end(ByteArrayOutputStream out) {
    out.writeBytes(MessageLine.ok(Long.toString(count)));
    return false;
  }
}
