package badhouse.cluster;

import badhouse.store.Room;

final class KnowsStore {
  Room knows = new Room();
}
