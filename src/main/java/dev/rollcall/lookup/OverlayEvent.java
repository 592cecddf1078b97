package dev.rollcall.lookup;

import java.util.List;

/**
 * Changes of one partition that were made together, in order. Immutable.
 *
 * @param changes at least one
 */
record OverlayEvent(List<Change> changes) {

  /** What is said of one key. */
  record Change(Kind kind, OverlayKey key) {}

  /** What can be said of a key, with the number by which it is stored. */
  enum Kind {
    /** It is a member, whatever the file says. */
    ADDED(0),
    /** It is none, whatever the file says. */
    REMOVED(1),
    /** It is one if the file says so. */
    FORGOTTEN(2),
    /** No key is one, unless the file says so; stands with an empty key. */
    CLEARED(3);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    static Kind of(int code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IllegalArgumentException("kind " + code);
    }
  }

  /** The length of all keys. */
  long bytes() {
    long bytes = 0;
    for (Change change : changes) {
      bytes += change.key().length();
    }
    return bytes;
  }
}
