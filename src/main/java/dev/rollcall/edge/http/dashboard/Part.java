package dev.rollcall.edge.http.dashboard;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One thing that a {@link Snapshot} shows, under a name of its own. Asked about once a second while
 * somebody watches, from one thread at a time. May take milliseconds, not wait for anybody.
 */
public interface Part {
  /** The name in the snapshot. */
  String name();

  /** How it is now. */
  JsonNode now();
}
