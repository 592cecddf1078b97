package dev.rollcall.store;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one namespace of sets and topics: which kind a name has was decided when it was first
 * written. Every call waits for the store; thread-safe.
 */
public interface Keys {
  /** What a name stands for. */
  enum Kind {
    SET,
    TOPIC
  }

  /** Makes {@code name} one of this kind, unless it is one already; gives what it then is. */
  Kind claim(String name, Kind kind) throws SQLException;

  /** What {@code name} stands for; null for nothing. */
  @Nullable Kind kind(String name) throws SQLException;

  /** Gives a name back that stood for this kind: it may be made one of either kind again. */
  void release(String name, Kind kind) throws SQLException;

  /** The names of one kind, sorted. */
  List<String> names(Kind kind) throws SQLException;
}
