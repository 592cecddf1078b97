package dev.rollcall.edge.line;

import dev.rollcall.broadcast.AppendKey;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One session as a producer of messages, told apart from every other session of every node. Not
 * thread-safe.
 */
final class Producer {
  private static final String NODE = UUID.randomUUID().toString();
  private static final AtomicLong SESSIONS = new AtomicLong();

  private final String name = NODE + '-' + SESSIONS.incrementAndGet();
  private long appends;

  /** The name that its messages carry in the log. */
  String name() {
    return name;
  }

  /** The key of its next append. */
  AppendKey nextKey() {
    appends++;
    return new AppendKey(name, Long.toString(appends));
  }
}
