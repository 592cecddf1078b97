package dev.rollcall.lookup;

import dev.rollcall.store.StoredFormat;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * How changes of members and whole overlays are stored, alike:
 *
 * <pre>
 *  count (4) | kind (1) | length (4) | bytes | kind (1) | length (4) | bytes | …
 * </pre>
 *
 * Numbers are big-endian; kinds are 0 added, 1 removed, 2 forgotten, 3 all keys cleared. An overlay
 * is the one event that would make it. Called by Pekko, which finds it by its configuration.
 * Thread-safe.
 */
public final class OverlayFormat extends StoredFormat {
  static final String EVENT = "event";
  static final String OVERLAY = "overlay";

  private static final int IDENTIFIER = 7202;
  private static final int VERSION = 1;
  private static final int KEY_HEADER_BYTES = 1 + Integer.BYTES;

  /** The one format of this version. */
  public OverlayFormat() {
    super(IDENTIFIER, VERSION);
  }

  @Override
  public String manifest(Object stored) {
    return stored instanceof OverlayEvent ? EVENT : OVERLAY;
  }

  @Override
  protected int bodyBytes(Object stored) {
    OverlayEvent event = event(stored);
    long bytes = Integer.BYTES + event.changes().size() * (long) KEY_HEADER_BYTES + event.bytes();
    return Math.toIntExact(bytes);
  }

  @Override
  protected void write(Object stored, ByteBuffer body) {
    OverlayEvent event = event(stored);
    body.putInt(event.changes().size());
    for (OverlayEvent.Change change : event.changes()) {
      OverlayKey key = change.key();
      body.put((byte) change.kind().code())
          .putInt(key.length())
          .put(key.bytes(), key.start(), key.length());
    }
  }

  private static OverlayEvent event(Object stored) {
    if (stored instanceof OverlayEvent event) {
      return event;
    }
    List<OverlayEvent.Change> changes = new ArrayList<>();
    ((Overlay) stored)
        .forEach(
            (key, member) ->
                changes.add(
                    new OverlayEvent.Change(
                        member ? OverlayEvent.Kind.ADDED : OverlayEvent.Kind.REMOVED, key)));
    return new OverlayEvent(changes);
  }

  @Override
  protected Object read(String manifest, int version, ByteBuffer body) {
    int count = body.getInt();
    if (count < 0 || count > body.remaining() / KEY_HEADER_BYTES) {
      throw new IllegalArgumentException(count + " keys");
    }
    List<OverlayEvent.Change> changes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      changes.add(change(body));
    }
    if (manifest.equals(EVENT)) {
      return new OverlayEvent(changes);
    }
    Overlay overlay = Overlay.EMPTY;
    for (OverlayEvent.Change change : changes) {
      overlay = overlay.with(change);
    }
    return overlay;
  }

  private static OverlayEvent.Change change(ByteBuffer body) {
    int kind = body.get();
    int length = body.getInt();
    if (length < 0 || length > body.remaining()) {
      throw new IllegalArgumentException("length " + length);
    }
    byte[] bytes = new byte[length];
    body.get(bytes);
    return new OverlayEvent.Change(OverlayEvent.Kind.of(kind), new OverlayKey(bytes));
  }
}
