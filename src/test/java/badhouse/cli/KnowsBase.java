package badhouse.cli;

import badhouse.base.Room;

final class KnowsBase {
  Room knows = new Room();
}
