package dev.rollcall.edge.http.site;

import dev.rollcall.files.FileIdentity;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The contents of files asked for lately, so that a file that is asked for often is not read from
 * disk each time. Whoever asks has looked at the file and says what it is now. Thread-safe.
 */
/* The limit holds for what is in the cache. A content that is on its way to a client is held by
 * that client's connection however the cache thinks of it, so it stays in and counts until it is
 * given back: slow clients can fill the cache, never more, and everybody else is served from disk.
 */
final class ContentCache {
  /** What a file contained. */
  record Content(FileIdentity identity, ByteString bytes, EntityTag tag) {}

  /** A content that stays in the cache until this is closed, once. */
  final class Held implements AutoCloseable {
    private final Entry entry;

    private Held(Entry entry) {
      this.entry = entry;
    }

    ByteString bytes() {
      return entry.content.bytes();
    }

    @Override
    public void close() {
      synchronized (ContentCache.this) {
        entry.users--;
      }
    }
  }

  private static final class Entry {
    private final Content content;
    private int users;

    Entry(Content content) {
      this.content = content;
    }
  }

  /** Counted for each entry beyond its bytes: keys, tags, headers. */
  private static final int ENTRY_BYTES = 512;

  private final long bytesMax;
  private final Map<Object, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  ContentCache(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** The content of a file in this state. */
  synchronized Optional<Content> find(FileIdentity identity) {
    return Optional.ofNullable(entry(identity)).map(entry -> entry.content);
  }

  /** The same, kept until it is given back. */
  synchronized Optional<Held> hold(FileIdentity identity) {
    Entry entry = entry(identity);
    if (entry == null) {
      return Optional.empty();
    }
    entry.users++;
    return Optional.of(new Held(entry));
  }

  /** Keeps a content, if others can make room for it. */
  synchronized void put(Content content) {
    Object key = content.identity().key();
    Entry old = entries.get(key);
    if (old != null && old.users > 0) {
      return;
    }
    remove(key);
    if (makeRoom(size(content))) {
      entries.put(key, new Entry(content));
      bytes += size(content);
    }
  }

  /** How much is kept. */
  synchronized long bytes() {
    return bytes;
  }

  private @Nullable Entry entry(FileIdentity identity) {
    Entry entry = entries.get(identity.key());
    return entry != null && entry.content.identity().equals(identity) ? entry : null;
  }

  private boolean makeRoom(long needed) {
    Iterator<Map.Entry<Object, Entry>> oldestFirst = entries.entrySet().iterator();
    while (bytes + needed > bytesMax && oldestFirst.hasNext()) {
      Entry entry = oldestFirst.next().getValue();
      if (entry.users == 0) {
        bytes -= size(entry.content);
        oldestFirst.remove();
      }
    }
    return bytes + needed <= bytesMax;
  }

  private void remove(Object key) {
    Entry removed = entries.remove(key);
    if (removed != null) {
      bytes -= size(removed.content);
    }
  }

  private static long size(Content content) {
    return (long) content.bytes().size() + ENTRY_BYTES;
  }
}
