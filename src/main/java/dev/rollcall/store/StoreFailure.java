package dev.rollcall.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.pattern.CircuitBreakerOpenException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What a failed write or read means for whoever asked for it. */
public enum StoreFailure {
  /**
   * The disk failed. The operating system may have dropped what it could not write and report
   * success the next time, so that nothing can be acknowledged any more: the process has to stop.
   */
  FATAL,
  /** There is no room. Nothing was stored; the same may be asked again. */
  FULL,
  /** The database did not answer. Whether anything was stored is unknown; it may be asked again. */
  LOST,
  /** Somebody else has written for this entity. Nothing was stored; recover and go on. */
  CONFLICT,
  /** Anything else: a fault of the program or of what is stored. */
  OTHER;

  /** How deep causes may be nested; a cycle ends there too. */
  private static final int CAUSES_MAX = 20;

  /** What this failure, or the first of its causes that tells, means. */
  public static StoreFailure of(Throwable failure) {
    @Nullable Throwable cause = failure;
    for (int i = 0; cause != null && i < CAUSES_MAX; i++) {
      StoreFailure found = one(cause);
      if (found != OTHER) {
        return found;
      }
      cause = next(cause);
    }
    return OTHER;
  }

  /** What the database itself said, in one line for a log. */
  public static String reason(Throwable failure) {
    Throwable deepest = failure;
    for (int i = 0; deepest.getCause() != null && i < CAUSES_MAX; i++) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }

  /** A batch says what was wrong with its rows in further exceptions instead of causes. */
  private static @Nullable Throwable next(Throwable failure) {
    if (failure.getCause() == null && failure instanceof SQLException sql) {
      return sql.getNextException();
    }
    return failure.getCause();
  }

  private static StoreFailure one(Throwable failure) {
    if (failure instanceof TimeoutException || failure instanceof CircuitBreakerOpenException) {
      return LOST;
    }
    if (failure instanceof SQLiteException sqlite) {
      return ofSqlite(sqlite.getResultCode());
    }
    if (failure instanceof SQLException sql) {
      return sql instanceof SQLTransientConnectionException ? LOST : ofState(sql.getSQLState());
    }
    return OTHER;
  }

  private static StoreFailure ofSqlite(SQLiteErrorCode code) {
    return switch (code) {
      case SQLITE_FULL -> FULL;
      // After the commit was synced: it may be there when the database is opened next.
      case SQLITE_IOERR_SHMSIZE -> LOST;
      case SQLITE_BUSY, SQLITE_BUSY_RECOVERY, SQLITE_BUSY_SNAPSHOT, SQLITE_BUSY_TIMEOUT -> LOST;
      case SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE -> CONFLICT;
      case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_READONLY_DBMOVED -> FATAL;
      default -> code.name().startsWith("SQLITE_IOERR") ? FATAL : OTHER;
    };
  }

  /** Classes of SQL states as PostgreSQL uses them. */
  private static StoreFailure ofState(@Nullable String state) {
    if (state == null) {
      return OTHER;
    }
    return switch (state.toUpperCase(Locale.ROOT)) {
      case "23505" -> CONFLICT;
      case "53100" -> FULL;
      // A standby that was the primary a moment ago; conflicts of serializing and of locking.
      case "25006", "40001", "40P01" -> LOST;
      // Connections, resources, an administrator's intervention, the server's disk.
      default -> state.matches("(08|53|57|58).*") ? LOST : OTHER;
    };
  }

  /** SQLite's code of a failure; null if it is not SQLite's. */
  static @Nullable SQLiteErrorCode sqlite(Throwable failure) {
    @Nullable Throwable cause = failure;
    for (int i = 0; cause != null && i < CAUSES_MAX; i++) {
      if (cause instanceof SQLiteException sqlite) {
        return sqlite.getResultCode();
      }
      cause = cause.getCause();
    }
    return null;
  }
}
