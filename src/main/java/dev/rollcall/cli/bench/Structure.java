package dev.rollcall.cli.bench;

import dev.rollcall.base.ByteSlices;
import java.io.Closeable;
import java.io.IOException;

/** A list held in one of the ways that are compared, ready to be asked by one thread. */
interface Structure extends Closeable {
  /** The most keys that are asked at a time: as many as one word has answers. */
  int BATCH_MAX = Long.SIZE;

  /**
   * Which of up to {@link #BATCH_MAX} keys are on the list; one bit a key, the first in the lowest
   * bit. The keys are bytes as they come from a client: what else a structure needs, it makes
   * itself.
   */
  long contains(ByteSlices keys) throws IOException;

  /** The bytes of the files that it answers from; 0 where it holds the list on the heap. */
  long fileBytes();

  @Override
  default void close() throws IOException {}
}
