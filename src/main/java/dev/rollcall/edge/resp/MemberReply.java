package dev.rollcall.edge.resp;

import dev.rollcall.lookup.EditableMembership;
import dev.rollcall.wire.RespWriter;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Members that a reply will have, each once and not more than a reply may have. One call's own; not
 * thread-safe.
 */
final class MemberReply {
  /** What each member is counted with beside its bytes, as in {@link EditableMembership}. */
  private static final int MEMBER_BYTES = 16;

  /** More members than this cannot be in one reply, however short they are. */
  static final long MEMBERS_MAX = EditableMembership.WHOLE_BYTES_MAX / MEMBER_BYTES;

  private final Map<ByteBuffer, byte[]> members = new LinkedHashMap<>();
  private long bytes;

  /** What a call is answered whose reply would be too long to be held. */
  static RespError tooLong() {
    return RespError.argument(
        "the reply would have more than "
            + (EditableMembership.WHOLE_BYTES_MAX >> 20)
            + " MiB; use SSCAN");
  }

  /**
   * Adds a member unless it is there.
   *
   * @return whether it was not
   * @throws RespError {@link #tooLong} if that is too much
   */
  boolean add(byte[] member) {
    if (members.putIfAbsent(ByteBuffer.wrap(member), member) != null) {
      return false;
    }
    bytes += member.length + (long) MEMBER_BYTES;
    if (bytes > EditableMembership.WHOLE_BYTES_MAX) {
      throw tooLong();
    }
    return true;
  }

  int count() {
    return members.size();
  }

  /** The members in the order in which they came. */
  List<byte[]> list() {
    return List.copyOf(members.values());
  }

  /** Writes members as the set that they are. */
  static void writeSet(RespWriter out, Collection<byte[]> members) {
    out.set(members.size());
    members.forEach(out::bulk);
  }

  /** Writes members one after the other. */
  static void writeArray(RespWriter out, Collection<byte[]> members) {
    out.array(members.size());
    members.forEach(out::bulk);
  }
}
