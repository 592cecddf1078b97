package dev.rollcall.broadcast;

import dev.rollcall.store.StoredFormat;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * How batches and the states of topics are stored. A batch is as {@link BatchCodec} has it; a state
 * is, in big-endian numbers of 64 bits:
 *
 * <pre>
 *  sequence, last ID (2)
 *  exists (0 or 1), incarnation, added, greatest ID removed (2)      from version 2 on
 *  length of what is removed, and that as {@link Removed} has it     from version 2 on
 *  chapters, then for each, the open one last:
 *    first event, last event, previous ID (2), milliseconds of its begin, last ID (2), count, bytes
 *    milliseconds of its end, count and bytes of what is removed     from version 2 on
 * </pre>
 *
 * Called by Pekko, which finds it by its configuration. Thread-safe.
 */
public final class TopicFormat extends StoredFormat {
  static final String BATCH = "batch";
  static final String STATE = "state";

  private static final int IDENTIFIER = 7201;
  private static final int FIXED_BYTES = 10 * Long.BYTES;
  private static final int CHAPTER_1_BYTES = 9 * Long.BYTES;
  private static final int CHAPTER_BYTES = CHAPTER_1_BYTES + 3 * Long.BYTES;

  /** The one format of this version. */
  public TopicFormat() {
    super(IDENTIFIER, BatchCodec.VERSION);
  }

  /** Reads a stored batch. */
  Batch batch(byte[] payload) throws NotSerializableException {
    return (Batch) fromBinary(payload, BATCH);
  }

  @Override
  public String manifest(Object stored) {
    return stored instanceof Batch ? BATCH : STATE;
  }

  @Override
  protected int bodyBytes(Object stored) {
    if (stored instanceof Batch batch) {
      return batch.encoded().length;
    }
    TopicState state = (TopicState) stored;
    return FIXED_BYTES
        + state.removed().encoded().length
        + CHAPTER_BYTES * (state.closed().size() + 1);
  }

  @Override
  protected void write(Object stored, ByteBuffer body) {
    if (stored instanceof Batch batch) {
      body.put(batch.encoded());
      return;
    }
    TopicState state = (TopicState) stored;
    body.putLong(state.sequence());
    write(state.last(), body);
    Life life = state.life();
    body.putLong(life.exists() ? 1 : 0).putLong(life.incarnation()).putLong(life.added());
    write(life.maxDeleted(), body);
    byte[] removed = state.removed().encoded();
    body.putLong(removed.length).put(removed);
    body.putLong(state.closed().size() + 1);
    state.chapters().forEach(chapter -> write(chapter, body));
  }

  private static void write(Chapter chapter, ByteBuffer body) {
    body.putLong(chapter.firstSequence()).putLong(chapter.lastSequence());
    write(chapter.previous(), body);
    body.putLong(chapter.firstMillis());
    write(chapter.last(), body);
    write(chapter.stored(), body);
    body.putLong(chapter.lastMillis());
    write(chapter.gone(), body);
  }

  private static void write(MessageId id, ByteBuffer body) {
    body.putLong(id.millis()).putLong(id.sequence());
  }

  private static void write(Amount amount, ByteBuffer body) {
    body.putLong(amount.count()).putLong(amount.bytes());
  }

  @Override
  protected Object read(String manifest, int version, ByteBuffer body) {
    if (!manifest.equals(BATCH)) {
      return version == 1 ? readFirst(body) : readState(body);
    }
    byte[] bytes = bytes(body, body.remaining());
    return version == 1 ? BatchCodec.decode(bytes, version) : Batch.decode(bytes);
  }

  /** A state as version 1 had it: it existed from its first event on, and only retention took. */
  private static TopicState readFirst(ByteBuffer body) {
    long sequence = body.getLong();
    MessageId last = id(body);
    List<Chapter> chapters = chapters(body, CHAPTER_1_BYTES, TopicFormat::firstChapter);
    Chapter open = chapters.remove(chapters.size() - 1);
    TopicState state =
        new TopicState(sequence, last, Life.NONE, Removed.NOTHING, List.copyOf(chapters), open);
    return new TopicState(
        sequence,
        last,
        new Life(sequence > 0, 0, state.count(), MessageId.NONE),
        Removed.upTo(state.chapters().findFirst().orElse(open).previous()),
        state.closed(),
        open);
  }

  private static TopicState readState(ByteBuffer body) {
    long sequence = body.getLong();
    MessageId last = id(body);
    Life life = new Life(body.getLong() == 1, body.getLong(), body.getLong(), id(body));
    long removedBytes = body.getLong();
    if (removedBytes < 0 || removedBytes > body.remaining()) {
      throw new IllegalArgumentException(removedBytes + " bytes of what is removed");
    }
    Removed removed = Removed.decode(bytes(body, (int) removedBytes));
    List<Chapter> chapters = chapters(body, CHAPTER_BYTES, TopicFormat::chapter);
    Chapter open = chapters.remove(chapters.size() - 1);
    return new TopicState(sequence, last, life, removed, List.copyOf(chapters), open);
  }

  private static List<Chapter> chapters(
      ByteBuffer body, int bytesEach, Function<ByteBuffer, Chapter> reader) {
    long count = body.getLong();
    if (count < 1 || count != body.remaining() / bytesEach) {
      throw new IllegalArgumentException(count + " chapters");
    }
    List<Chapter> chapters = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      chapters.add(reader.apply(body));
    }
    return chapters;
  }

  private static Chapter firstChapter(ByteBuffer body) {
    long firstSequence = body.getLong();
    long lastSequence = body.getLong();
    MessageId previous = id(body);
    long firstMillis = body.getLong();
    MessageId last = id(body);
    return new Chapter(
        firstSequence,
        lastSequence,
        previous,
        firstMillis,
        // The clock gave all IDs then.
        last.millis(),
        last,
        amount(body),
        Amount.NOTHING);
  }

  private static Chapter chapter(ByteBuffer body) {
    long firstSequence = body.getLong();
    long lastSequence = body.getLong();
    MessageId previous = id(body);
    long firstMillis = body.getLong();
    MessageId last = id(body);
    Amount stored = amount(body);
    long lastMillis = body.getLong();
    return new Chapter(
        firstSequence, lastSequence, previous, firstMillis, lastMillis, last, stored, amount(body));
  }

  private static byte[] bytes(ByteBuffer body, int length) {
    byte[] bytes = new byte[length];
    body.get(bytes);
    return bytes;
  }

  private static MessageId id(ByteBuffer body) {
    return new MessageId(body.getLong(), body.getLong());
  }

  private static Amount amount(ByteBuffer body) {
    return new Amount(body.getLong(), body.getLong());
  }
}
