package badhouse.edge.line;

import badhouse.app.Room;

final class KnowsApp {
  Room knows = new Room();
}
