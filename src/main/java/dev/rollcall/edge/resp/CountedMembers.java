package dev.rollcall.edge.resp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts members that may come twice where a set is changed while it is gone through: once each, as
 * long as there are no more than a reply would have; beyond it those that come twice count twice.
 * One call's own; not thread-safe.
 */
final class CountedMembers {
  private @Nullable MemberReply seen = new MemberReply();
  private long count;

  void add(List<byte[]> members) {
    for (byte[] member : members) {
      count += isNew(member) ? 1 : 0;
    }
  }

  private boolean isNew(byte[] member) {
    if (seen == null) {
      return true;
    }
    try {
      return seen.add(member);
    } catch (RespError e) {
      seen = null;
      return true;
    }
  }

  long count() {
    return count;
  }
}
