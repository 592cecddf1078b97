package dev.rollcall.broadcast;

import dev.rollcall.store.PostgresServer;
import dev.rollcall.store.StoreSettings;
import java.nio.file.Path;

/** Where a test's messages are stored. */
enum OnStore {
  SQLITE,
  POSTGRES;

  /** A new and empty store. */
  StoreSettings settings(Path directory) {
    return this == SQLITE ? StoreSettings.sqlite(directory) : PostgresServer.freshDatabase();
  }
}
