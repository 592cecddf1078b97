package dev.rollcall.cli.bench;

import dev.rollcall.base.ByteSlices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.LongConsumer;
import org.sqlite.SQLiteConfig;

/**
 * A table of one column that is its primary key. The file is mapped into memory as ours is, and
 * what makes it survive a power cut while it is filled is turned off.
 */
final class SqliteStructure implements Structure {
  /** Lines on their way into the database; its own cache is outside the heap. */
  static final long HEAP_BYTES = 16L << 20;

  /** Lines come in no order: as much of the table as this need not be read again for the next. */
  private static final int CACHE_KIBIBYTES = 256 << 10;

  /** More than any table here needs; the library sets its own limit of about 2 GiB. */
  private static final long MAPPED_BYTES_MAX = 1L << 40;

  private final Path file;
  private final Connection connection;
  private final PreparedStatement select;

  private SqliteStructure(Path file, Connection connection) throws SQLException {
    this.file = file;
    this.connection = connection;
    this.select = connection.prepareStatement("SELECT 1 FROM list WHERE line = ?");
  }

  static Structure load(KnownList list, Path directory, LongConsumer progress) throws IOException {
    // The native library is unpacked here and not where nobody deletes it.
    System.setProperty("org.sqlite.tmpdir", directory.toString());
    Path file = directory.resolve("list.sqlite");
    try {
      Connection connection = open(file);
      try {
        fill(connection, list, progress);
        return new SqliteStructure(file, connection);
      } catch (IOException | SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new IOException("SQLite: " + e.getMessage(), e);
    }
  }

  private static Connection open(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.OFF);
    config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
    config.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE);
    // Negative: kibibytes and not pages.
    config.setCacheSize(-CACHE_KIBIBYTES);
    config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, Long.toString(MAPPED_BYTES_MAX));
    return config.createConnection("jdbc:sqlite:" + file);
  }

  private static void fill(Connection connection, KnownList list, LongConsumer progress)
      throws IOException, SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE list (line BLOB PRIMARY KEY) WITHOUT ROWID");
    }
    long[] count = {0};
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT OR IGNORE INTO list VALUES (?)")) {
      list.read(
          batch -> {
            insert(insert, batch);
            count[0] += batch.count();
            progress.accept(count[0]);
          });
    }
    connection.commit();
  }

  private static void insert(PreparedStatement insert, ByteSlices lines) throws IOException {
    try {
      for (int i = 0; i < lines.count(); i++) {
        insert.setBytes(1, lines.copy(i));
        insert.addBatch();
      }
      insert.executeBatch();
    } catch (SQLException e) {
      throw new IOException("SQLite: " + e.getMessage(), e);
    }
  }

  @Override
  public long contains(ByteSlices keys) throws IOException {
    long answers = 0;
    try {
      for (int i = 0; i < keys.count(); i++) {
        select.setBytes(1, keys.copy(i));
        try (ResultSet row = select.executeQuery()) {
          if (row.next()) {
            answers |= 1L << i;
          }
        }
      }
      return answers;
    } catch (SQLException e) {
      throw new IOException("SQLite: " + e.getMessage(), e);
    }
  }

  @Override
  public long fileBytes() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      select.close();
      connection.close();
    } catch (SQLException e) {
      throw new IOException("SQLite: " + e.getMessage(), e);
    }
  }
}
