package dev.rollcall.store;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the journal without its actors, and takes old events away. Every call waits for the store;
 * thread-safe.
 */
public interface Events {
  /** One stored event, as its format wrote it. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Stored(long sequence, byte[] payload) {}

  /** The lowest and the highest sequence number kept. */
  record Range(long first, long last) {}

  /** What is kept under this persistence ID; null if nothing is. */
  @Nullable Range range(String persistenceId) throws SQLException;

  /** The first {@code bytes} bytes of the payload of one event; null if it is not kept. */
  byte @Nullable [] head(String persistenceId, long sequence, int bytes) throws SQLException;

  /**
   * Events from {@code from} to {@code to}, both included, in order; stops after the one with which
   * they have at least {@code bytesMax} bytes together.
   */
  List<Stored> read(String persistenceId, long from, long to, long bytesMax) throws SQLException;

  /** The persistence IDs that begin with {@code prefix} and have events kept, sorted. */
  List<String> entities(String prefix) throws SQLException;

  /** The number of the event that the latest snapshot was made after; 0 without any. */
  long snapshot(String persistenceId) throws SQLException;

  /**
   * Deletes events up to and including {@code upTo}, and all snapshots but the latest, and gives
   * the space back, in small steps that leave others half of the time.
   */
  void delete(String persistenceId, long upTo) throws SQLException;
}
