package dev.rollcall.broadcast;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.rollcall.broadcast.Page.Entry;
import dev.rollcall.broadcast.Page.Form;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What one write to the journal stores: changes, then the appends that had gathered, in the order
 * of their IDs. A batch with neither only begins a new chapter. Immutable but for what it
 * remembers; thread-safe.
 */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.NONE)
final class Batch {
  /**
   * Messages that were appended together.
   *
   * @param first the first one's ID; the others follow without a gap
   */
  record Group(AppendKey key, MessageId first, List<Message> messages) {
    Appended appended() {
      return new Appended(first, messages.size());
    }
  }

  /**
   * What became of a request for a change.
   *
   * @param result what it was answered
   */
  record Altered(AppendKey key, long result, Change change) {}

  /** What objects cost beside the bytes they hold. */
  private static final int BATCH_BYTES = 200;

  private static final int MESSAGE_BYTES = 100;

  private final MessageId previous;
  private final long keptFrom;
  private final long millis;
  private final List<Altered> changes;
  private final List<Group> groups;
  private final int count;
  private final long bytes;

  private volatile byte @Nullable [] encoded;
  private volatile @Nullable List<Entry> entries;

  /** How protocols have written the whole batch: followers of one kind all send the same bytes. */
  private final Map<Form, ByteString> rendered = new ConcurrentHashMap<>(2);

  /**
   * A batch.
   *
   * @param previous the ID given last before this batch
   * @param keptFrom the oldest event that retention had left when this batch was written
   * @param millis when it was written
   * @param changes what happens before the appends
   */
  Batch(MessageId previous, long keptFrom, long millis, List<Altered> changes, List<Group> groups) {
    this.previous = previous;
    this.keptFrom = keptFrom;
    this.millis = millis;
    this.changes = changes;
    this.groups = groups;
    int messages = 0;
    long length = 0;
    for (Group group : groups) {
      messages += group.messages().size();
      for (Message message : group.messages()) {
        length += message.bytes();
      }
    }
    this.count = messages;
    this.bytes = length;
  }

  /** Reads what {@link #encoded} gave. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Batch decode(byte[] body) {
    Batch batch = BatchCodec.decode(body, BatchCodec.VERSION);
    batch.encoded = body;
    return batch;
  }

  /** The batch as it is stored and as it travels; not to be changed. */
  @JsonValue
  byte[] encoded() {
    byte[] body = encoded;
    if (body == null) {
      body = BatchCodec.encode(this);
      encoded = body;
    }
    return body;
  }

  MessageId previous() {
    return previous;
  }

  long keptFrom() {
    return keptFrom;
  }

  /** When it was written, in milliseconds. */
  long millis() {
    return millis;
  }

  List<Altered> changes() {
    return changes;
  }

  /** Whether the topic ceases to exist in it, though appends may follow. */
  boolean deletes() {
    return changes.stream().anyMatch(altered -> altered.change() instanceof Change.Deleted);
  }

  List<Group> groups() {
    return groups;
  }

  /** Messages in the batch. */
  int count() {
    return count;
  }

  /** The length of all messages. */
  long bytes() {
    return bytes;
  }

  /** About what the batch takes of the heap, its bytes in one protocol's form included. */
  long weight() {
    long taken = changes.stream().mapToLong(altered -> altered.change().messagesTaken()).sum();
    return BATCH_BYTES + 2 * bytes + MESSAGE_BYTES * (count + changes.size() + taken);
  }

  /** The ID given last when this batch was written. */
  MessageId last() {
    if (groups.isEmpty()) {
      return beforeAppends();
    }
    Group group = groups.get(groups.size() - 1);
    return group.first().plus(group.messages().size() - 1);
  }

  /** The ID given last before the first of the appends. */
  MessageId beforeAppends() {
    MessageId last = previous;
    for (Altered altered : changes) {
      last = altered.change().last(last);
    }
    return last;
  }

  /** Every message with its ID, in order. */
  List<Entry> entries() {
    List<Entry> all = entries;
    if (all == null) {
      all = new ArrayList<>(count);
      for (Group group : groups) {
        for (int i = 0; i < group.messages().size(); i++) {
          all.add(
              new Entry(group.first().plus(i), group.messages().get(i), group.key().producer()));
        }
      }
      entries = all;
    }
    return all;
  }

  /** How many of the messages come at or before {@code id}. */
  int countUpTo(MessageId id) {
    List<Entry> all = entries();
    int low = 0;
    int high = all.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (all.get(middle).id().isAfter(id)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Whether any of it was appended by this producer. */
  boolean hasProducer(String producer) {
    return groups.stream().anyMatch(group -> group.key().producer().equals(producer));
  }

  /** The whole batch in a protocol's form, written once for all who ask. */
  ByteString rendered(Form form) {
    return rendered.computeIfAbsent(
        form,
        f -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream((int) bytes + 32 * count);
          entries().forEach(entry -> f.write(entry, out));
          return ByteString.fromArrayUnsafe(out.toByteArray());
        });
  }
}
