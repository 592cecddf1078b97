package badhouse.store;

import badhouse.lookup.Room;

final class KnowsLookup {
  Room knows = new Room();
}
