package dev.rollcall.edge.resp;

import java.util.concurrent.CompletableFuture;

/** All keys together, sets and topics. Thread-safe. */
public interface Keyspace {
  /** How many keys there are. */
  CompletableFuture<Integer> count();

  /**
   * Deletes all keys but configured sets, one after the other: each client sees each key go for
   * itself, and what is written meanwhile may stay.
   */
  CompletableFuture<?> clear();
}
