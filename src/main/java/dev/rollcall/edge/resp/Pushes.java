package dev.rollcall.edge.resp;

import dev.rollcall.wire.RespWriter;

/**
 * What a client gets without asking, since it has subscribed. Called by the client's session, one
 * call at a time; whoever adds to it wakes the session.
 */
public interface Pushes {
  /** How many channels and patterns the client has subscribed to. */
  int subscriptions();

  /** How many of these are patterns. */
  default int patterns() {
    return 0;
  }

  /** Moves what has come to {@code out}: nothing, or as much as makes about {@code bytesMax}. */
  void drain(RespWriter out, int bytesMax);

  /** The client has left: everything is forgotten. */
  void close();
}
