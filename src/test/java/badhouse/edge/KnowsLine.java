package badhouse.edge;

import badhouse.edge.line.Room;

final class KnowsLine {
  Room knows = new Room();
}
