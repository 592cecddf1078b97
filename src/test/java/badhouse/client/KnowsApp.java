package badhouse.client;

import badhouse.app.Room;

final class KnowsApp {
  Room knows = new Room();
}
