package badhouse.broadcast;

import badhouse.files.Room;

final class KnowsFiles {
  Room knows = new Room();
}
