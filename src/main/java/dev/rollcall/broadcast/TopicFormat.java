package dev.rollcall.broadcast;

import dev.rollcall.store.StoredFormat;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * How batches and the states of topics are stored. A batch is as {@link BatchCodec} has it; a state
 * is, in big-endian numbers of 64 bits:
 *
 * <pre>
 *  sequence, last ID (2), chapters, then for each, the open one last:
 *  first event, last event, previous ID (2), milliseconds of its begin, last ID (2), count, bytes
 * </pre>
 *
 * Called by Pekko, which finds it by its configuration. Thread-safe.
 */
public final class TopicFormat extends StoredFormat {
  static final String BATCH = "batch";
  static final String STATE = "state";

  private static final int IDENTIFIER = 7201;
  private static final int VERSION = 1;
  private static final int STATE_BYTES = 4 * Long.BYTES;
  private static final int CHAPTER_BYTES = 9 * Long.BYTES;

  /** The one format of this version. */
  public TopicFormat() {
    super(IDENTIFIER, VERSION);
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
    return stored instanceof Batch batch
        ? batch.encoded().length
        : STATE_BYTES + CHAPTER_BYTES * (((TopicState) stored).closed().size() + 1);
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
    body.putLong(state.closed().size() + 1);
    state.closed().forEach(chapter -> write(chapter, body));
    write(state.open(), body);
  }

  private static void write(Chapter chapter, ByteBuffer body) {
    body.putLong(chapter.firstSequence()).putLong(chapter.lastSequence());
    write(chapter.previous(), body);
    body.putLong(chapter.firstMillis());
    write(chapter.last(), body);
    body.putLong(chapter.count()).putLong(chapter.bytes());
  }

  private static void write(MessageId id, ByteBuffer body) {
    body.putLong(id.millis()).putLong(id.sequence());
  }

  @Override
  protected Object read(String manifest, int version, ByteBuffer body) {
    if (manifest.equals(BATCH)) {
      byte[] bytes = new byte[body.remaining()];
      body.get(bytes);
      return Batch.decode(bytes);
    }
    long sequence = body.getLong();
    MessageId last = id(body);
    long count = body.getLong();
    if (count < 1 || count != body.remaining() / CHAPTER_BYTES) {
      throw new IllegalArgumentException(count + " chapters");
    }
    List<Chapter> chapters = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      chapters.add(chapter(body));
    }
    Chapter open = chapters.remove(chapters.size() - 1);
    return new TopicState(sequence, last, List.copyOf(chapters), open);
  }

  private static Chapter chapter(ByteBuffer body) {
    return new Chapter(
        body.getLong(),
        body.getLong(),
        id(body),
        body.getLong(),
        id(body),
        body.getLong(),
        body.getLong());
  }

  private static MessageId id(ByteBuffer body) {
    return new MessageId(body.getLong(), body.getLong());
  }
}
