package badhouse.lookup;

import badhouse.edge.Room;

final class KnowsEdge {
  Room knows = new Room();
}
