package dev.rollcall.edge.http.site;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.ResponseEntity;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Pages that are made for one request each, and what those on their way may take together. A small
 * one is sent as it is; a long one counts until its client has it, and where there is no room for
 * another the client is told to come again. Thread-safe.
 */
final class LargePages {
  /** Pages on their way may take one byte in so many of the heap. */
  private static final int HEAP_SHARE = 16;

  /** No more than a connection takes anyway. */
  private static final int SMALL_BYTES_MAX = 64 << 10;

  private static final int CHUNK_BYTES = 64 << 10;

  /** A page that nobody began to send by then counts no longer: its client is gone. */
  private static final Duration BEGIN = Duration.ofMinutes(1);

  private final ActorSystem<?> system;
  private final AtomicLong room = new AtomicLong(Runtime.getRuntime().maxMemory() / HEAP_SHARE);

  LargePages(ActorSystem<?> system) {
    this.system = system;
  }

  /**
   * A page as the body of an answer.
   *
   * @param sent whether it will be, and not only its length
   * @throws dev.rollcall.edge.http.Fault if too many are on their way
   */
  ResponseEntity entity(ContentType type, ByteString page, boolean sent) {
    if (page.size() <= SMALL_BYTES_MAX) {
      return HttpEntities.create(type, page);
    }
    if (!sent) {
      return HttpEntities.create(type, page.size(), Source.empty());
    }
    if (room.addAndGet(-page.size()) < 0) {
      room.addAndGet(page.size());
      throw StaticFiles.busy();
    }
    Stay stay = new Stay(page.size());
    system.scheduler().scheduleOnce(BEGIN, stay::endUnlessBegun, system.executionContext());
    Source<ByteString, ?> chunks =
        Source.from(chunks(page))
            .watchTermination(
                (unused, ended) -> {
                  stay.begin();
                  return ended.whenComplete((done, failure) -> stay.end());
                });
    return HttpEntities.create(type, page.size(), chunks);
  }

  private static List<ByteString> chunks(ByteString page) {
    List<ByteString> chunks = new ArrayList<>();
    for (int start = 0; start < page.size(); start += CHUNK_BYTES) {
      chunks.add(page.slice(start, Math.min(start + CHUNK_BYTES, page.size())));
    }
    return chunks;
  }

  /** The time that a page takes room. */
  private final class Stay {
    private static final int WAITING = 0;
    private static final int BEGUN = 1;
    private static final int OVER = 2;

    private final long bytes;
    private final AtomicInteger state = new AtomicInteger(WAITING);

    Stay(long bytes) {
      this.bytes = bytes;
    }

    void begin() {
      state.compareAndSet(WAITING, BEGUN);
    }

    void endUnlessBegun() {
      if (state.compareAndSet(WAITING, OVER)) {
        room.addAndGet(bytes);
      }
    }

    void end() {
      if (state.getAndSet(OVER) != OVER) {
        room.addAndGet(bytes);
      }
    }
  }
}
