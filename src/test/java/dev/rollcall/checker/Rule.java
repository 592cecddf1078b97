package dev.rollcall.checker;

/** What a message log promises. */
public enum Rule {
  /** The recording itself makes sense: each append has one INVOKE and then at most one outcome. */
  RECORDING,
  /** An acknowledged append is in the log. */
  LOST,
  /** No append is in the log twice. */
  DUPLICATED,
  /** An acknowledged append is in the log under the ID of its acknowledgement. */
  MISPLACED,
  /** A refused append is not in the log. */
  REFUSED_YET_PRESENT,
  /** Whatever is in the log was appended. */
  MADE_UP,
  /** IDs grow strictly. */
  DISORDER,
  /** All nodes tell the same log. */
  NODES_DIFFER,
  /** What was known to be in the log comes before what was sent later. */
  REAL_TIME,
  /** Messages of one connection are in the log in the order in which they were sent. */
  SEND_ORDER,
  /** Whoever receives messages misses none between two of them. */
  GAP,
  /** Nobody receives a message twice. */
  REPEAT,
  /** Nobody receives an earlier message after a later one. */
  SWAP,
  /** Whatever is received is in the log, under that ID. */
  FOREIGN,
  /** A read sees everything that was known to be in the log when it began. */
  STALE_READ
}
