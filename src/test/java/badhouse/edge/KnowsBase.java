package badhouse.edge;

import badhouse.base.Room;

final class KnowsBase {
  Room knows = new Room();
}
