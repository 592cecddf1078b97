package dev.rollcall.cluster;

/**
 * Marks what may travel from one node to another; written as CBOR. A message's fields are public
 * between versions: they may be added to, not renamed.
 */
public interface ClusterMessage {}
