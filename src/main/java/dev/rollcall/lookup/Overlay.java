package dev.rollcall.lookup;

import dev.rollcall.store.Journal;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.HashMap;
import scala.collection.immutable.HashMap$;
import scala.runtime.BoxedUnit;

/**
 * What was said of one partition's members at run time, over what the file says: keys added and
 * keys removed. Immutable: a change makes another overlay, which shares nearly all of the old one,
 * so that readers, the journal's snapshots and the next change never wait for each other.
 */
final class Overlay {
  /** Says nothing of any key. */
  static final Overlay EMPTY = new Overlay(HashMap$.MODULE$.empty(), 0, 0, 0);

  /** What an entry costs beside its bytes: objects, and its share of the tree. */
  private static final int ENTRY_BYTES = 100;

  /** Below that a snapshot saves nothing. */
  private static final long LOGGED_BYTES_MIN = 4L << 20;

  /** Whether each key is a member. */
  private final HashMap<OverlayKey, Boolean> keys;

  private final int added;
  private final long bytes;

  /** The length of the events since the last one that was worth a snapshot. */
  private final long logged;

  private Overlay(HashMap<OverlayKey, Boolean> keys, int added, long bytes, long logged) {
    this.keys = keys;
    this.added = added;
    this.bytes = bytes;
    this.logged = logged;
  }

  /** Whether the key is a member; null where that is for the file to say. */
  @Nullable Boolean member(OverlayKey key) {
    Option<Boolean> known = keys.get(key);
    return known.isEmpty() ? null : known.get();
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Of how many keys something was said. */
  int size() {
    return keys.size();
  }

  /** How many keys were added and are not removed again. */
  int added() {
    return added;
  }

  /** How many keys of the file are hidden. */
  int removed() {
    return keys.size() - added;
  }

  /** About what it takes of the heap. */
  long bytes() {
    return bytes;
  }

  /** Calls {@code visitor} with each key and whether it is a member, in no order. */
  void forEach(BiConsumer<OverlayKey, Boolean> visitor) {
    keys.foreachEntry(
        (key, member) -> {
          visitor.accept(key, member);
          return BoxedUnit.UNIT;
        });
  }

  /** The overlay after one more change. */
  Overlay with(OverlayEvent.Change change) {
    if (change.kind() == OverlayEvent.Kind.CLEARED) {
      return new Overlay(EMPTY.keys, 0, 0, logged);
    }
    OverlayKey key = change.key();
    Boolean before = member(key);
    int addedBefore = Boolean.TRUE.equals(before) ? 1 : 0;
    long cost = key.length() + (long) ENTRY_BYTES;
    long bytesBefore = before == null ? 0 : cost;
    if (change.kind() == OverlayEvent.Kind.FORGOTTEN) {
      return new Overlay(keys.removed(key), added - addedBefore, bytes - bytesBefore, logged);
    }
    boolean member = change.kind() == OverlayEvent.Kind.ADDED;
    return new Overlay(
        keys.updated(key, member),
        added - addedBefore + (member ? 1 : 0),
        bytes - bytesBefore + cost,
        logged);
  }

  /** The overlay after an event. */
  Overlay after(OverlayEvent event) {
    Overlay next = this;
    for (OverlayEvent.Change change : event.changes()) {
      next = next.with(change);
    }
    long loggedNow = (worthSnapshot() ? 0 : logged) + event.bytes();
    return new Overlay(next.keys, next.added, next.bytes, loggedNow);
  }

  /** Whether reading the events since the last snapshot would take longer than reading this. */
  boolean worthSnapshot() {
    return logged >= Math.max(LOGGED_BYTES_MIN, bytes);
  }

  /** How events become an overlay. */
  static final class Folding implements Journal.Folding<OverlayEvent, Overlay> {
    @Override
    public Overlay empty() {
      return EMPTY;
    }

    @Override
    public Overlay after(Overlay state, OverlayEvent event) {
      return state.after(event);
    }

    @Override
    public boolean snapshotNow(Overlay state, OverlayEvent event) {
      return state.worthSnapshot();
    }
  }
}
