package dev.rollcall.broadcast;

import dev.rollcall.base.ErrorCode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Appends that were asked for and not answered, in their order. One asked for again, which happens
 * when an answer did not come in time, keeps its place. Not thread-safe.
 */
final class Waiting {
  /** A batch is one row of the journal and one message to every node. */
  private static final int BATCH_MESSAGES_MAX = 1000;

  private static final long BATCH_BYTES_MAX = 1 << 20;

  private final Map<AppendKey, Topic.Append> appends = new LinkedHashMap<>();
  private long bytes;

  boolean isEmpty() {
    return appends.isEmpty();
  }

  /** The length of all messages. */
  long bytes() {
    return bytes;
  }

  void add(Topic.Append append) {
    Topic.Append before = appends.put(append.key(), append);
    bytes += append.bytes() - (before == null ? 0 : before.bytes());
  }

  /** The next appends that fit into one batch, at least one, under IDs after {@code last}. */
  Batch batch(MessageId last, long keptFrom, long nowMillis) {
    List<Batch.Group> groups = new ArrayList<>();
    MessageId next = last.next(nowMillis);
    int count = 0;
    long length = 0;
    for (Topic.Append append : appends.values()) {
      int more = append.messages().size();
      long moreBytes = append.bytes();
      if (!groups.isEmpty()
          && (count + more > BATCH_MESSAGES_MAX || length + moreBytes > BATCH_BYTES_MAX)) {
        break;
      }
      groups.add(new Batch.Group(append.key(), next, append.messages()));
      next = next.plus(more);
      count += more;
      length += moreBytes;
    }
    return new Batch(last, keptFrom, groups);
  }

  /** Answers the appends of a batch that is in the log. */
  void stored(Batch batch) {
    for (Batch.Group group : batch.groups()) {
      Topic.Append append = appends.remove(group.key());
      if (append != null) {
        bytes -= append.bytes();
        append.replyTo().tell(new Topic.Stored(group.first(), group.messages().size()));
      }
    }
  }

  /** Answers those that turn out to be in the log already. */
  void resolve(KeyWindow window) {
    Iterator<Topic.Append> all = appends.values().iterator();
    while (all.hasNext()) {
      Topic.Append append = all.next();
      Appended known = window.find(append.key());
      if (known != null) {
        bytes -= append.bytes();
        append.replyTo().tell(new Topic.Stored(known.first(), known.count()));
        all.remove();
      }
    }
  }

  /** Answers all: they are not in the log. */
  void refuse(ErrorCode code, String reason) {
    drain(append -> append.replyTo().tell(new Topic.Refused(code, reason)));
  }

  /** Asks all to be sent again. */
  void sendBack() {
    drain(append -> append.replyTo().tell(Topic.Again.INSTANCE));
  }

  private void drain(Consumer<Topic.Append> answer) {
    appends.values().forEach(answer);
    appends.clear();
    bytes = 0;
  }
}
