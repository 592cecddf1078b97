package dev.rollcall.broadcast;

import java.util.ArrayList;
import java.util.List;

/**
 * How many subscribers a node has for a channel or pattern; 0 where it has none any more. Part of
 * what nodes tell each other.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Counted(boolean pattern, byte[] name, int count) {
  /** What one message between nodes may take of names, lest it grow beyond the longest frame. */
  private static final int PART_BYTES = 256 << 10;

  private static final int OVERHEAD_BYTES = 32;

  static Counted channel(ChannelName name, int count) {
    return new Counted(false, name.bytes(), count);
  }

  static Counted pattern(ChannelName name, int count) {
    return new Counted(true, name.bytes(), count);
  }

  /** Cuts a list into parts that fit into a message each; one empty part where there is nothing. */
  static List<List<Counted>> parts(List<Counted> all) {
    List<List<Counted>> parts = new ArrayList<>();
    List<Counted> part = new ArrayList<>();
    int length = 0;
    for (Counted counted : all) {
      if (length > PART_BYTES) {
        parts.add(part);
        part = new ArrayList<>();
        length = 0;
      }
      part.add(counted);
      length += counted.name.length + OVERHEAD_BYTES;
    }
    parts.add(part);
    return parts;
  }
}
