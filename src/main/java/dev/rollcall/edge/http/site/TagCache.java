package dev.rollcall.edge.http.site;

import dev.rollcall.files.FileIdentity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The tags of files asked for lately, since making one reads the whole file. Thread-safe. */
final class TagCache {
  /** Each takes some 200 bytes. */
  static final int COUNT_MAX = 10_000;

  private record Made(FileIdentity identity, EntityTag tag) {}

  private final Map<Object, Made> made =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Made> eldest) {
          return size() > COUNT_MAX;
        }
      };

  synchronized Optional<EntityTag> find(FileIdentity identity) {
    return Optional.ofNullable(made.get(identity.key()))
        .filter(found -> found.identity().equals(identity))
        .map(Made::tag);
  }

  synchronized void put(FileIdentity identity, EntityTag tag) {
    made.put(identity.key(), new Made(identity, tag));
  }
}
