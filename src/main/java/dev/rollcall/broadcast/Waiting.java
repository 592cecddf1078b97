package dev.rollcall.broadcast;

import dev.rollcall.base.ErrorCode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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

  /**
   * The next appends that fit into one batch, on top of this state and after these changes. Those
   * whose IDs cannot be given are refused.
   */
  Batch batch(TopicState state, List<Batch.Altered> changes, long nowMillis) {
    List<Batch.Group> groups = new ArrayList<>();
    MessageId last = state.last();
    boolean exists = state.life().exists();
    for (Batch.Altered altered : changes) {
      last = altered.change().last(last);
      exists = altered.change().exists(exists);
    }
    int count = 0;
    long length = 0;
    Iterator<Topic.Append> all = appends.values().iterator();
    while (all.hasNext()) {
      Topic.Append append = all.next();
      int more = append.messages().size();
      long moreBytes = append.bytes();
      if (!groups.isEmpty()
          && (count + more > BATCH_MESSAGES_MAX || length + moreBytes > BATCH_BYTES_MAX)) {
        break;
      }
      MessageId first = append.at().after(last, nowMillis);
      Topic.Refused refused = refusal(append, first, last, exists);
      if (refused != null) {
        all.remove();
        bytes -= moreBytes;
        append.replyTo().tell(refused);
        continue;
      }
      groups.add(new Batch.Group(append.key(), first, append.messages()));
      last = first.plus(more - 1);
      exists = true;
      count += more;
      length += moreBytes;
    }
    return new Batch(state.last(), state.keptFrom(), nowMillis, changes, groups);
  }

  private static Topic.@Nullable Refused refusal(
      Topic.Append append, MessageId first, MessageId last, boolean exists) {
    if (append.at().onlyExisting() && !exists) {
      return new Topic.Refused(ErrorCode.NO_SUCH_TOPIC, "there is no such topic");
    }
    MessageId end = first.plus(append.messages().size() - 1L);
    if (last.equals(MessageId.MAX) || first.isAfter(end)) {
      return new Topic.Refused(ErrorCode.NO_MORE_IDS, "the topic has given the greatest ID");
    }
    if (!first.isAfter(last)) {
      return new Topic.Refused(
          ErrorCode.OLD_ID, "the last ID is " + last + " already; IDs only grow");
    }
    return null;
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
