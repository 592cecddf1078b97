package dev.rollcall.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** What differs between the databases that can be the store. Thread-safe. */
interface Database {
  /** The statements that make every table where it is absent, in order. */
  List<String> tables();

  /**
   * Checks that the database can be had and makes connections to it.
   *
   * @throws dev.rollcall.base.UserError if it cannot
   */
  Pools connect();

  /** The names in its table, as a process knows them that may or may not be the only one. */
  Keys keys(KeyTable table) throws SQLException;

  /** Makes sure that only one process makes the tables, until the transaction ends. */
  void lockTables(Connection connection) throws SQLException;

  /** Slick's configuration of the database that the journal writes to. */
  Map<String, Object> writing();

  /** Slick's configuration of the database that recovery reads from. */
  Map<String, Object> replaying();

  /** How many of the journal's transactions may be under way at once. */
  int writesAtOnce();

  /** Expression for the first bytes of the payload; the parameter is their count. */
  String payloadHead();

  /** Called before a step of a deletion, on its connection and outside a transaction. */
  void beforeDelete(Connection connection) throws SQLException;

  /**
   * Gives some free space back; called outside a transaction. Gives whether there is more to do.
   */
  boolean release(Connection connection) throws SQLException;

  /** Called after a step of a deletion, successful or not. */
  void afterDelete(Connection connection) throws SQLException;

  /**
   * Connections for everything but the journal's own writes.
   *
   * @param reading for reads only
   * @param writing a few connections
   */
  record Pools(HikariDataSource reading, HikariDataSource writing) implements AutoCloseable {
    @Override
    public void close() {
      reading.close();
      writing.close();
    }
  }
}
