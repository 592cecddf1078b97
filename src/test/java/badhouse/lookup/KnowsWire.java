package badhouse.lookup;

import badhouse.wire.Room;

final class KnowsWire {
  Room knows = new Room();
}
