package dev.rollcall.edge;

/**
 * One connection's share of the {@link HeldBytes}: its unfinished frame, and the replies that its
 * client has not taken yet. Not thread-safe.
 */
final class HeldShare {
  private final HeldBytes all;
  private int frame;
  private int replies;
  private int counted;

  HeldShare(HeldBytes all) {
    this.all = all;
  }

  /**
   * The connection now keeps a frame of so many bytes, and a reply beside those that were not taken
   * yet.
   *
   * @return whether it may
   */
  boolean keep(int frameBytes, int replyBytes) {
    frame = frameBytes;
    replies += replyBytes;
    return count();
  }

  /** The client has taken so many bytes of replies; what is left of them is returned. */
  int taken(int replyBytes) {
    replies -= replyBytes;
    count();
    return replies;
  }

  /** The connection is over. */
  void release() {
    all.change(counted, 0);
    counted = 0;
  }

  private boolean count() {
    int held = frame + replies;
    if (held != counted && !all.change(counted, held)) {
      return false;
    }
    counted = held;
    return true;
  }
}
