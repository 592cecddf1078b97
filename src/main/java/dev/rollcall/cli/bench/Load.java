package dev.rollcall.cli.bench;

import io.netty.buffer.ByteBuf;

/** What a connection of the generator sends, and how the answers are judged. */
interface Load {
  /** How many requests there are before they begin anew. */
  int count();

  /** The bytes of requests {@code from} to {@code to}, exclusive, to be sent. */
  ByteBuf requests(int from, int to);

  /** A check for the answers that one connection gets. */
  Check check();

  /** Judges the answers to one batch after the other. Not thread-safe. */
  interface Check {
    /** Expects the answers to requests {@code from} to {@code to}, exclusive. */
    void expect(int from, int to);

    /** Takes what arrived; returns whether every expected answer is there. */
    boolean take(ByteBuf arrived);

    /** Answers that were not what they should be. */
    long wrong();

    /** Answers that were errors. */
    long errors();
  }
}
